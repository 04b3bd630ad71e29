"""Reads the answers of a USB/IP server, each payload straight into the buffer it is meant for."""

from __future__ import annotations

import socket
from collections.abc import Callable

from v2xsdk.transport.usb import usbip_wire as wire

Place = Callable[[wire.Return], memoryview]
_BUFFER_SIZE = 4096


class ReplyReader:
    """Takes answers off a socket one by one; a time-out in the middle of one loses nothing."""

    def __init__(self, sock: socket.socket, place: Place) -> None:
        """``place`` tells where the payload of an answer goes; it may raise ``DecodeError``."""
        self._socket = sock
        self._place = place
        self._buffer = bytearray(_BUFFER_SIZE)
        self._view = memoryview(self._buffer)
        self._start = self._end = 0
        self._target = self._view[:0]
        self._got = 0
        self.reply: wire.Return | None = None
        self._timeout_s: float | None = -1.0

    def read(self, timeout_s: float | None) -> wire.Return | None:
        """Return the next answer, ``None`` on time-out; raises ``EOFError``, ``OSError``, ``DecodeError``."""
        try:
            if self.reply is None:
                self._read_header(timeout_s)
            while self._got < len(self._target):
                self._read_payload(timeout_s)
        except TimeoutError:
            return None
        reply, self.reply = self.reply, None
        self._target = self._view[:0]
        return reply

    def _read_header(self, timeout_s: float | None) -> None:
        while self._end - self._start < wire.HEADER_SIZE:
            if self._start:
                rest = self._end - self._start
                self._buffer[:rest] = self._buffer[self._start : self._end]
                self._start, self._end = 0, rest
            self._end += self._receive(self._view[self._end :], timeout_s)
        reply = wire.parse_return(self._view[self._start : self._start + wire.HEADER_SIZE])
        self._start += wire.HEADER_SIZE
        self._target = self._place(reply)
        self._got = 0
        self.reply = reply

    def _read_payload(self, timeout_s: float | None) -> None:
        held = min(self._end - self._start, len(self._target) - self._got)
        if held:
            self._target[self._got : self._got + held] = self._view[self._start : self._start + held]
            self._start += held
            self._got += held
        else:
            self._got += self._receive(self._target[self._got :], timeout_s)

    def _receive(self, view: memoryview, timeout_s: float | None) -> int:
        # settimeout() costs a system call, and transfers mostly use the same time-out again
        if timeout_s != self._timeout_s:
            self._socket.settimeout(timeout_s)
            self._timeout_s = timeout_s
        count = self._socket.recv_into(view)
        if not count:
            raise EOFError("the USB/IP server closed the connection")
        return count
