"""A device imported over USB/IP: many transfers at once on one connection.

There is no reader thread. The first caller that waits reads for all (the leader); when its own transfer has
ended, it hands the reading to another caller that still waits. A round trip then costs no thread switch.
"""

from __future__ import annotations

import logging
import socket
import threading
import time

from v2xsdk.errors import DecodeError
from v2xsdk.transport.usb import usbip_wire as wire
from v2xsdk.transport.usb.link import UrbLink
from v2xsdk.transport.usb.status import no_device_error, timeout_error, transfer_error
from v2xsdk.transport.usb.usbip_replies import ReplyReader
from v2xsdk.transport.usb.usbip_sender import CommandSender, set_timeout
from v2xsdk.transport.usb.usbip_transfer import Transfer

_log = logging.getLogger(__name__)
UNLINK_GRACE_S = 1.0
CLOSE_TIMEOUT_S = 0.25
#: Whoever sends more than this starts to read only afterwards, so that both sides never wait for each other.
LEADERS_PAYLOAD = 1 << 17
MAX_ABANDONED = 64
_GONE = -19
_NOTHING = memoryview(b"")


class UsbipLink(UrbLink):
    """Transfers on a connection that has imported the device ``devid``."""

    def __init__(self, sock: socket.socket, devid: int) -> None:
        sock.settimeout(None)
        self._socket = sock
        self._devid = devid
        self._reader = ReplyReader(sock, self._place)
        self._lock = threading.Lock()
        self._sender = CommandSender(sock)
        self._pending: dict[int, Transfer] = {}
        self._leading = False
        self._dead = False
        self._last_seqnum = 0

    def transfer(self, address: int, view: memoryview, setup: bytes, timeout_ms: int) -> int:
        """Submit one transfer and wait for its end; on time-out it is unlinked first."""
        size = len(view)
        incoming = address & 0x80
        transfer, lead = self._register(address, view, may_lead=incoming or size <= LEADERS_PAYLOAD)
        header = wire.submit(transfer.seqnum, self._devid, address, size, setup)
        self._send(header, None if incoming or not size else view)
        if not self._await(transfer, timeout_ms / 1000 if timeout_ms else None, lead=lead):
            self._withdraw(transfer)
        if transfer.abandoned:
            raise timeout_error()
        if transfer.status:
            raise transfer_error(transfer.status)
        if not address & 0x8F:
            return size  # some servers count the data stage of a control OUT as 0 bytes; success means all
        if transfer.actual > size:
            raise transfer_error(-71)
        return transfer.actual

    def cancel(self, address: int) -> int:
        """Unlink what is open on ``address``; the waiting callers are told by the server's answer."""
        with self._lock:
            open_now = [t for t in self._pending.values() if t.address == address and not t.is_over()]
        for transfer in open_now:
            self._unlink(transfer)
        return len(open_now)

    def close(self) -> None:
        """Close the connection; callers still waiting get "no such device"."""
        with self._lock:
            idle = not self._dead and not self._pending
        if idle:
            self._part()
        self._fail("closed")
        self._socket.close()

    def _part(self) -> None:
        """Wait until the server has closed its side too: only then it gives the device to the next opener."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
            set_timeout(self._socket, socket.SO_RCVTIMEO, CLOSE_TIMEOUT_S)
            while self._socket.recv(4096):
                pass
        except OSError as error:
            _log.debug("USB/IP server did not close its side: %s", error)

    def _register(self, address: int, view: memoryview, *, may_lead: object) -> tuple[Transfer, bool]:
        """Enter a transfer; return it, and whether its caller reads for all."""
        with self._lock:
            if self._dead:
                raise no_device_error()
            seqnum = self._last_seqnum = self._last_seqnum % 0xFFFF_FFFF + 1
            transfer = self._pending[seqnum] = Transfer(seqnum, address, view)
            lead = bool(may_lead) and not self._leading
            if lead:
                self._leading = True
        return transfer, lead

    def _send(self, command: bytes, payload: memoryview | None) -> None:
        try:
            self._sender.send(command, payload)
        except OSError as error:
            self._fail(str(error))
            raise no_device_error() from error

    def _await(self, transfer: Transfer, timeout_s: float | None, *, lead: bool) -> bool:
        """Wait for the end of ``transfer``, reading for everybody when nobody else does."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while not transfer.done or lead:
            if lead:
                self._lead(transfer, timeout_s, deadline)
                lead = False
            elif self._may_lead(transfer):
                lead = True
                continue
            else:
                self._follow(transfer, deadline)
            if deadline is not None and not transfer.done:
                timeout_s = deadline - time.monotonic()
                if timeout_s <= 0:
                    return False
        return True

    def _may_lead(self, transfer: Transfer) -> bool:
        """Become the leader, or prepare to sleep."""
        with self._lock:
            if not self._leading and not transfer.done:
                self._leading = True
                return True
            if not transfer.done:
                transfer.wake = threading.Lock()
                transfer.wake.acquire()
        return False

    def _follow(self, transfer: Transfer, deadline: float | None) -> None:
        """Sleep until the transfer has ended, the lead is free, or the time is over."""
        wake = transfer.wake
        if wake is None:
            return
        if deadline is None:
            wake.acquire()
        elif not wake.acquire(timeout=max(deadline - time.monotonic(), 0.0)):
            with self._lock:
                transfer.wake = None

    def _lead(self, transfer: Transfer, timeout_s: float | None, deadline: float | None) -> None:
        """Read until ``transfer`` has ended or its time is over, then leave the lead to another."""
        reader, leading = self._reader, True
        try:
            while not transfer.done:
                if reader.read(timeout_s):
                    with self._lock:
                        self._end(reader.seqnum, reader.status, reader.actual)
                        if transfer.seqnum not in self._pending:
                            self._hand_over()
                            leading = False
                            return
                if deadline is not None:
                    timeout_s = deadline - time.monotonic()
                    if timeout_s <= 0:
                        return
        except (EOFError, OSError, DecodeError) as error:
            self._fail(str(error))
        finally:
            if leading:
                with self._lock:
                    self._hand_over()

    def _hand_over(self) -> None:
        """Let the next caller that sleeps read; the lock is held."""
        self._leading = False
        for other in self._pending.values():
            if other.call():
                return

    def _place(self, code: int, seqnum: int, actual: int) -> memoryview:
        """Return where the payload of an answer goes; never more room than was asked for."""
        if code == wire.RET_UNLINK:
            return _NOTHING
        transfer = self._pending.get(seqnum)
        if transfer is None:
            raise DecodeError(f"USB/IP: an answer to request {seqnum}, which is not open")
        if not transfer.address & 0x80 or not actual:
            return _NOTHING
        if actual > len(transfer.view):
            raise DecodeError(f"USB/IP: {actual} bytes for a request of {len(transfer.view)}")
        if transfer.abandoned:
            return memoryview(bytearray(actual))
        return transfer.view[:actual]

    def _end(self, seqnum: int, status: int, actual: int) -> None:
        """End the transfer that was answered; the lock is held."""
        transfer = self._pending.pop(seqnum, None)
        if transfer is None:
            return
        if transfer.target is not None and status:
            cancelled = self._pending.pop(transfer.target.seqnum, None)
            if cancelled is not None:
                cancelled.end(wire.CANCELLED, 0)
        transfer.end(status, actual)

    def _withdraw(self, transfer: Transfer) -> None:
        """Take a timed-out transfer back, or learn that it had completed after all."""
        self._await(self._unlink(transfer), UNLINK_GRACE_S, lead=False)
        with self._lock:
            cancelled = transfer.done and transfer.status == wire.CANCELLED
            transfer.abandoned = cancelled or not transfer.done
            stuck = not transfer.done and self._reader.filling == transfer.seqnum
            abandoned = sum(t.abandoned for t in self._pending.values())
        if stuck or abandoned > MAX_ABANDONED:
            self._fail("the server leaves requests unanswered")

    def _unlink(self, target: Transfer) -> Transfer:
        unlink, _ = self._register(0, _NOTHING, may_lead=False)
        unlink.target = target
        self._send(wire.unlink(unlink.seqnum, self._devid, target.seqnum), None)
        return unlink

    def _fail(self, why: str) -> None:
        """End everything; the socket is shut so that a leader returns."""
        with self._lock:
            if not self._dead:
                _log.debug("USB/IP connection ended: %s", why)
            self._dead = True
            for transfer in self._pending.values():
                transfer.end(_GONE, 0)
            self._pending.clear()
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError as error:
            _log.debug("USB/IP socket was closed already: %s", error)
