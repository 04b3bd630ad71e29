"""The periodic traffic of a group of BEG modules (can-power-modules, sections 2.5 and 2.6).

On, off and mode are written once at each change, never again and again: a module that tripped or restarted must
not be switched on by a keep-alive.
"""

from __future__ import annotations

from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.table import CONTROLLER_ADDRESS, GROUP, SINGLE, TABLE
from v2xsdk.protocol.can.plan import Answer, CyclicFrame, CyclicPlan, Fill, PlanValue, SafeFrame, Slot, When

BITRATE = 125_000

# At 50 ms between frames there is room for 20 a second. Current, which the energy is counted from, comes first.
STATUS_PERIOD_S = 0.4
_CURRENT_PERIOD_S = 0.2
_VOLTAGE_PERIOD_S = 0.5
_MODE_PERIOD_S = 0.8
_POWER_PERIOD_S = 0.8
_CAPABILITY_PERIOD_S = 2.0
_SLOW_PERIOD_S = 5.0
_SET_POINT_PERIOD_S = 2.0

_READ_GROUP: tuple[tuple[str, float], ...] = (
    ("1110", STATUS_PERIOD_S),
    ("1001", _VOLTAGE_PERIOD_S),
    ("1002", _CURRENT_PERIOD_S),
    ("1111", _MODE_PERIOD_S),
    ("2108", _POWER_PERIOD_S),
    ("1132", _CAPABILITY_PERIOD_S),
    ("1133", _CAPABILITY_PERIOD_S),
    ("1106", _SLOW_PERIOD_S),
    ("2107", _SLOW_PERIOD_S),
)
# A single module that is not the group's master does not answer 10xx (section 2.3).
_SINGLE_INDEX = {"1001": "4101", "1002": "4102"}

READINGS = (
    "status_flags",
    "system_dc_voltage_v",
    "system_dc_current_a",
    "dc_high_side_voltage_v",
    "dc_high_side_current_a",
    "inverter_mode",
    "ac_total_active_power_w",
    "ambient_temperature_degc",
    "grid_frequency_hz",
    "dc_max_current_a",
    "dc_rated_power_w",
    "dc_max_voltage_v",
    "dc_min_voltage_v",
)


def address(options: BegOptions) -> dict[str, PlanValue]:
    """Return the identifier fields of a frame to the addressed unit."""
    device, destination = (SINGLE, options.module) if options.module is not None else (GROUP, options.group or 0)
    return {"device_number": device, "destination_address": destination, "source_address": options.controller}


def make_plan(options: BegOptions) -> CyclicPlan:
    """Return the plan for the addressed unit."""
    to = address(options)
    reads = [
        CyclicFrame("read", {**to, "index": read_index(index, options)}, period_s, When.POLLING)
        for index, period_s in _READ_GROUP
    ]
    return CyclicPlan(
        table=TABLE,
        frames=(
            _set_point("write_dc_voltage_setpoint_v", "dc_voltage_setpoint_v", Slot.VOLTAGE_V, to),
            _set_point("write_discharge_cutoff_voltage_v", "discharge_cutoff_voltage_v", Slot.CUTOFF_VOLTAGE_V, to),
            _set_point("write_dc_current_setpoint_a", "dc_current_setpoint_a", Slot.CURRENT_A, to),
            *reads,
        ),
        safe=(
            SafeFrame("write_dc_current_setpoint_a", {**to, "dc_current_setpoint_a": 0.0}),
            SafeFrame("write_output_on", {**to, "output_on": False}),
        ),
        answers=tuple(Answer(f"read_{name}", name, name) for name in READINGS),
        key_signal="source_address",
        spacing_s=options.spacing_s,
        bitrate=BITRATE,
        safe_attempts=max(1, round(options.off_timeout_s / 0.25)),
    )


def _set_point(message: str, signal: str, slot: Slot, to: dict[str, PlanValue]) -> CyclicFrame:
    return CyclicFrame(message, dict(to), _SET_POINT_PERIOD_S, When.LIVE, (Fill(signal, slot),))


def read_index(index: str, options: BegOptions) -> str:
    """Return the index that the addressed unit answers for a group's ``index``."""
    return _SINGLE_INDEX.get(index, index) if options.module is not None else index


def controllers() -> range:
    """Addresses that only controllers use (section 2.1)."""
    return range(CONTROLLER_ADDRESS, 0xF9)
