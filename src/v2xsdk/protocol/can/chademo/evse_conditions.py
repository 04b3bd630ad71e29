"""Questions the charger's table asks: each takes what is known and ``now``, and answers yes or no."""

from __future__ import annotations

from v2xsdk.protocol.can.chademo.evse_view import EvseView
from v2xsdk.protocol.can.chademo.records import EvControl, EvLimits

SAFE_CURRENT_A = 5.0  # chademo, section 5.1: below it contactors may open
DEAD_V = 10.0  # chademo, sections 4 and 5.1: below it the plug may be unlocked
TEST_START_V = 20.0  # chademo, section 5, step 5
OVER_VOLTAGE_V = 15.0  # own: measuring error granted above the threshold voltage


def heard(view: EvseView, now: float) -> bool:
    """The car has spoken."""
    return "heard" in view.marks


def permitted(view: EvseView, now: float) -> bool:
    """Line k is pulled, 0x102 says enabled, and its first, provisional values are over (sections 3 and 5)."""
    since = view.since("heard", now)
    settled = since is not None and since >= view.timing.provisional_s
    return settled and view.sensed.permission and view.control.charging_enabled and _has_limits(view)


def locked(view: EvseView, now: float) -> bool:
    """The connector lock is confirmed and the inlet is dead, so the insulation test may begin."""
    voltage = view.measured_voltage_v(now) if view.measured_since_entry else None
    return view.sensed.locked and voltage is not None and voltage < TEST_START_V


def inlet_energised(view: EvseView, now: float) -> bool:
    """Someone else's voltage is on the plug before the insulation test."""
    voltage = view.measured_voltage_v(now)
    return voltage is not None and voltage >= TEST_START_V


def insulation_passed(view: EvseView, now: float) -> bool:
    """The insulation test ended well."""
    return view.insulation_passed is True


def insulation_failed(view: EvseView, now: float) -> bool:
    """The insulation test ended badly."""
    return view.insulation_passed is False


def dead(view: EvseView, now: float) -> bool:
    """The output was measured in this state, and is at or below 10 V."""
    voltage = view.measured_voltage_v(now) if view.measured_since_entry else None
    return voltage is not None and voltage <= DEAD_V


def contactors_closed(view: EvseView, now: float) -> bool:
    """The car closed its contactors; without that flag, 2 s passed or it asks for current (section 2)."""
    if view.version.contactor_flag:
        return view.closed
    since = view.since("state", now)
    return requested(view, now) or (since is not None and since >= view.timing.no_flag_close_s)


def contactors_open(view: EvseView, now: float) -> bool:
    """The car says that its contactors are open; without that flag, only a dead plug proves it."""
    if view.version.contactor_flag:
        return view.control.contactor_open
    return dead(view, now)


def opened_and_dead(view: EvseView, now: float) -> bool:
    """Contactors open and nothing left on the plug: d2 may go."""
    return contactors_open(view, now) and dead(view, now)


def weld_time_over(view: EvseView, now: float) -> bool:
    """Open was said 2 s ago and still there is voltage: a contactor may be welded (section 5.1, step 5)."""
    opened, stopped = view.since("open", now), view.since("state", now)
    if opened is None or stopped is None:
        return False
    return min(opened, stopped) >= view.timing.weld_s


def requested(view: EvseView, now: float) -> bool:
    """The car asks for charge current, or allows discharging."""
    return view.request_a > 0 or (view.options.discharge_current_max_a > 0 and view.discharge_allowed_a(now) > 0)


def current_safe(view: EvseView, now: float) -> bool:
    """The current was measured in this state, and is small enough to open contactors.

    An unknown current is never safe, nor is one measured before the converter was told to stop.
    """
    return view.measured_since_entry and small_current(view, now)


def small_current(view: EvseView, now: float) -> bool:
    """The last measured current is 5 A or less."""
    current = view.measured_current_a(now)
    return current is not None and abs(current) <= SAFE_CURRENT_A


def incompatible(view: EvseView, now: float) -> bool:
    """The car's voltages do not fit the charger (sections 4 and 5, step 3); zero means not given."""
    limits, options = view.get(EvLimits), view.options
    if limits is None or view.get(EvControl) is None or not _provisional_over(view, now):
        return False
    too_high = view.control.target_battery_voltage_v > options.voltage_max_v
    highest, lowest = limits.max_battery_voltage_v, limits.min_battery_voltage_v
    return too_high or 0 < highest < options.voltage_min_v or 0 < lowest < options.voltage_min_v


def vehicle_silent(view: EvseView, now: float) -> bool:
    """No 0x102 for 1 s, or none at all since the car's first frame."""
    return view.silent(EvControl, now)


def vehicle_fault(view: EvseView, now: float) -> bool:
    """Any bit of 0x102 byte 4."""
    control = view.control
    return (
        control.battery_over_voltage
        or control.battery_under_voltage
        or control.battery_current_deviation
        or control.high_battery_temperature
        or control.battery_voltage_deviation
    )


def system_fault(view: EvseView, now: float) -> bool:
    """0x102 byte 5 bit 2."""
    return view.control.charging_system_fault


def not_in_park(view: EvseView, now: float) -> bool:
    """0x102 byte 5 bit 1."""
    return view.control.shift_position_not_park


def stop_before_start(view: EvseView, now: float) -> bool:
    """0x102 byte 5 bit 4."""
    return view.control.normal_stop_request


def disabled(view: EvseView, now: float) -> bool:
    """0x102 byte 5 bit 0 is gone."""
    return not view.control.charging_enabled


def permission_gone(view: EvseView, now: float) -> bool:
    """Line k was released."""
    return not view.sensed.permission


def closed_early(view: EvseView, now: float) -> bool:
    """The car says that its contactors are closed although d2 never was on."""
    return view.closed


def opened_alone(view: EvseView, now: float) -> bool:
    """The car says that its contactors are open while power is on."""
    return view.version.contactor_flag and view.control.contactor_open


def unlocked(view: EvseView, now: float) -> bool:
    """The lock's feedback is gone."""
    return not view.sensed.locked


def over_voltage(view: EvseView, now: float) -> bool:
    """The output is above the threshold voltage by more than measuring errors."""
    voltage = view.measured_voltage_v(now)
    return voltage is not None and voltage > view.threshold_voltage_v() + OVER_VOLTAGE_V


def measurement_lost(view: EvseView, now: float) -> bool:
    """No fresh value of voltage or current."""
    return view.measured_voltage_v(now) is None or view.measured_current_a(now) is None


def _has_limits(view: EvseView) -> bool:
    limits = view.get(EvLimits)
    return limits is not None and limits.max_battery_voltage_v > 0


def _provisional_over(view: EvseView, now: float) -> bool:
    since = view.since("heard", now)
    return since is not None and since >= view.timing.provisional_s
