"""The car's frames, made from what is known now (chademo, section 3)."""

from __future__ import annotations

from v2xsdk.protocol.can.chademo.ev_options import Provisional
from v2xsdk.protocol.can.chademo.ev_states import EvState
from v2xsdk.protocol.can.chademo.ev_table import BEFORE_CLOSED, BYTE_4_CAUSES, SYSTEM_FAULTS
from v2xsdk.protocol.can.chademo.ev_view import EvView
from v2xsdk.protocol.can.chademo.records import (
    EvAutomaker,
    EvChargeTime,
    EvControl,
    EvDischargeEstimate,
    EvDischargeLimits,
    EvExtended,
    EvLimits,
    EvRecord,
)

REQUEST_IN_0x110 = 0xFF
_ENABLED = frozenset({EvState.PERMIT, EvState.CLOSING, EvState.CLOSED, EvState.RUNNING})


def kinds(view: EvView) -> tuple[type[EvRecord], ...]:
    """The frames of one cycle in the order of the logs."""
    options = view.options
    present: list[type[EvRecord]] = [EvLimits, EvChargeTime, EvControl]
    if options.discharge_compatible:
        present.append(EvDischargeLimits)
    if options.extended_frames:
        present.append(EvExtended)
    if options.v2h_sequence_control_number is not None:
        present.append(EvDischargeEstimate)
    if options.automaker_code is not None:
        present.append(EvAutomaker)
    return tuple(present)


def compose(kind: type[EvRecord], view: EvView, now: float) -> EvRecord:
    """The frame of ``kind`` as of ``now``."""
    options = view.options
    if kind is EvLimits:
        return _limits(view, now)
    if kind is EvChargeTime:
        return _charge_time(view, now)
    if kind is EvControl:
        return _control(view, now)
    if kind is EvDischargeLimits:
        return _discharge_limits(view, now)
    if kind is EvExtended:
        return _extended(view)
    if kind is EvDischargeEstimate:
        return EvDischargeEstimate(options.v2h_sequence_control_number or 0)
    return EvAutomaker(options.automaker_code or 0)


def _provisional(view: EvView, now: float) -> Provisional | None:
    awake = view.since("awake", now) or 0.0
    return next((entry for entry in view.options.provisional if awake < entry.until_s), None)


def _limits(view: EvView, now: float) -> EvLimits:
    options, early = view.options, _provisional(view, now)
    return EvLimits(
        min_charge_current_a=options.min_charge_current_a,
        min_battery_voltage_v=options.min_battery_voltage_v,
        max_battery_voltage_v=options.max_battery_voltage_v,
        charge_rate_reference_raw=early.charge_rate_reference_raw if early else options.charge_rate_reference_raw,
    )


def _charge_time(view: EvView, now: float) -> EvChargeTime:
    early, awake = _provisional(view, now), view.since("awake", now) or 0.0
    capacity_kwh = view.battery.capacity_kwh if view.battery else 0.0
    known = awake >= view.timing.charge_time_delay_s
    return EvChargeTime(
        max_charge_time_s=None if known else 0,
        max_charge_time_min=view.options.max_charge_time_min if known else 0,
        rated_battery_capacity_kwh=early.rated_battery_capacity_kwh if early else capacity_kwh,
    )


def _control(view: EvView, now: float) -> EvControl:
    options = view.options
    faults = {BYTE_4_CAUSES[cause]: True for cause in view.causes if cause in BYTE_4_CAUSES}
    return EvControl(
        control_protocol_number=options.protocol_number,
        target_battery_voltage_v=options.target_battery_voltage_v,
        charge_current_request_a=_request(view),
        charging_enabled=view.state in _ENABLED,
        charging_system_fault=not SYSTEM_FAULTS.isdisjoint(view.causes),
        contactor_open=_open_flag(view),
        discharge_compatible=options.discharge_compatible,
        status_bit_6=options.status_bit_6,
        charge_rate_raw=_charge_rate(view, now),
        **faults,
    )


def _open_flag(view: EvView) -> bool:
    if not view.version.contactor_flag:
        return False
    return "closed" not in view.marks or view.state is EvState.OPENED or view.state in BEFORE_CLOSED


def _charge_rate(view: EvView, now: float) -> int:
    early = _provisional(view, now)
    if early is not None:
        return early.charge_rate_raw
    soc_percent = view.battery.soc_percent if view.battery else 0.0
    return round(soc_percent * view.options.charge_rate_reference_raw / 100.0)


def _request(view: EvView) -> int:
    return REQUEST_IN_0x110 if _uses_0x110(view) else view.request_a


def _extended(view: EvView) -> EvExtended:
    return EvExtended(
        dynamic_control=True,
        high_current_control=_uses_0x110(view),
        extended_charge_current_request_a=view.request_a if _uses_0x110(view) else 0,
    )


def _uses_0x110(view: EvView) -> bool:
    return view.options.high_current_control and view.options.extended_frames and view.version.extended_frames


def _discharge_limits(view: EvView, now: float) -> EvDischargeLimits:
    options, awake = view.options, view.since("awake", now) or 0.0
    early = awake < view.timing.discharge_level_delay_s
    settled = (options.min_discharge_level_raw, options.max_charge_level_raw)
    lowest, highest = options.provisional_levels_raw if early else settled
    return EvDischargeLimits(
        max_discharge_current_a=view.discharge_allowed_a,
        min_discharge_voltage_v=options.min_discharge_voltage_v,
        min_discharge_level_raw=lowest,
        max_charge_level_raw=highest,
    )
