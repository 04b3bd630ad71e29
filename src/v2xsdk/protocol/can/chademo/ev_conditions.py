"""Questions the car's table asks: each takes what is known and ``now``, and answers yes or no."""

from __future__ import annotations

from v2xsdk.protocol.can.chademo.ev_view import EvView
from v2xsdk.protocol.can.chademo.records import EvseDischargeLimits, EvseDischargeStatus, EvseLimits, EvseStatus

SAFE_CURRENT_A = 5.0  # chademo, section 5.1
DEAD_V = 20.0  # chademo, section 5, step 5
OPEN_V = 10.0  # chademo, section 5.1, step 5
FULL_PERCENT = 100.0
VOLTAGE_FRAMES = 5  # chademo, section 5


def woken(view: EvView, now: float) -> bool:
    """A plug is in and the charger drives d1."""
    return view.sensed.d1 and view.sensed.proximity


def unplugged(view: EvView, now: float) -> bool:
    """d1 or the plug is gone."""
    return not woken(view, now)


def ready(view: EvView, now: float) -> bool:
    """The charger fits, and the car had its time (section 5, step 2)."""
    announced = view.since("state", now)
    return announced is not None and announced >= view.timing.enable_delay_s and _charger_known(view)


def incompatible(view: EvView, now: float) -> bool:
    """The charger cannot reach the battery's voltage."""
    limits, battery = view.get(EvseLimits), view.battery
    return limits is not None and battery is not None and limits.available_output_voltage_v < battery.voltage_v


def discharge_bit_early(view: EvView, now: float) -> bool:
    """The charger offers discharging before k, and this car cannot bear it (section 6.1)."""
    return view.options.hangs_on_early_discharge_bit and view.status.discharge_compatible


def no_discharge_frames(view: EvView, now: float) -> bool:
    """The discharge bit is set, but 0x208 or 0x209 do not come (section 6.1)."""
    limit_s = view.timing.discharge_frames_s
    promised = view.since("discharge_bit", now)
    if promised is None or promised <= limit_s:
        return False
    ages = (view.age(EvseDischargeLimits, now), view.age(EvseDischargeStatus, now))
    return any(age is None or age > limit_s for age in ages)


def d2_on(view: EvView, now: float) -> bool:
    """The charger grounds d2."""
    return view.sensed.d1 and view.sensed.d2


def may_close(view: EvView, now: float) -> bool:
    """The time to close has come, both lines are on, the plug is locked, and the cable is measured dead."""
    waited = view.since("state", now)
    return waited is not None and waited >= view.timing.close_delay_s and d2_on(view, now) and _cable_dead(view, now)


def started(view: EvView, now: float) -> bool:
    """The charger says charging, and no longer stop (section 5, step 9)."""
    return view.status.charging and not view.status.stop_control


def stopped(view: EvView, now: float) -> bool:
    """The charger asks for a stop, or ended (section 5.1)."""
    return not started(view, now)


def charger_fault(view: EvView, now: float) -> bool:
    """Enough 0x109 in a row with bit 1, 3 or 4 of byte 5 (section 5)."""
    return view.fault_frames >= view.options.fault_frames


def charger_silent(view: EvView, now: float) -> bool:
    """No 0x109 for 1 s."""
    return view.silent(EvseStatus, now)


def lines_dropped(view: EvView, now: float) -> bool:
    """d1 or d2 fell while the contactors hang on them."""
    return not d2_on(view, now)


def no_current(view: EvView, now: float) -> bool:
    """The request is 4 s old and nothing flows (section 5)."""
    asked = view.since("asked", now)
    return asked is not None and asked >= view.timing.no_current_s and "flowed" not in view.marks


def no_charge_current(view: EvView, now: float) -> bool:
    """0x109 byte 3 was zero through six minutes of discharging (section 6.3)."""
    zero = view.since("zero_charge", now)
    return zero is not None and zero >= view.timing.zero_charge_s


def time_over(view: EvView, now: float) -> bool:
    """The charger's remaining time reached zero (section 5)."""
    status = view.status
    return started(view, now) and status.remaining_charge_time_s == 0 and status.remaining_charge_time_min == 0


def battery_full(view: EvView, now: float) -> bool:
    """The battery takes no more, and nobody discharges it."""
    battery = view.battery
    full = battery is not None and battery.soc_percent >= FULL_PERCENT
    return full and view.discharge_offer_a == 0


def current_deviates(view: EvView, now: float) -> bool:
    """10 A or more beside what was asked, for 5 s (section 5)."""
    deviating = view.since("deviating", now)
    return deviating is not None and deviating >= view.timing.deviation_s


def voltage_deviates(view: EvView, now: float) -> bool:
    """Five 0x109 in a row whose voltage is not the one measured (sections 5 and 6.3)."""
    return view.voltage_frames >= VOLTAGE_FRAMES


def over_voltage(view: EvView, now: float) -> bool:
    """The battery is above its own maximum."""
    return view.battery is not None and view.battery.voltage_v > view.options.max_battery_voltage_v


def may_open(view: EvView, now: float) -> bool:
    """The current is measured small, and the car had its time to see the stop through."""
    current_a, waited = view.measured_current_a(now), view.since("state", now)
    small = current_a is not None and abs(current_a) <= SAFE_CURRENT_A
    return small and waited is not None and waited >= view.timing.open_delay_s


def weld_tested(view: EvView, now: float) -> bool:
    """The voltage on the plug went away behind open contactors."""
    opened, voltage_v = view.since("state", now), view.measured_voltage_v(now)
    dead = voltage_v is not None and voltage_v <= OPEN_V
    return dead and opened is not None and opened >= view.timing.weld_test_s


def _cable_dead(view: EvView, now: float) -> bool:
    voltage_v = view.measured_voltage_v(now)
    return view.status.connector_locked and voltage_v is not None and voltage_v < DEAD_V


def _charger_known(view: EvView) -> bool:
    limits = view.get(EvseLimits)
    return limits is not None and view.get(EvseStatus) is not None and limits.available_output_voltage_v > 0
