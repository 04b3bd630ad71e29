"""From what the car says to ``VehicleStatus``, and from why a session ended to a fault."""

from __future__ import annotations

from types import MappingProxyType

from v2xsdk.model import Direction, Fault, FaultKind, Severity, VehicleStatus
from v2xsdk.protocol.can.chademo.evse import EvseMachine
from v2xsdk.protocol.can.chademo.evse_states import EvseState, StopCause
from v2xsdk.protocol.can.chademo.evse_table import NORMAL_STOPS
from v2xsdk.protocol.can.chademo.levels import charge_ceiling_percent
from v2xsdk.protocol.can.chademo.records import EvControl, EvDischargeLimits, EvLimits

UNBOUND_HEADROOM_A = 3.0

FAULT_KINDS = MappingProxyType(
    {
        StopCause.VEHICLE_OPENED: FaultKind.VEHICLE,
        StopCause.VEHICLE_FAULT: FaultKind.VEHICLE,
        StopCause.VEHICLE_SYSTEM_FAULT: FaultKind.VEHICLE,
        StopCause.NOT_IN_PARK: FaultKind.VEHICLE,
        StopCause.VEHICLE_SILENT: FaultKind.VEHICLE_SILENT,
        StopCause.NO_VEHICLE: FaultKind.VEHICLE_SILENT,
        StopCause.NO_PERMISSION: FaultKind.VEHICLE,
        StopCause.INCOMPATIBLE: FaultKind.VEHICLE,
        StopCause.INLET_ENERGISED: FaultKind.PROTECTION,
        StopCause.CLOSED_EARLY: FaultKind.VEHICLE,
        StopCause.LOCK_FAILED: FaultKind.HARDWARE,
        StopCause.INSULATION_FAILED: FaultKind.PROTECTION,
        StopCause.CABLE_NOT_DEAD: FaultKind.HARDWARE,
        StopCause.D2_LATE: FaultKind.HARDWARE,
        StopCause.CONTACTORS_NOT_CLOSED: FaultKind.VEHICLE,
        StopCause.NO_REQUEST: FaultKind.VEHICLE,
        StopCause.CURRENT_NOT_DOWN: FaultKind.OFF_NOT_CONFIRMED,
        StopCause.CONTACTORS_NOT_OPENED: FaultKind.VEHICLE,
        StopCause.WELDED: FaultKind.PROTECTION,
        StopCause.OVER_VOLTAGE: FaultKind.DC_OVER_VOLTAGE,
        StopCause.EVSE_FAULT: FaultKind.HARDWARE,
        StopCause.MEASUREMENT_LOST: FaultKind.COMMUNICATION,
        StopCause.DEADMAN: FaultKind.COMMUNICATION,
        StopCause.EMERGENCY: FaultKind.PROTECTION,
    }
)

FAULT_BITS = (
    "battery_over_voltage",
    "battery_under_voltage",
    "battery_current_deviation",
    "high_battery_temperature",
    "battery_voltage_deviation",
)


def fault_of(machine: EvseMachine, cause: StopCause, now: float) -> Fault | None:
    """The fault that ``cause`` is; ``None`` for a normal end."""
    kind = FAULT_KINDS.get(cause)
    if kind is None or cause in NORMAL_STOPS:
        return None
    detail = str(cause).replace("_", " ")
    if cause is StopCause.VEHICLE_FAULT:
        detail = ", ".join(name.replace("_", " ") for name in FAULT_BITS if getattr(machine.view.control, name))
    return Fault(kind, "chademo vehicle" if kind is FaultKind.VEHICLE else "chademo link", Severity.STOP, detail, now)


def status_of(machine: EvseMachine, now: float, time_s: float) -> VehicleStatus:
    """What the car says; ``now`` is the machine's time, ``time_s`` the charger's clock."""
    view = machine.view
    capacity_wh = None if view.capacity_kwh is None else view.capacity_kwh * 1000.0
    charge_a, discharge_a = _allowed_a(machine, Direction.CHARGE, now), _allowed_a(machine, Direction.DISCHARGE, now)
    highest_v = _highest_voltage_v(machine)
    voltage_v = view.measured_voltage_v(now) if view.state is EvseState.ENERGY else highest_v
    return VehicleStatus(
        time_s=time_s,
        connected=view.get(EvControl) is not None and view.state is not EvseState.IDLE,
        ready=view.state is EvseState.ENERGY,
        soc_percent=view.soc_percent,
        capacity_wh=capacity_wh,
        voltage_min_v=_lowest_voltage_v(machine),
        voltage_max_v=highest_v,
        charge_current_max_a=charge_a,
        discharge_current_max_a=discharge_a,
        charge_power_max_w=None if voltage_v is None else charge_a * voltage_v,
        discharge_power_max_w=None if voltage_v is None else discharge_a * voltage_v,
        minimum_v2x_energy_wh=_energy_wh(capacity_wh, machine.power.floor_percent()),
        maximum_v2x_energy_wh=_energy_wh(capacity_wh, _ceiling_percent(machine)),
    )


def _allowed_a(machine: EvseMachine, direction: Direction, now: float) -> float:
    power, view = machine.power, machine.view
    discharging = direction is Direction.DISCHARGE
    if discharging and (not view.control.discharge_compatible or power.battery_low(now)):
        return 0.0
    own_a = view.options.discharge_current_max_a if discharging else view.options.charge_current_max_a
    limit_a = power.allowances[direction].limit_a
    if limit_a is not None:
        return min(own_a, float(limit_a))
    if power.direction is not direction or view.state is not EvseState.ENERGY:
        return own_a
    # The request follows the offer by steps; more than that is not asked for yet.
    asked_a = view.discharge_allowed_a(now) if discharging else view.request_a
    return min(own_a, asked_a + UNBOUND_HEADROOM_A)


def _highest_voltage_v(machine: EvseMachine) -> float | None:
    limits = machine.view.get(EvLimits)
    if limits is None or limits.max_battery_voltage_v == 0:
        return None
    return min(float(limits.max_battery_voltage_v), float(machine.view.control.target_battery_voltage_v or 1000))


def _lowest_voltage_v(machine: EvseMachine) -> float | None:
    limits, discharge = machine.view.get(EvLimits), machine.view.get(EvDischargeLimits)
    if limits is None:
        return None
    return float(max(limits.min_battery_voltage_v, discharge.min_discharge_voltage_v if discharge else 0))


def _ceiling_percent(machine: EvseMachine) -> float | None:
    view = machine.view
    limits = view.get(EvDischargeLimits)
    if limits is None:
        return None
    return charge_ceiling_percent(limits, view.capacity_kwh or 0.0, in_kwh=view.levels_in_kwh)


def _energy_wh(capacity_wh: float | None, percent: float | None) -> float | None:
    return None if capacity_wh is None or percent is None else capacity_wh * percent / 100.0
