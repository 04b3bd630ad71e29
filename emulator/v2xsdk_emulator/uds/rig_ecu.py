"""The service ECU of an emulated charger: its values are the plant's, its faults the modules' alarms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from v2xsdk_emulator.uds.ecu import ChargerEcu
from v2xsdk_emulator.uds.isotp import NodeOptions
from v2xsdk_emulator.uds.loop_time import LoopTime
from v2xsdk_emulator.usb.reference.model import Value

if TYPE_CHECKING:
    from v2xsdk_emulator.rig import Rig

#: An alarm's number on top of this is its code in the fault memory.
ALARM_CODES = 0x0A10
ALARMS = (
    "output_short_circuit", "discharge_abnormal", "fault", "protection", "fan_fault", "over_temperature",
    "output_over_voltage", "module_id_repeated", "load_sharing_alarm", "ac_phase_lost", "ac_unbalanced",
    "ac_too_low", "ac_too_high",
)  # fmt: skip
WARNING, STOP = 1, 2
_WARNINGS = frozenset({"fan_fault", "load_sharing_alarm", "ac_unbalanced"})


class RigEcu(ChargerEcu):
    """On the power bus beside the modules; energised while any of them delivers or a session was declared."""

    def __init__(self, rig: Rig, options: NodeOptions | None = None) -> None:
        port = rig.power_bus.open_port("ecu")
        super().__init__(port.send, LoopTime(), options, output_on=self._delivering)
        self._rig = rig
        self.model.values = self._values()
        port.subscribe(self.receive)

    def observe(self) -> None:
        """Take over what the modules complain of."""
        present = {flag for module in self._rig.rack.modules for flag in module.alarms}
        for number, flag in enumerate(ALARMS):
            known = self.model.faults.get(ALARM_CODES + number)
            if flag in present and (known is None or not known.active):
                self.store_fault(ALARM_CODES + number, flag.replace("_", " "), WARNING if flag in _WARNINGS else STOP)
            elif flag not in present and known is not None:
                known.active = False

    def _delivering(self) -> bool:
        return any(module.delivering for module in self._rig.rack.modules)

    def _mode(self) -> float:
        if not self._delivering():
            return 0.0
        return 2.0 if any(module.inverter for module in self._rig.rack.modules) else 1.0

    def _values(self) -> list[Value]:
        rig = self._rig
        return [
            Value("dc_voltage_v", "V", lambda _: rig.plant.voltage_v),
            Value("dc_current_a", "A", lambda _: rig.plant.current_a),
            Value("dc_power_w", "W", lambda _: rig.plant.voltage_v * rig.plant.current_a),
            Value("ac_voltage_l1_v", "V", lambda _: rig.grid.phase_voltage_v),
            Value("grid_frequency_hz", "Hz", lambda _: rig.grid.frequency_hz),
            Value("insulation_resistance_ohm", "ohm", lambda _: 2.5e6),
            Value("coolant_temperature_c", "degC", lambda _: math.nan),
            Value("mode", "", lambda _: self._mode()),
            Value("fan_speed_rpm", "1/min", lambda _: 60.0 * self.controls.outputs[0x0300]),
        ]
