"""One imported device on one USB/IP connection: transfers come in, answers go out in any order."""

from __future__ import annotations

import logging
import socket
import struct
import threading
from typing import Any

from v2xsdk_emulator.usb import usbip_wire as wire
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.urb import Status, Urb

_log = logging.getLogger(__name__)
SEND_TIMEOUT_S = 5
SMALL = 2048


def receive_exactly(sock: socket.socket, size: int) -> bytearray:
    """Return exactly ``size`` bytes; raise ``EOFError`` when the peer closes before."""
    buffer = bytearray(size)
    view = memoryview(buffer)
    got = 0
    while got < size:
        count = sock.recv_into(view[got:], size - got, socket.MSG_WAITALL)
        if not count:
            raise EOFError("the peer closed the connection")
        got += count
    return buffer


class _Submitted(Urb):
    """A transfer of the host; ``size`` is what it asked to move."""

    __slots__ = ("seqnum", "size")

    seqnum: int
    size: int


class ImportedDevice:
    """Phase 2 of USB/IP for one device; :meth:`run` blocks until the connection ends."""

    def __init__(self, connection: socket.socket, device: UsbDevice) -> None:
        connection.settimeout(None)
        timeout = struct.pack("ll", SEND_TIMEOUT_S, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)
        self._socket = connection
        self._device = device
        self._send_lock = threading.Lock()
        self._open: dict[int, _Submitted] = {}

    def run(self) -> None:
        """Serve until the host detaches, the device is unplugged, or the host breaks the protocol."""
        header = bytearray(wire.COMMAND.size)
        receive, unpack, size = self._socket.recv_into, wire.COMMAND.unpack, len(header)
        while True:
            if receive(header, size, socket.MSG_WAITALL) != size:
                raise EOFError("the peer closed the connection")
            code, seqnum, _, direction, endpoint, flags, length, _, packets, _, setup = unpack(header)
            if code == wire.SUBMIT:
                self._submit(seqnum, direction, endpoint, length, packets, setup)
            elif code == wire.UNLINK:
                self._unlink(seqnum, flags)
            else:
                raise EOFError(f"unknown USB/IP command {code:#x}")

    def close(self) -> None:
        """End the connection; :meth:`run` returns by an error."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError as error:
            _log.debug("connection was closed already: %s", error)

    def end(self) -> None:
        """Give up all transfers the host left open."""
        for urb in list(self._open.values()):
            self._device.cancel(urb)
        self._open.clear()

    def _submit(self, seqnum: int, direction: int, endpoint: int, length: int, packets: int, setup: bytes) -> None:
        if not 0 <= length <= wire.LARGEST_TRANSFER:
            raise EOFError(f"a transfer of {length} bytes is beyond {wire.LARGEST_TRANSFER}")
        if direction:
            urb = _Submitted(endpoint | 0x80, self._answer_in, setup, b"", length)
        else:
            data = self._payload(length) if length else b""
            urb = _Submitted(endpoint, self._answer_out, setup, data)
        urb.seqnum, urb.size = seqnum, length
        self._open[seqnum] = urb
        if packets > 0:
            urb.finish(Status.NO_ENDPOINT)  # no isochronous endpoints
        else:
            self._device.submit(urb)

    def _payload(self, length: int) -> bytes:
        data = self._socket.recv(length, socket.MSG_WAITALL)
        while len(data) < length:
            part = self._socket.recv(length - len(data), socket.MSG_WAITALL)
            if not part:
                raise EOFError("the peer closed the connection")
            data += part
        return data

    def _unlink(self, seqnum: int, target: int) -> None:
        urb = self._open.get(target)
        cancelled = urb is not None and self._device.cancel(urb)
        if cancelled:
            del self._open[target]
        self._send(wire.unlink_return(seqnum, Status.CANCELLED if cancelled else Status.OK), b"")

    def _answer_in(self, urb: Any) -> None:
        """Tell the host how an IN transfer ended, and what came."""
        self._open.pop(urb.seqnum, None)
        data = urb.data
        self._send(wire.submit_return(urb.seqnum, urb.status or 0, len(data)), data)

    def _answer_out(self, urb: Any) -> None:
        """Tell the host how an OUT transfer ended."""
        self._open.pop(urb.seqnum, None)
        self._send(wire.submit_return(urb.seqnum, urb.status or 0, 0 if urb.status else urb.size), b"")

    def _send(self, header: bytes, payload: bytes) -> None:
        """Send in one call; a host that does not read for seconds loses the connection."""
        try:
            with self._send_lock:
                if len(payload) <= SMALL:
                    self._socket.sendall(header + payload)
                    return
                sent = self._socket.sendmsg((header, payload))
                if sent < len(header) + len(payload):
                    self._socket.sendall((header + payload)[sent:])
        except OSError as error:
            _log.debug("USB/IP answer could not be sent: %s", error)
            self.close()
