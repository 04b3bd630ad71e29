"""A reference charger on virtual time and a service port to it, in one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager

import pytest

from tests.emulated.usb_rig import dispose_all
from tests.support.service_bench import opened
from v2xsdk.drivers.usb_diagnostics.port import UsbServicePort
from v2xsdk.transport.usb import discovery
from v2xsdk.transport.usb.in_process import InProcessBackend
from v2xsdk.transport.usb.selector import UsbSelector
from v2xsdk.transport.usb.worker import InlineWorker
from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.in_process import InProcessDoor
from v2xsdk_emulator.usb.reference import dfu
from v2xsdk_emulator.usb.reference.charger import ReferenceCharger
from v2xsdk_emulator.usb.timebase import VirtualTime

ORIGIN = "in-process"


class Bench:
    """Bus, clock and charger; ``port()`` opens the service port on virtual time."""

    def __init__(self, attributes: int = dfu.CAN_DOWNLOAD | dfu.CAN_UPLOAD, slot_size: int = 1 << 16) -> None:
        self.bus = UsbBus()
        self.time = VirtualTime()
        self.charger = ReferenceCharger(self.bus, self.time, attributes=attributes, slot_size=slot_size)
        self.backend = InProcessBackend(InProcessDoor(self.bus))
        self.selector = UsbSelector(origin=ORIGIN)

    def port(self, *, unlocked: bool = False) -> AbstractAsyncContextManager[UsbServicePort]:
        """Open the service port."""
        return opened(UsbServicePort(self.selector, InlineWorker(self.time.advance)), unlocked=unlocked)


@contextmanager
def in_process_origin(bench: Bench) -> Iterator[Bench]:
    """Let discovery find the bench's bus under its own origin."""
    patch = pytest.MonkeyPatch()
    known = discovery.backend_of
    patch.setattr(discovery, "backend_of", lambda origin: bench.backend if origin == ORIGIN else known(origin))
    try:
        yield bench
    finally:
        dispose_all()
        patch.undo()
