"""DFU 1.1, the device's side: the run-time interface, which leads into DFU mode."""

from __future__ import annotations

from collections.abc import Callable

from v2xsdk_emulator.usb.descriptors import InterfaceSpec
from v2xsdk_emulator.usb.function import CLASS, Function, Setup
from v2xsdk_emulator.usb.reference.dfu import (
    DETACH,
    GETSTATE,
    GETSTATUS,
    OK,
    WILL_DETACH,
    State,
    functional_descriptor,
)
from v2xsdk_emulator.usb.urb import Stall


class DfuRuntime(Function):
    """Interface 1 in run-time: DETACH, and telling the state."""

    def __init__(self, attributes: int, energised: Callable[[], bool], leave: Callable[[], None]) -> None:
        extra = functional_descriptor(attributes)
        super().__init__((InterfaceSpec(1, 0xFE, 1, 1, name="v2xsdk firmware update", extra=extra),))
        self._attributes = attributes
        self._energised = energised
        self._leave = leave
        self._detached = False

    def control(self, setup: Setup, data: bytes) -> bytes:
        """Answer the requests allowed in run-time."""
        if setup.request_type & 0x60 != CLASS:
            raise Stall
        if setup.request == GETSTATUS:
            return bytes((OK, 0, 0, 0, self._state(), 0))
        if setup.request == GETSTATE:
            return bytes((self._state(),))
        if setup.request != DETACH or self._energised():
            raise Stall
        self._detached = True
        if self._attributes & WILL_DETACH:
            self._leave()
        else:
            self.device.timebase.call_later(setup.w_value / 1000, self._detach_expired)
        return b""

    def descriptor(self, kind: int, index: int, interface: int) -> bytes | None:
        """Return the functional descriptor."""
        return functional_descriptor(self._attributes) if kind == 0x21 else None

    def bus_reset(self) -> None:
        """Go to DFU mode when a reset follows a DETACH in time."""
        if self._detached and not self._energised():
            self._leave()

    def _state(self) -> State:
        return State.APP_DETACH if self._detached else State.APP_IDLE

    def _detach_expired(self) -> None:
        self._detached = False
