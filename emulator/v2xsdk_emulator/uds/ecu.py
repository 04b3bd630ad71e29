"""The charger's controller with its service port on CAN: the profile of docs/reference/uds.md."""

from __future__ import annotations

import struct
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.uds import fault_memory, identifiers, routines
from v2xsdk_emulator.uds.access import LEVELS, PROGRAMMING, WRITING, Access
from v2xsdk_emulator.uds.controls import Controls
from v2xsdk_emulator.uds.download import Download
from v2xsdk_emulator.uds.isotp import IsoTpNode, NodeOptions
from v2xsdk_emulator.uds.server import (
    ALL,
    DEFAULT,
    EXTENDED,
    NOT_NOW,
    P2_S,
    P2_STAR_S,
    WRONG_LENGTH,
    NoAnswer,
    Nrc,
    Service,
    UdsServer,
)
from v2xsdk_emulator.uds.server import PROGRAMMING as PROGRAMMING_SESSION
from v2xsdk_emulator.usb.reference.controller import SLOT_SIZE, TEST_KEYS, Controller
from v2xsdk_emulator.usb.reference.flash import PowerCut
from v2xsdk_emulator.usb.reference.model import Value, default_values
from v2xsdk_emulator.usb.reference.selftest import SelfTestRunner
from v2xsdk_emulator.usb.reference.settings import Transaction
from v2xsdk_emulator.usb.timebase import Scheduler

RESET_DELAY_S, BOOT_TIME_S = 0.05, 0.2
_NOT_DEFAULT = frozenset({EXTENDED, PROGRAMMING_SESSION})
_NOT_PROGRAMMING = frozenset({DEFAULT, EXTENDED})
_ONLY_EXTENDED, _ONLY_PROGRAMMING = frozenset({EXTENDED}), frozenset({PROGRAMMING_SESSION})


def values_at_rest() -> list[Value]:
    """Return the live values in the order of their identifiers, of a charger that does nothing."""
    named = {value.name: value for value in default_values()}
    mode = Value("mode", "", lambda _: 0.0)
    first = ("dc_voltage_v", "dc_current_a", "dc_power_w", "ac_voltage_l1_v", "grid_frequency_hz")
    then = ("insulation_resistance_ohm", "coolant_temperature_c")
    return [*(named[name] for name in first + then), mode, named["fan_speed_rpm"]]


class ChargerEcu(Controller):
    """A controller on a CAN bus. ``receive`` takes the bus's frames; ``energised`` refuses what disturbs."""

    server: UdsServer
    download: Download

    def __init__(
        self,
        transmit: Callable[[CanFrame], bool],
        scheduler: Scheduler,
        options: NodeOptions | None = None,
        *,
        output_on: Callable[[], bool] = lambda: False,
        keys: tuple[Ed25519PublicKey, ...] = TEST_KEYS,
        serial: str = "V2X-000001",
        slot_size: int = SLOT_SIZE,
    ) -> None:
        super().__init__(keys, serial, slot_size, LEVELS)
        self.model.values = values_at_rest()
        self.scheduler = scheduler
        self.transaction = Transaction(self.model)
        self.selftest = SelfTestRunner(self.model.tests, scheduler, lambda *_: None)
        self.access = Access(self.security, scheduler, serial)
        self.controls = Controls()
        self.download = Download(self)
        self.powered = False
        self._output_on = output_on
        self.node = IsoTpNode(options or NodeOptions(), transmit, scheduler, self._request)
        self.server = UdsServer(scheduler, self.node.send, self.energised, lambda: self.access.level, self._end_session)
        self.server.services = self._services()
        self.power_on()

    def energised(self) -> bool:
        """Whether a session runs, contactors are closed or the output is on."""
        return self.model.energised or self._output_on()

    def receive(self, frame: CanFrame) -> None:
        """Take a frame of the bus; without power, nothing happens."""
        if self.powered:
            self.node.receive(frame)

    def power_on(self) -> None:
        """Start the chosen slot; without a good one only the boot loader answers."""
        try:
            self.choose_slot()
            self.prove_slot(self.scheduler.now())
        except PowerCut:
            self.power_off()
            return
        self.powered = True

    def power_off(self) -> None:
        """Take the supply away."""
        self.powered = False
        self.nothing_runs()
        self.node.reset()
        self.server.reset()

    def restart(self) -> None:
        """Reset the controller; it answers again after its start."""
        self.power_off()
        self.scheduler.call_later(BOOT_TIME_S, self.power_on)

    def survive(self, action: Callable[[], None]) -> None:
        """Run ``action``; when the power is cut in it, nothing is answered any more."""
        try:
            action()
        except PowerCut as cut:
            self.power_off()
            raise NoAnswer from cut

    def store_fault(self, code: int, name: str, severity: int) -> None:
        """Memorise a fault, unless a technician switched that off."""
        if self.controls.stores_faults:
            self.model.raise_fault(code, name, severity, self.scheduler.now())

    def _request(self, request: bytes, to_all: bool) -> None:
        self.transaction.touch(self.scheduler.now())
        self.server.receive(request, to_all)

    def _end_session(self) -> None:
        self.access.end()
        self.transaction.roll_back()
        self.selftest.abort()
        self.controls.end()
        self.download.end()

    def _services(self) -> dict[int, Service]:
        everywhere = {1: ALL, 2: ALL, 3: ALL}
        resets = {1: _NOT_DEFAULT, 3: _NOT_DEFAULT}
        dtc_reports = dict.fromkeys((0x01, 0x02, 0x04, 0x06, 0x0A), _NOT_PROGRAMMING)
        keys = dict.fromkeys((1, 2, 3, 4), _NOT_DEFAULT)
        tasks = dict.fromkeys((0, 1, 3, 8), _NOT_DEFAULT)
        actions = dict.fromkeys((1, 2, 3), _NOT_DEFAULT)
        download = self.download
        return {
            0x10: Service(self._session, sub_functions=everywhere),
            0x11: Service(self._reset, _NOT_DEFAULT, resets, idle_only=True),
            0x14: Service(lambda rest: fault_memory.clear(self, rest), _NOT_PROGRAMMING),
            0x19: Service(lambda rest: fault_memory.read(self, rest), _NOT_PROGRAMMING, dtc_reports),
            0x22: Service(lambda rest: identifiers.read(self, rest)),
            0x27: Service(self.access.security, _NOT_DEFAULT, keys),
            0x28: Service(self.controls.communication, _ONLY_EXTENDED, dict.fromkeys((0, 3), _ONLY_EXTENDED)),
            0x29: Service(self.access.authentication, _NOT_DEFAULT, tasks),
            0x2E: Service(lambda rest: identifiers.write(self, rest), _ONLY_EXTENDED, level=WRITING, idle_only=True),
            0x2F: Service(self.controls.input_output, _ONLY_EXTENDED, level=WRITING),
            0x31: Service(lambda rest: routines.control(self, rest), _NOT_DEFAULT, actions),
            0x34: Service(download.request, _ONLY_PROGRAMMING, level=PROGRAMMING, idle_only=True),
            0x36: Service(download.block, _ONLY_PROGRAMMING, level=PROGRAMMING, idle_only=True),
            0x37: Service(download.exit, _ONLY_PROGRAMMING, level=PROGRAMMING, idle_only=True),
            0x3E: Service(_tester_present, sub_functions={0: ALL}),
            0x85: Service(self.controls.fault_setting, _ONLY_EXTENDED, dict.fromkeys((1, 2), _ONLY_EXTENDED)),
        }

    def _session(self, rest: bytes) -> bytes:
        if len(rest) != 1:
            raise Nrc(WRONG_LENGTH)
        if rest[0] != DEFAULT and self.energised():
            raise Nrc(NOT_NOW)
        self.server.enter(rest[0])
        return rest + struct.pack(">HH", round(P2_S * 1000), round(P2_STAR_S * 100))

    def _reset(self, rest: bytes) -> bytes:
        if len(rest) != 1:
            raise Nrc(WRONG_LENGTH)
        self.model.log(self.scheduler.now(), 1, "restart on request")
        self.scheduler.call_later(RESET_DELAY_S, self.restart)
        return rest


def _tester_present(rest: bytes) -> bytes:
    if len(rest) != 1:
        raise Nrc(WRONG_LENGTH)
    return rest
