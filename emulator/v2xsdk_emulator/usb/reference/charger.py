"""The reference charger as a whole: flash and settings that last, and the USB device it shows in each mode."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from v2xsdk_emulator.usb import microsoft
from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.descriptors import DeviceSpec
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.function import Function
from v2xsdk_emulator.usb.reference import dfu
from v2xsdk_emulator.usb.reference.controller import PRODUCT, SLOT_SIZE, TEST_KEYS, Controller
from v2xsdk_emulator.usb.reference.dfu_runtime import DfuRuntime
from v2xsdk_emulator.usb.reference.flash import PowerCut
from v2xsdk_emulator.usb.reference.function import DESCRIPTOR_SET, MS_VENDOR_CODE, DiagnosticsFunction
from v2xsdk_emulator.usb.timebase import RealTime, Timebase
from v2xsdk_emulator.usb.urb import Stall

VENDOR_ID, RUNTIME_ID, DFU_ID = 0x1209, 0x5632, 0x5633


class ReferenceCharger(Controller):
    """A charger with a service port. ``version_seen`` is the firmware that runs, empty in DFU mode or without power."""

    def __init__(
        self,
        bus: UsbBus,
        timebase: Timebase | None = None,
        *,
        keys: tuple[Ed25519PublicKey, ...] = TEST_KEYS,
        attributes: int = dfu.CAN_DOWNLOAD | dfu.CAN_UPLOAD,
        serial: str = "V2X-000001",
        slot_size: int = SLOT_SIZE,
    ) -> None:
        super().__init__(keys, serial, slot_size)
        self.timebase = timebase or RealTime()
        self.attached: Attached | None = None
        self.diagnostics: DiagnosticsFunction | None = None
        self._bus = bus
        self._attributes = attributes
        self.power_on()

    @property
    def device(self) -> UsbDevice:
        """The USB device the charger shows now."""
        if self.attached is None:
            raise RuntimeError("the charger has no power")
        return self.attached.device

    def power_on(self) -> None:
        """Start the chosen slot; without a good one, stay in DFU mode."""
        try:
            self._start()
        except PowerCut:
            self.power_off()

    def _start(self) -> None:
        if not self.choose_slot():
            self.enter_dfu()
            return
        self._show(self._runtime())
        self.prove_slot(self.timebase.now())

    def power_off(self) -> None:
        """Take the supply away."""
        self.diagnostics = None
        if self.attached is not None:
            self._bus.unplug(self.attached.port)

    def restart(self) -> None:
        """Reset the controller."""
        self.power_off()
        self.power_on()

    def enter_dfu(self) -> None:
        """Re-enumerate in DFU mode."""
        self.nothing_runs()
        self.diagnostics = None
        self._show(UsbDevice(self._spec(DFU_ID, "reference charger, DFU mode"), (self._dfu_mode(),), self.timebase))

    def energised(self) -> bool:
        """Return whether a session runs, contactors are closed or the output is on."""
        return self.model.energised

    def download_begins(self) -> None:
        """Expect the head of a file."""
        self.staging.begin()

    def download(self, data: bytes) -> None:
        """Take the next bytes of a file."""
        self._survive(lambda: self.staging.take(data, PRODUCT, self.model.hardware, self.security_counter()))

    def download_ends(self) -> None:
        """Install what was received."""
        self._survive(self.staging.finish)

    def progress(self) -> tuple[bytes, int]:
        """Return hash of the manifest being received and the image bytes kept."""
        return self.staging.progress()

    def upload(self, offset: int, size: int) -> bytes:
        """Return a part of the active slot: the signed image it was made of."""
        return self.boot.slots[self.active_slot()].content()[offset : offset + size]

    def _survive(self, action: Callable[[], None]) -> None:
        """Run ``action``; when the power is cut in it, the charger drops off the bus."""
        try:
            action()
        except PowerCut as cut:
            self.power_off()
            raise Stall from cut

    def _show(self, device: UsbDevice) -> None:
        port = self.attached.port if self.attached is not None else None
        if port is not None:
            self._bus.unplug(port)
        self.attached = self._bus.plug(device, port)

    def _runtime(self) -> UsbDevice:
        self.diagnostics = DiagnosticsFunction(self.model, self, self.security, self.timebase)
        runtime = DfuRuntime(self._attributes, self.energised, self.enter_dfu)
        functions: tuple[Function, ...] = (self.diagnostics, runtime)
        spec = self._spec(RUNTIME_ID, "reference charger")
        return UsbDevice(spec, functions, self.timebase)

    def _dfu_mode(self) -> dfu.DfuMode:
        return dfu.DfuMode(self._attributes, self, self.timebase, self.restart)

    def _spec(self, product_id: int, product: str) -> DeviceSpec:
        runtime = product_id == RUNTIME_ID
        return DeviceSpec(
            VENDOR_ID,
            product_id,
            manufacturer=self.model.manufacturer,
            product=product,
            serial=self.model.serial,
            bos=microsoft.bos(len(DESCRIPTOR_SET), MS_VENDOR_CODE) if runtime else b"",
            usb_release=0x0210 if runtime else 0x0200,
        )


def plug(bus: UsbBus) -> Attached:
    """Plug a reference charger into ``bus``."""
    charger = ReferenceCharger(bus)
    charger.model.raise_fault(0x0A12, "coolant temperature sensor open", 1, charger.timebase.now())
    if charger.attached is None:
        raise RuntimeError("the charger did not start")
    return charger.attached
