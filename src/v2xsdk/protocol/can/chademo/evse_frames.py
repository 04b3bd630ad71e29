"""The charger's frames of one cycle, made from what is known now (chademo, section 4)."""

from __future__ import annotations

from v2xsdk.protocol.can.chademo import evse_conditions as when
from v2xsdk.protocol.can.chademo.evse_power import EvsePower
from v2xsdk.protocol.can.chademo.evse_states import EvseState, StopCause
from v2xsdk.protocol.can.chademo.evse_table import CHARGER_MALFUNCTION, SYSTEM_MALFUNCTION
from v2xsdk.protocol.can.chademo.evse_view import EvseView
from v2xsdk.protocol.can.chademo.records import (
    EvExtended,
    EvseDischargeLimits,
    EvseDischargeStatus,
    EvseExtended,
    EvseLimits,
    EvseRecord,
    EvseStatus,
)

BYTE_MAX = 255
WORD_MAX = 65535
HIGH_VOLTAGE_V = 500
FEIGN_PERIOD_S = 60.0
FEIGNED_A = 1


def compose(view: EvseView, power: EvsePower, now: float) -> list[EvseRecord]:
    """The frames of this cycle, in the order they are sent."""
    records: list[EvseRecord] = [_limits(view, power), _status(view, now)]
    if view.get(EvExtended) is not None and view.version.extended_frames:
        records.append(_extended(view, power))
    if discharge_bit(view):
        records += [_discharge_limits(view, power), _discharge_status(view)]
    return records


def discharge_bit(view: EvseView) -> bool:
    """0x109 byte 4 bit 0; with it 0x208 and 0x209 must be sent, without it they are not (section 6.1)."""
    options = view.options
    waits = options.discharge_bit_after_permission and "permitted" not in view.marks
    return options.discharge_current_max_a > 0 and not waits


def _limits(view: EvseView, power: EvsePower) -> EvseLimits:
    return EvseLimits(
        welding_detection_supported=view.options.welding_detection,
        available_output_voltage_v=_word(view.options.voltage_max_v),
        available_output_current_a=min(BYTE_MAX, power.charge_offer_a),
        threshold_voltage_v=_word(view.threshold_voltage_v()),
    )


def _status(view: EvseView, now: float) -> EvseStatus:
    seconds, minutes = _remaining(view, now)
    return EvseStatus(
        control_protocol_number=view.options.protocol_number,
        output_voltage_v=_word(view.voltage_v),
        output_current_a=_charge_current(view, now),
        discharge_compatible=discharge_bit(view),
        charging=view.state is EvseState.ENERGY or _current_still_flows(view, now),
        charger_malfunction=not CHARGER_MALFUNCTION.isdisjoint(view.causes),
        connector_locked=view.sensed.locked,
        battery_incompatible=StopCause.INCOMPATIBLE in view.causes,
        charging_system_malfunction=not SYSTEM_MALFUNCTION.isdisjoint(view.causes),
        stop_control=view.state is not EvseState.ENERGY,
        remaining_charge_time_s=seconds,
        remaining_charge_time_min=minutes,
    )


def _current_still_flows(view: EvseView, now: float) -> bool:
    ramping = view.state in (EvseState.RAMP_DOWN, EvseState.ABORT)
    return ramping and "energy" in view.marks and not when.small_current(view, now)


def _charge_current(view: EvseView, now: float) -> int:
    current_a = view.current_a or 0.0
    if current_a < 0 and view.options.feign_current and _feign_now(view, now):
        return FEIGNED_A
    return _byte(current_a)


def _feign_now(view: EvseView, now: float) -> bool:
    running = view.since("energy", now)
    if running is None or running < FEIGN_PERIOD_S:
        return False
    return running % FEIGN_PERIOD_S < view.timing.cycle_s


def _remaining(view: EvseView, now: float) -> tuple[int | None, int | None]:
    heard = view.since("heard", now)
    if heard is None or heard < view.timing.provisional_s:
        return None, None
    if view.state is EvseState.ENERGY or _current_still_flows(view, now):
        return None, view.options.remaining_charge_time_min
    return 0, 0


def _extended(view: EvseView, power: EvsePower) -> EvseExtended:
    car = view.get(EvExtended) or EvExtended()
    high_current = car.high_current_control and view.options.extended_available_current
    return EvseExtended(
        dynamic_control=car.dynamic_control,
        high_current_control=high_current,
        high_voltage_control=car.high_voltage_control and view.options.voltage_max_v > HIGH_VOLTAGE_V,
        extended_available_output_current_a=power.charge_offer_a if high_current else 0,
    )


def _discharge_limits(view: EvseView, power: EvsePower) -> EvseDischargeLimits:
    masked = power.discharge_masked
    return EvseDischargeLimits(
        present_discharge_current_a=_byte(-(view.current_a or 0.0)),
        max_input_voltage_v=_word(view.options.voltage_max_v),
        max_input_current_a=min(BYTE_MAX, power.discharge_offer_a),
        lower_threshold_voltage_v=0 if masked else _word(view.options.discharge_voltage_min_v),
    )


def _discharge_status(view: EvseView) -> EvseDischargeStatus:
    minutes = view.options.remaining_discharge_time_min if "energy" in view.marks else 0
    return EvseDischargeStatus(view.options.v2h_sequence_control_number, minutes)


def _byte(value: float) -> int:
    return min(BYTE_MAX, max(0, round(value)))


def _word(value: float | None) -> int:
    return min(WORD_MAX, max(0, round(value or 0.0)))
