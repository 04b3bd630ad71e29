"""One imported device on one USB/IP connection: transfers come in, answers go out in any order."""

from __future__ import annotations

import logging
import socket
import struct
import threading

from v2xsdk_emulator.usb import usbip_wire as wire
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.urb import Status, Urb

_log = logging.getLogger(__name__)
SEND_TIMEOUT_S = 5


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


class ImportedDevice:
    """Phase 2 of USB/IP for one device; :meth:`run` blocks until the connection ends."""

    def __init__(self, connection: socket.socket, device: UsbDevice) -> None:
        connection.settimeout(None)
        timeout = struct.pack("ll", SEND_TIMEOUT_S, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)
        self._socket = connection
        self._device = device
        self._send_lock = threading.Lock()
        self._open: dict[int, Urb] = {}

    def run(self) -> None:
        """Serve until the host detaches, the device is unplugged, or the host breaks the protocol."""
        while True:
            command = wire.Command._make(wire.COMMAND.unpack(receive_exactly(self._socket, wire.COMMAND.size)))
            if command.code == wire.SUBMIT:
                self._submit(command)
            elif command.code == wire.UNLINK:
                self._unlink(command)
            else:
                raise EOFError(f"unknown USB/IP command {command.code:#x}")

    def close(self) -> None:
        """End the connection; :meth:`run` returns by an error."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError as error:
            _log.debug("connection was closed already: %s", error)

    def end(self) -> None:
        """Give up all transfers the host left open, and whatever it configured."""
        for urb in list(self._open.values()):
            self._device.cancel(urb)
        self._open.clear()

    def _submit(self, command: wire.Command) -> None:
        if not 0 <= command.length <= wire.LARGEST_TRANSFER:
            raise EOFError(f"a transfer of {command.length} bytes is beyond {wire.LARGEST_TRANSFER}")
        out = not command.direction
        data = bytes(receive_exactly(self._socket, command.length)) if out and command.length else b""
        if command.packets > 0:
            self._answer(command.seqnum, Status.NO_ENDPOINT, 0, b"")  # no isochronous endpoints
            return
        seqnum, size = command.seqnum, command.length

        def complete(urb: Urb) -> None:
            self._open.pop(seqnum, None)
            status = urb.status or Status.OK
            if out:
                self._answer(seqnum, status, 0 if status else size, b"")
            else:
                self._answer(seqnum, status, len(urb.data), urb.data)

        address = command.endpoint | (0 if out else 0x80)
        urb = Urb(address, complete, setup=command.setup, data=data, length=0 if out else size)
        self._open[seqnum] = urb
        self._device.submit(urb)

    def _unlink(self, command: wire.Command) -> None:
        urb = self._open.get(command.flags)
        cancelled = urb is not None and self._device.cancel(urb)
        if cancelled:
            del self._open[command.flags]
        self._send([wire.unlink_return(command.seqnum, Status.CANCELLED if cancelled else Status.OK)])

    def _answer(self, seqnum: int, status: int, actual: int, data: bytes) -> None:
        self._send([wire.submit_return(seqnum, status, actual), data])

    def _send(self, parts: list[bytes]) -> None:
        """Send in one call; a host that does not read for seconds loses the connection."""
        try:
            with self._send_lock:
                sent = self._socket.sendmsg(parts)
                whole = sum(len(part) for part in parts)
                if sent < whole:
                    self._socket.sendall(b"".join(parts)[sent:])
        except OSError as error:
            _log.debug("USB/IP answer could not be sent: %s", error)
            self.close()
