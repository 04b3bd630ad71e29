"""DFU 1.1, the device's side: the states of DFU mode (specification, appendix A)."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from enum import IntEnum
from typing import Protocol

from v2xsdk_emulator.usb.descriptors import InterfaceSpec
from v2xsdk_emulator.usb.function import CLASS, Function, Setup
from v2xsdk_emulator.usb.reference import image_check
from v2xsdk_emulator.usb.reference.image_check import ImageRefused
from v2xsdk_emulator.usb.reference.packing import string
from v2xsdk_emulator.usb.timebase import Timebase
from v2xsdk_emulator.usb.urb import Stall

DETACH, DNLOAD, UPLOAD, GETSTATUS, CLRSTATUS, GETSTATE, ABORT = range(7)
CAN_DOWNLOAD, CAN_UPLOAD, TOLERANT, WILL_DETACH = 1, 2, 4, 8
TRANSFER_SIZE = 4096
DETACH_TIMEOUT_MS = 1000
BLOCK_TIME_S = 0.002
MANIFEST_TIME_S = 0.05
GET_PROGRESS, GET_REFUSAL = 0x60, 0x61


class State(IntEnum):
    """Table A.1 of the specification."""

    APP_IDLE = 0
    APP_DETACH = 1
    IDLE = 2
    DNLOAD_SYNC = 3
    DNBUSY = 4
    DNLOAD_IDLE = 5
    MANIFEST_SYNC = 6
    MANIFEST = 7
    MANIFEST_WAIT_RESET = 8
    UPLOAD_IDLE = 9
    ERROR = 10


OK, ERR_TARGET, ERR_FILE, ERR_VERIFY, ERR_ADDRESS, ERR_NOTDONE, ERR_FIRMWARE, ERR_STALLEDPKT = 0, 1, 2, 7, 8, 9, 10, 15
_STATUS_OF = {
    image_check.BLOCK: ERR_VERIFY,
    image_check.WHOLE: ERR_VERIFY,
    image_check.SIZE: ERR_ADDRESS,
    image_check.ENERGISED: ERR_TARGET,
}


def functional_descriptor(attributes: int) -> bytes:
    """Build the DFU functional descriptor."""
    return struct.pack("<BBBHHH", 9, 0x21, attributes, DETACH_TIMEOUT_MS, TRANSFER_SIZE, 0x0110)


class UpdateTarget(Protocol):
    """What DFU hands the file to."""

    def energised(self) -> bool:
        """Return whether an update must be refused."""

    def download_begins(self) -> None:
        """Expect the head of a file."""

    def download(self, data: bytes) -> None:
        """Take the next bytes; raise ``ImageRefused``."""

    def download_ends(self) -> None:
        """Install what came; raise ``ImageRefused``."""

    def progress(self) -> tuple[bytes, int]:
        """Return hash of the manifest being received and the image bytes kept."""

    def upload(self, offset: int, size: int) -> bytes:
        """Return a part of the running slot."""


class DfuMode(Function):
    """The only interface in DFU mode."""

    def __init__(self, attributes: int, target: UpdateTarget, timebase: Timebase, restart: Callable[[], None]) -> None:
        extra = functional_descriptor(attributes)
        super().__init__((InterfaceSpec(0, 0xFE, 1, 2, name="v2xsdk firmware update", extra=extra),))
        self._attributes = attributes
        self._target = target
        self._timebase = timebase
        self._restart = restart
        self._state = State.IDLE
        self._status = OK
        self._refusal = (0, "")
        self._busy_until_s = 0.0
        self._next_block = 0
        self._uploaded = 0
        self._requests: dict[int, Callable[[Setup, bytes], bytes]] = {
            DNLOAD: self._dnload,
            UPLOAD: self._upload,
            GETSTATUS: self._getstatus,
            CLRSTATUS: self._clrstatus,
            GETSTATE: lambda *_: bytes((self._state,)),
            ABORT: self._abort,
        }

    def control(self, setup: Setup, data: bytes) -> bytes:
        """Answer a class request, or tell progress and refusal."""
        if setup.request_type & 0x60 != CLASS:
            return self._vendor(setup)
        handler = self._requests.get(setup.request)
        if handler is None:
            raise self._fail(ERR_STALLEDPKT)
        return handler(setup, data)

    def descriptor(self, kind: int, index: int, interface: int) -> bytes | None:
        """Return the functional descriptor."""
        return functional_descriptor(self._attributes) if kind == 0x21 else None

    def bus_reset(self) -> None:
        """Leave DFU mode."""
        self._restart()

    def _vendor(self, setup: Setup) -> bytes:
        if setup.request == GET_PROGRESS:
            manifest, kept = self._target.progress()
            return manifest + struct.pack("<I", kept)
        if setup.request == GET_REFUSAL:
            code, text = self._refusal
            return struct.pack("<H", code) + string(text)
        raise Stall

    def _dnload(self, setup: Setup, data: bytes) -> bytes:
        if self._state not in (State.IDLE, State.DNLOAD_IDLE):
            raise self._fail(ERR_STALLEDPKT)
        if self._state is State.IDLE:
            if not data:
                raise self._fail(ERR_STALLEDPKT)
            self._target.download_begins()
            self._next_block, self._refusal = setup.w_value, (0, "")
        if not data:
            self._state = State.MANIFEST_SYNC
            return b""
        if setup.w_value != self._next_block or len(data) > TRANSFER_SIZE:
            raise self._fail(ERR_ADDRESS)
        self._next_block = (self._next_block + 1) & 0xFFFF
        self._guarded(lambda: self._target.download(data))
        self._state = State.DNLOAD_SYNC
        self._busy_until_s = self._timebase.now() + BLOCK_TIME_S
        return b""

    def _upload(self, setup: Setup, _: bytes) -> bytes:
        if self._state not in (State.IDLE, State.UPLOAD_IDLE):
            raise self._fail(ERR_STALLEDPKT)
        if self._state is State.IDLE:
            self._uploaded = 0
        part = self._target.upload(self._uploaded, min(setup.w_length, TRANSFER_SIZE))
        self._uploaded += len(part)
        self._state = State.UPLOAD_IDLE if len(part) == setup.w_length else State.IDLE
        return part

    def _getstatus(self, _: Setup, __: bytes) -> bytes:
        poll_s = 0.0
        if self._state is State.DNBUSY and self._timebase.now() < self._busy_until_s:
            raise self._fail(ERR_STALLEDPKT)
        if self._state in (State.DNLOAD_SYNC, State.DNBUSY):
            poll_s = max(0.0, self._busy_until_s - self._timebase.now())
            self._state = State.DNBUSY if poll_s else State.DNLOAD_IDLE
        elif self._state is State.MANIFEST_SYNC:
            poll_s = self._manifest()
        elif self._state is State.MANIFEST:
            tolerant = self._attributes & TOLERANT
            self._state = State.IDLE if tolerant else State.MANIFEST_WAIT_RESET
        return bytes((self._status,)) + _milliseconds(poll_s) + bytes((self._state, 0))

    def _manifest(self) -> float:
        if self._refused_by(self._target.download_ends):
            return 0.0
        self._state = State.MANIFEST
        self._busy_until_s = self._timebase.now() + MANIFEST_TIME_S
        return MANIFEST_TIME_S

    def _clrstatus(self, _: Setup, __: bytes) -> bytes:
        if self._state is not State.ERROR:
            raise self._fail(ERR_STALLEDPKT)
        self._state, self._status = State.IDLE, OK
        return b""

    def _abort(self, _: Setup, __: bytes) -> bytes:
        allowed = (State.IDLE, State.DNLOAD_SYNC, State.DNLOAD_IDLE, State.MANIFEST_SYNC, State.UPLOAD_IDLE)
        if self._state not in allowed:
            raise self._fail(ERR_STALLEDPKT)
        self._state = State.IDLE
        return b""

    def _guarded(self, action: Callable[[], None]) -> None:
        if self._refused_by(action):
            raise Stall

    def _refused_by(self, action: Callable[[], None]) -> bool:
        """Run ``action``; note why the image is refused, and return whether it is."""
        try:
            if self._target.energised():
                raise ImageRefused(image_check.ENERGISED, "a session runs, contactors are closed or the output is on")
            action()
        except ImageRefused as refused:
            self._refusal = (refused.code, str(refused))
            self._state, self._status = State.ERROR, _STATUS_OF.get(refused.code, ERR_FILE)
            return True
        return False

    def _fail(self, status: int) -> Stall:
        self._state, self._status = State.ERROR, status
        return Stall()


def _milliseconds(seconds: float) -> bytes:
    """Build a poll time-out: 24 bits of milliseconds, rounded up."""
    return math.ceil(seconds * 1000).to_bytes(3, "little")
