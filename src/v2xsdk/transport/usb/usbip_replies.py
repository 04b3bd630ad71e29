"""Reads the answers of a USB/IP server, each payload straight into the buffer it is meant for."""

from __future__ import annotations

import socket
from collections.abc import Callable

from v2xsdk.transport.usb import usbip_wire as wire
from v2xsdk.transport.usb.usbip_sender import set_timeout

#: Tells, for code, sequence number and actual length, where the payload goes; may raise ``DecodeError``.
Place = Callable[[int, int, int], memoryview]
_BUFFER_SIZE = 4096
_HEADER_SIZE = wire.HEADER_SIZE
_NOTHING = memoryview(b"")


class ReplyReader:
    """Takes answers off a blocking socket one by one; a time-out in the middle of one loses nothing.

    After :meth:`read` returned true, ``seqnum``, ``status`` and ``actual`` describe the answer; ``filling`` is the
    sequence number of one whose payload has come only in part, 0 for none.
    """

    def __init__(self, sock: socket.socket, place: Place) -> None:
        self._receive_into = sock.recv_into
        self._socket = sock
        self._place = place
        self._buffer = bytearray(_BUFFER_SIZE)
        self._view = memoryview(self._buffer)
        self._start = self._end = 0
        self._target = _NOTHING
        self._got = 0
        self._timeout_s: float | None = -1.0
        self.filling = self.seqnum = self.status = self.actual = 0

    def read(self, timeout_s: float | None) -> bool:
        """Read on for at most about ``timeout_s``; return whether an answer is complete.

        Raises ``EOFError``, ``OSError`` or ``DecodeError`` when the connection is of no more use.
        """
        # setting a time-out costs a system call, and transfers mostly use the same one again
        if timeout_s != self._timeout_s:
            set_timeout(self._socket, socket.SO_RCVTIMEO, timeout_s)
            self._timeout_s = timeout_s
        try:
            if not self.filling:
                self._read_header()
            if self._got < len(self._target):
                self._read_payload()
        except BlockingIOError:
            return False
        self.filling = 0
        return True

    def _read_header(self) -> None:
        start, end = self._start, self._end
        if start == end:
            start = end = 0
        while end - start < _HEADER_SIZE:
            if start:
                self._buffer[: end - start] = self._buffer[start:end]
                start, end = 0, end - start
            count = self._receive_into(self._view[end:] if end else self._view)
            if not count:
                raise EOFError("the USB/IP server closed the connection")
            end += count
            self._start, self._end = start, end
        code, seqnum, self.status, self.actual = wire.parse_return(self._buffer, start)
        self._start = start + _HEADER_SIZE
        self._target = self._place(code, seqnum, self.actual)
        self._got = 0
        self.seqnum = self.filling = seqnum

    def _read_payload(self) -> None:
        target, size = self._target, len(self._target)
        if self._start < self._end:
            held = min(self._end - self._start, size - self._got)
            target[self._got : self._got + held] = self._view[self._start : self._start + held]
            self._start += held
            self._got += held
        while self._got < size:
            count = self._receive_into(target[self._got :], 0, socket.MSG_WAITALL)
            if not count:
                raise EOFError("the USB/IP server closed the connection")
            self._got += count
