"""What can be read and written, by index: two tables, since some indices mean different things for each.

(can-power-modules, section 2.2)
"""

from __future__ import annotations

import math
from collections.abc import Callable

from v2xsdk_emulator.devices.infypower_beg.frames import Refusal, milli, signed
from v2xsdk_emulator.devices.infypower_beg.module import BegModule
from v2xsdk_emulator.devices.infypower_beg.params import OutputStage
from v2xsdk_emulator.devices.infypower_beg.status import status_word
from v2xsdk_emulator.plant.grid import GridConnection

Reader = Callable[[BegModule, GridConnection], int]
Writer = Callable[[BegModule, int, float], Refusal]

#: Codes of byte 7. Mind that A0 switches the output on but walk-in off.
A0, A1, A2 = 0xA0, 0xA1, 0xA2

SYSTEM_VOLTAGE = 0x1001
SYSTEM_CURRENT = 0x1002
MODULE_COUNT = 0x1010


def is_system(index: int) -> bool:
    """Whether ``index`` concerns the whole group, so that only its master answers."""
    return index >> 8 == 0x10


def _active_w(module: BegModule) -> float:
    return abs(module.unit.ac_power_w) / module.delivery_ratio


def _reactive_var(module: BegModule) -> float:
    factor = module.power_factor
    if factor == 0:
        return 0.0
    return math.copysign(_active_w(module) * math.tan(math.acos(abs(factor))), factor)


def _apparent_va(module: BegModule) -> float:
    return math.hypot(_active_w(module), _reactive_var(module))


def _phase_current_a(module: BegModule, grid: GridConnection) -> float:
    return _apparent_va(module) / (3.0 * grid.phase_voltage_v) if grid.present else 0.0


def _per_phase(base: int, reader: Reader) -> dict[int, Reader]:
    return dict.fromkeys(range(base, base + 3), reader)


READ_MODULE: dict[int, Reader] = {
    **_per_phase(0x1103, lambda m, g: milli(g.line_voltage_v)),
    0x1106: lambda m, g: milli(m.params.ambient_c),
    0x1110: lambda m, g: status_word(m.flags()),
    0x1111: lambda m, g: int(m.inverter),
    0x1130: lambda m, g: milli(m.params.voltage_max_v),
    0x1131: lambda m, g: milli(m.params.voltage_min_v),
    0x1132: lambda m, g: milli(m.params.current_max_a * m.unit.capability),
    0x1133: lambda m, g: milli(m.params.rated_w * m.unit.capability),
    **_per_phase(0x2101, lambda m, g: milli(g.phase_voltage_v)),
    **_per_phase(0x2104, lambda m, g: milli(_phase_current_a(m, g))),
    0x2107: lambda m, g: milli(g.frequency_hz),
    0x2108: lambda m, g: milli(_active_w(m)),
    **_per_phase(0x2109, lambda m, g: milli(_active_w(m) / 3.0)),
    0x210C: lambda m, g: milli(_reactive_var(m)),
    **_per_phase(0x210D, lambda m, g: milli(_reactive_var(m) / 3.0)),
    **_per_phase(0x2110, lambda m, g: milli(_apparent_va(m) / 3.0)),
    0x2113: lambda m, g: milli(_apparent_va(m)),
    0x4101: lambda m, g: milli(m.unit.voltage_v),
    0x4102: lambda m, g: milli(m.shown_current_a),
}


def _write_output(module: BegModule, raw: int, now: float) -> Refusal:
    if raw not in (A0, A1):
        return Refusal.DATA_INVALID
    return module.write_output(raw == A0, now)


def _write_walk_in(module: BegModule, raw: int, now: float) -> Refusal:
    if raw not in (A0, A1):
        return Refusal.DATA_INVALID
    module.walk_in = raw == A1
    return Refusal.NONE


def _write_stage(module: BegModule, raw: int, now: float) -> Refusal:
    stages = {A0: OutputStage.PARALLEL, A1: OutputStage.SERIES, A2: OutputStage.AUTOMATIC}
    if raw not in stages:
        return Refusal.DATA_INVALID
    module.output_stage = stages[raw]
    return Refusal.NONE


def _write_cutoff(module: BegModule, raw: int, now: float) -> Refusal:
    if raw > milli(module.params.voltage_max_v):
        return Refusal.DATA_INVALID
    module.cutoff_v = raw / 1000.0
    return Refusal.NONE


def _write_power_factor(module: BegModule, raw: int, now: float) -> Refusal:
    if not -1000 <= signed(raw) <= 1000:
        return Refusal.DATA_INVALID
    module.power_factor = signed(raw) / 1000.0
    return Refusal.NONE


def _write_mode(module: BegModule, raw: int, now: float) -> Refusal:
    if raw not in (A0, A1):
        return Refusal.DATA_INVALID
    return module.write_mode(raw == A1, now)


WRITE_MODULE: dict[int, Writer] = {
    0x1110: _write_output,
    0x1122: _write_walk_in,
    0x1126: _write_stage,
    0x1132: _write_cutoff,
    0x2105: _write_power_factor,
    0x2110: _write_mode,
}
