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

_log = logging.getLogger(__name__)
UNLINK_GRACE_S = 1.0
SEND_TIMEOUT_S = 5.0
CLOSE_TIMEOUT_S = 0.25
MAX_ABANDONED = 64
_GONE = -19
_NOTHING = memoryview(b"")


class _Transfer:
    """One submit or unlink that waits for its answer."""

    __slots__ = ("abandoned", "actual", "address", "done", "seqnum", "status", "target", "view", "wake")

    def __init__(self, seqnum: int, address: int, view: memoryview, target: _Transfer | None = None) -> None:
        self.seqnum = seqnum
        self.address = address
        self.view = view
        self.target = target
        self.done = False
        self.abandoned = False
        self.status = 0
        self.actual = 0
        self.wake: threading.Lock | None = None

    def end(self, status: int, actual: int) -> None:
        """Note the outcome and wake the caller if it sleeps."""
        self.status = status
        self.actual = actual
        self.done = True
        if self.wake is not None:
            self.wake.release()
            self.wake = None


class UsbipLink(UrbLink):
    """Transfers on a connection that has imported the device ``devid``."""

    def __init__(self, sock: socket.socket, devid: int) -> None:
        self._socket = sock
        self._out = sock.dup()  # a second object, since time-outs of reading and writing differ
        self._out.settimeout(SEND_TIMEOUT_S)
        self._devid = devid
        self._reader = ReplyReader(sock, self._place)
        self._lock = threading.Lock()
        self._send_lock = threading.Lock()
        self._pending: dict[int, _Transfer] = {}
        self._leading = False
        self._dead = False
        self._last_seqnum = 0

    def transfer(self, address: int, view: memoryview, setup: bytes, timeout_ms: int) -> int:
        """Submit one transfer and wait for its end; on time-out it is unlinked first."""
        timeout_s = timeout_ms / 1000 if timeout_ms else None
        transfer = self._submit(address, view, setup)
        if not self._await(transfer, timeout_s):
            self._withdraw(transfer)
        if transfer.abandoned:
            raise timeout_error()
        if transfer.status:
            raise transfer_error(transfer.status)
        # some servers count the data stage of a control OUT as 0 bytes; success means that all went out
        return transfer.actual if address & 0x8F else len(view)

    def cancel(self, address: int) -> int:
        """Unlink what is open on ``address``; the waiting callers are told by the server's answer."""
        with self._lock:
            open_now = [t for t in self._pending.values() if t.address == address and not _is_over(t)]
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
        self._out.close()

    def _part(self) -> None:
        """Wait until the server has closed its side too: only then it gives the device to the next opener."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(CLOSE_TIMEOUT_S)
            while self._socket.recv(4096):
                pass
        except OSError as error:
            _log.debug("USB/IP server did not close its side: %s", error)

    def _submit(self, address: int, view: memoryview, setup: bytes) -> _Transfer:
        transfer = self._register(address, view)
        header = wire.submit(transfer.seqnum, self._devid, address, len(view), setup)
        self._send(header, _NOTHING if address & 0x80 else view)
        return transfer

    def _register(self, address: int, view: memoryview, target: _Transfer | None = None) -> _Transfer:
        with self._lock:
            if self._dead:
                raise no_device_error()
            self._last_seqnum = self._last_seqnum % 0xFFFF_FFFF + 1
            transfer = _Transfer(self._last_seqnum, address, view, target)
            self._pending[transfer.seqnum] = transfer
        return transfer

    def _send(self, header: bytes, payload: memoryview) -> None:
        """Send header and payload in one call; a half-sent command makes the connection useless."""
        try:
            with self._send_lock:
                if not payload:
                    self._out.sendall(header)
                    return
                sent = self._out.sendmsg((header, payload))
                if sent < len(header):
                    self._out.sendall(header[sent:])
                    sent = len(header)
                if sent < len(header) + len(payload):
                    self._out.sendall(payload[sent - len(header) :])
        except OSError as error:
            self._fail(str(error))
            raise no_device_error() from error

    def _await(self, transfer: _Transfer, timeout_s: float | None) -> bool:
        """Wait for the end of ``transfer``, reading for everybody when nobody else does."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while not transfer.done:
            wake = self._take_part(transfer)
            if wake is None:
                self._lead(transfer, timeout_s, deadline)
            elif not _sleep(wake, deadline):
                transfer.wake = None
            if not transfer.done and deadline is not None and time.monotonic() >= deadline:
                return False
        return True

    def _take_part(self, transfer: _Transfer) -> threading.Lock | None:
        """Become the leader and return ``None``, or return the lock to sleep on."""
        with self._lock:
            if not self._leading:
                self._leading = True
                return None
            wake = threading.Lock()
            if not transfer.done:
                wake.acquire()
                transfer.wake = wake
            return wake

    def _lead(self, transfer: _Transfer, timeout_s: float | None, deadline: float | None) -> None:
        try:
            while not transfer.done:
                reply = self._reader.read(timeout_s)
                if reply is not None:
                    self._dispatch(reply)
                if deadline is not None and not transfer.done:
                    timeout_s = deadline - time.monotonic()
                    if timeout_s <= 0:
                        return
        except (EOFError, OSError, DecodeError) as error:
            self._fail(str(error))
        finally:
            self._hand_over()

    def _hand_over(self) -> None:
        with self._lock:
            self._leading = False
            for other in self._pending.values():
                if other.wake is not None:
                    other.wake.release()
                    other.wake = None
                    return

    def _place(self, reply: wire.Return) -> memoryview:
        """Return where the payload of ``reply`` goes; never more room than was asked for."""
        if reply.code == wire.RET_UNLINK:
            return _NOTHING
        transfer = self._pending.get(reply.seqnum)
        if transfer is None:
            raise DecodeError(f"USB/IP: an answer to request {reply.seqnum}, which is not open")
        if not transfer.address & 0x80 or not reply.actual:
            return _NOTHING
        if reply.actual > len(transfer.view):
            raise DecodeError(f"USB/IP: {reply.actual} bytes for a request of {len(transfer.view)}")
        if transfer.abandoned:
            return memoryview(bytearray(reply.actual))
        return transfer.view[: reply.actual]

    def _dispatch(self, reply: wire.Return) -> None:
        with self._lock:
            transfer = self._pending.pop(reply.seqnum, None)
            if transfer is None:
                return
            if transfer.target is not None and reply.status:
                cancelled = self._pending.pop(transfer.target.seqnum, None)
                if cancelled is not None:
                    cancelled.end(wire.CANCELLED, 0)
            transfer.end(reply.status, reply.actual)

    def _withdraw(self, transfer: _Transfer) -> None:
        """Take a timed-out transfer back, or learn that it had completed after all."""
        unlink = self._unlink(transfer)
        self._await(unlink, UNLINK_GRACE_S)
        with self._lock:
            cancelled = transfer.done and transfer.status == wire.CANCELLED
            transfer.abandoned = cancelled or not transfer.done
            filling = self._reader.reply is not None and self._reader.reply.seqnum == transfer.seqnum
            stuck = not transfer.done and filling
            abandoned = sum(t.abandoned for t in self._pending.values())
        if stuck or abandoned > MAX_ABANDONED:
            self._fail("the server leaves requests unanswered")

    def _unlink(self, target: _Transfer) -> _Transfer:
        unlink = self._register(0, _NOTHING, target)
        self._send(wire.unlink(unlink.seqnum, self._devid, target.seqnum), _NOTHING)
        return unlink

    def _fail(self, why: str) -> None:
        """End everything; the socket is shut so that a leader returns."""
        with self._lock:
            if not self._dead:
                _log.debug("USB/IP connection ended: %s", why)
            self._dead = True
            pending, self._pending = self._pending, {}
            for transfer in pending.values():
                transfer.end(_GONE, 0)
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError as error:
            _log.debug("USB/IP socket was closed already: %s", error)


def _is_over(transfer: _Transfer) -> bool:
    return transfer.done or transfer.abandoned or transfer.target is not None


def _sleep(wake: threading.Lock, deadline: float | None) -> bool:
    """Wait until somebody releases ``wake``; return ``False`` on time-out."""
    if deadline is None:
        return wake.acquire()
    return wake.acquire(timeout=max(deadline - time.monotonic(), 0.0))
