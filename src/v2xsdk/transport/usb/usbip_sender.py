"""Sends commands to a USB/IP server, header and payload in one call."""

from __future__ import annotations

import socket
import struct
import sys
import threading

SEND_TIMEOUT_S = 5.0
#: Up to this size, copying the payload behind the header is cheaper than a gathering send.
SMALL = 2048
_LONGEST_S = 1 << 30


class CommandSender:
    """For several threads; after an ``OSError`` a command may be half sent, and the connection is of no more use."""

    def __init__(self, sock: socket.socket) -> None:
        set_timeout(sock, socket.SO_SNDTIMEO, SEND_TIMEOUT_S)
        self._socket = sock
        self._lock = threading.Lock()

    def send(self, command: bytes, payload: memoryview | None) -> None:
        """Send a command and what belongs to it; a server that takes nothing for seconds raises ``OSError``."""
        with self._lock:
            if payload is None:
                self._socket.sendall(command)
            elif len(payload) <= SMALL:
                self._socket.sendall(command + payload)
            else:
                self._gather(command, payload)

    def _gather(self, command: bytes, payload: memoryview) -> None:
        sent = self._socket.sendmsg((command, payload))
        if sent < len(command):
            self._socket.sendall(command[sent:])
            sent = len(command)
        if sent < len(command) + len(payload):
            self._socket.sendall(payload[sent - len(command) :])


def set_timeout(sock: socket.socket, option: int, timeout_s: float | None) -> None:
    """Let the kernel time ``SO_RCVTIMEO`` or ``SO_SNDTIMEO`` out, ``None`` never: it saves a poll for every call.

    The socket stays blocking; a time-out shows as ``BlockingIOError``.
    """
    seconds = 0.0 if timeout_s is None else min(max(timeout_s, 1e-6), _LONGEST_S)
    if sys.platform == "win32":
        value = struct.pack("=I", max(1, round(seconds * 1000)) if seconds else 0)
    else:
        value = struct.pack("@ll", int(seconds), int(seconds % 1 * 1e6))
    sock.setsockopt(socket.SOL_SOCKET, option, value)
