"""Faults of a device and its cable, injected between the host's controller and the device."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from v2xsdk_emulator.usb.urb import Status, Urb

if TYPE_CHECKING:
    from v2xsdk_emulator.usb.device import UsbDevice

Kind = Literal["delay", "ignore", "stall", "short", "overflow", "corrupt", "bus_error", "unplug"]


class Fault(msgspec.Struct):
    """One fault: what happens, to which transfers, how often.

    ``endpoint`` is an address (0 for control) or ``None`` for all; ``request`` narrows control transfers to
    one bRequest. ``times`` counts down, -1 means always. ``delay_s`` belongs to ``delay``, ``keep_bytes``
    to ``short``.
    """

    kind: Kind
    endpoint: int | None = None
    request: int | None = None
    times: int = 1
    delay_s: float = 0.0
    keep_bytes: int = 0

    def hits(self, urb: Urb) -> bool:
        """Return whether this fault is meant for ``urb``."""
        if not self.times or self.endpoint not in (None, urb.endpoint if urb.endpoint & 0x7F else 0):
            return False
        return self.request is None or (len(urb.setup) == 8 and urb.setup[1] == self.request)


class FaultList:
    """The faults of one device, in the order they were given."""

    def __init__(self, device: UsbDevice) -> None:
        self.device = device
        self._faults: list[Fault] = []
        self._swallowed: list[Urb] = []

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, fault: Fault) -> None:
        """Arm ``fault``."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Disarm all faults; swallowed transfers stay unanswered."""
        self._faults.clear()

    def apply(self, urb: Urb) -> bool:
        """Let the first fault that hits do its work; return whether ``urb`` was dealt with."""
        fault = next((f for f in self._faults if f.hits(urb)), None)
        if fault is None:
            return False
        fault.times -= fault.times > 0
        if not fault.times:
            self._faults.remove(fault)
        return _EFFECTS[fault.kind](self, fault, urb)

    def cancel(self, urb: Urb) -> bool:
        """Forget a swallowed or delayed transfer."""
        if urb not in self._swallowed:
            return False
        self._swallowed.remove(urb)
        return True

    def end_all(self, status: Status) -> None:
        """End what was swallowed or is delayed."""
        swallowed, self._swallowed = self._swallowed, []
        for urb in swallowed:
            urb.finish(status)

    def hold(self, urb: Urb) -> None:
        """Keep ``urb`` unanswered until it is resumed, cancelled or ended."""
        self._swallowed.append(urb)

    def resume(self, urb: Urb) -> None:
        """Let a held transfer go on, unless it is gone."""
        with self.device.lock:
            if self.cancel(urb):
                self.device.dispatch(urb)


def _ignore(faults: FaultList, fault: Fault, urb: Urb) -> bool:
    faults.hold(urb)
    return True


def _delay(faults: FaultList, fault: Fault, urb: Urb) -> bool:
    faults.hold(urb)
    faults.device.timebase.call_later(fault.delay_s, lambda: faults.resume(urb))
    return True


def _stall(faults: FaultList, fault: Fault, urb: Urb) -> bool:
    faults.device.halt(urb.endpoint)
    urb.finish(Status.STALL)
    return True


def _bus_error(faults: FaultList, fault: Fault, urb: Urb) -> bool:
    urb.finish(Status.BUS_ERROR)
    return True


def _unplug(faults: FaultList, fault: Fault, urb: Urb) -> bool:
    faults.hold(urb)
    faults.device.unplug()
    return True


def _overflow(faults: FaultList, fault: Fault, urb: Urb) -> bool:
    urb.finish(Status.OVERFLOW)
    return True


def _short(faults: FaultList, fault: Fault, urb: Urb) -> bool:
    return _on_completion(urb, lambda data: data[: fault.keep_bytes])


def _corrupt(faults: FaultList, fault: Fault, urb: Urb) -> bool:
    return _on_completion(urb, _flip_middle_bit)


def _flip_middle_bit(data: bytes) -> bytes:
    if not data:
        return data
    middle = len(data) // 2
    return data[:middle] + bytes((data[middle] ^ 0x10,)) + data[middle + 1 :]


def _on_completion(urb: Urb, change: Callable[[bytes], bytes]) -> bool:
    """Let the transfer run and change what comes in (or what goes out, for OUT)."""
    if not urb.length:
        urb.data = change(urb.data)
        return False
    complete = urb.complete

    def changed(done: Urb) -> None:
        done.data = change(bytes(done.data))
        complete(done)

    urb.complete = changed
    return False


_EFFECTS: dict[str, Callable[[FaultList, Fault, Urb], bool]] = {
    "delay": _delay,
    "ignore": _ignore,
    "stall": _stall,
    "short": _short,
    "overflow": _overflow,
    "corrupt": _corrupt,
    "bus_error": _bus_error,
    "unplug": _unplug,
}
