"""DFU 1.1 without I/O: what to ask next, given what was answered (usb, section 6).

The procedures are generators. They yield an :class:`Ask` and are sent the answer (or thrown the SDK's error, a stall
for instance), or yield a :class:`Wait` and are resumed after it. :func:`run` drives one with plain functions.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Generator
from enum import IntEnum
from typing import NamedTuple, TypeVar

from v2xsdk.errors import DecodeError, DeviceRefused, DeviceTimeout, EndpointStalled, LinkLost

DETACH, DNLOAD, UPLOAD, GETSTATUS, CLRSTATUS, GETSTATE, ABORT = range(7)
CAN_DOWNLOAD, CAN_UPLOAD, MANIFESTATION_TOLERANT, WILL_DETACH = 1, 2, 4, 8
FUNCTIONAL_DESCRIPTOR, FUNCTIONAL_SIZE = 0x21, 9
VERSION_1_1 = 0x0110
STATUS_SIZE = 6
#: The longest time in one busy state that is waited for.
LONGEST_BUSY_S = 60.0
SHORTEST_WAIT_S = 0.001
LARGEST_UPLOAD = 1 << 24

T = TypeVar("T")


class DfuState(IntEnum):
    """Table A.1 of DFU 1.1."""

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


STATUS_TEXTS = (
    "no error",
    "the file is not for this device",
    "the file fails a check of the vendor",
    "memory could not be written",
    "memory could not be erased",
    "memory is not erased",
    "programming failed",
    "what was written reads back differently",
    "the address is out of range",
    "the file ended too early",
    "the firmware is damaged, the device cannot leave DFU mode",
    "a vendor's own error",
    "an unexpected USB reset",
    "an unexpected power-on reset",
    "something unknown went wrong",
    "a request came that was not expected",
)


class Ask(NamedTuple):
    """A class request to the DFU interface: ``length`` bytes are read when ``data`` is ``None``."""

    request: int
    value: int = 0
    data: bytes | None = b""
    length: int = 0


class Wait(NamedTuple):
    """Ask nothing for so long."""

    seconds: float


Steps = Generator[Ask | Wait, bytes, T]


class Functional(NamedTuple):
    """The DFU functional descriptor; ``detach_timeout_s`` in seconds, ``transfer_size`` in bytes."""

    attributes: int
    detach_timeout_s: float
    transfer_size: int
    version: int


class Report(NamedTuple):
    """The answer to GETSTATUS; the state is the one after the request."""

    status: int
    poll_timeout_s: float
    state: DfuState


def parse_functional(data: bytes) -> Functional:
    """Return the functional descriptor; raise :class:`DecodeError` for another one, or ST's variant of DFU."""
    if len(data) < FUNCTIONAL_SIZE or data[0] < FUNCTIONAL_SIZE or data[1] != FUNCTIONAL_DESCRIPTOR:
        raise DecodeError(f"DFU functional descriptor: {data.hex() or 'nothing'}")
    attributes, detach_ms, size, version = struct.unpack_from("<BHHH", data, 2)
    if version != VERSION_1_1 or not size:
        raise DecodeError(f"DFU version {version:#06x} with blocks of {size} bytes: only 1.1 is spoken here")
    return Functional(attributes, detach_ms / 1000, size, version)


def parse_status(data: bytes) -> Report:
    """Return the six bytes of GETSTATUS; raise :class:`DecodeError` for a state that does not exist."""
    if len(data) != STATUS_SIZE or data[4] > DfuState.ERROR:
        raise DecodeError(f"DFU status: {data.hex() or 'nothing'}")
    return Report(data[0], int.from_bytes(data[1:4], "little") / 1000, DfuState(data[4]))


def get_status() -> Steps[Report]:
    """Ask for status and state."""
    return parse_status((yield Ask(GETSTATUS, data=None, length=STATUS_SIZE)))


def to_idle() -> Steps[None]:
    """Bring a device in DFU mode to dfuIDLE, whatever an earlier session left."""
    for _ in range(8):
        report = yield from get_status()
        if report.state is DfuState.IDLE:
            return
        if report.state is DfuState.ERROR:
            yield Ask(CLRSTATUS)
        elif report.state in (DfuState.DNBUSY, DfuState.MANIFEST):
            yield Wait(_bounded(report.poll_timeout_s))
        elif report.state in (DfuState.APP_IDLE, DfuState.APP_DETACH, DfuState.MANIFEST_WAIT_RESET):
            raise DeviceRefused(f"DFU: the device is in state {report.state.name}, a bus reset is needed")
        else:
            yield Ask(ABORT)
    raise DeviceTimeout("DFU: the device does not become idle")


def send_block(number: int, data: bytes) -> Steps[None]:
    """Send one block and wait until the device takes the next; numbers wrap at 65536."""
    yield from _ask_or_reason(Ask(DNLOAD, number & 0xFFFF, data))
    report = yield from _settle((DfuState.DNLOAD_SYNC, DfuState.DNBUSY))
    if report.state is not DfuState.DNLOAD_IDLE:
        raise DecodeError(f"DFU: after block {number} the device is in state {report.state.name}")


def manifest(number: int) -> Steps[bool]:
    """End the download; return whether the device must be reset to start the new firmware.

    A device that leaves the bus, or stops answering, after the last block is restarting by itself.
    """
    yield from _ask_or_reason(Ask(DNLOAD, number & 0xFFFF))
    try:
        report = yield from _settle((DfuState.MANIFEST_SYNC, DfuState.MANIFEST))
    except (LinkLost, EndpointStalled):
        return False
    return report.state is DfuState.MANIFEST_WAIT_RESET


def upload(transfer_size: int) -> Steps[bytes]:
    """Read the firmware back until a short block."""
    parts = []
    for number in range(LARGEST_UPLOAD // transfer_size):
        part = yield Ask(UPLOAD, number & 0xFFFF, None, transfer_size)
        parts.append(part)
        if len(part) < transfer_size:
            return b"".join(parts)
    raise DecodeError(f"DFU: more than {LARGEST_UPLOAD} bytes of firmware were offered")


def run(steps: Steps[T], ask: Callable[[Ask], bytes], sleep: Callable[[float], None]) -> T:
    """Drive a procedure with a function that carries out requests, and one that sleeps."""
    try:
        step = next(steps)
        while True:
            if isinstance(step, Wait):
                sleep(step.seconds)
                step = steps.send(b"")
                continue
            try:
                answer = ask(step)
            except (EndpointStalled, LinkLost) as error:
                step = steps.throw(error)
            else:
                step = steps.send(answer)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def _settle(passing: tuple[DfuState, ...]) -> Steps[Report]:
    """Poll until the device leaves the ``passing`` states; an error state raises with the device's reason."""
    waited_s = 0.0
    while waited_s <= LONGEST_BUSY_S:
        report = yield from get_status()
        if report.state is DfuState.ERROR:
            raise _refused(report.status)
        if report.state not in passing:
            return report
        wait_s = max(_bounded(report.poll_timeout_s), SHORTEST_WAIT_S)
        yield Wait(wait_s)
        waited_s += wait_s
    raise DeviceTimeout(f"DFU: the device is busy for more than {LONGEST_BUSY_S:g} s")


def _ask_or_reason(ask: Ask) -> Steps[None]:
    """Ask; when the device stalls, find out why."""
    try:
        yield ask
    except EndpointStalled as stall:
        report = yield from get_status()
        raise _refused(report.status) from stall


def _refused(status: int) -> DeviceRefused:
    text = STATUS_TEXTS[status] if status < len(STATUS_TEXTS) else "a status that DFU does not know"
    return DeviceRefused(f"DFU: the device refuses: {text} (status {status})", code=status)


def _bounded(seconds: float) -> float:
    return min(seconds, LONGEST_BUSY_S)
