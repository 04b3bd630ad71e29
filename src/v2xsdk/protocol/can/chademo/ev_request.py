"""How the car's charge request and discharge allowance move (chademo, sections 5, step 10, and 6.2)."""

from __future__ import annotations

import math

from v2xsdk.protocol.can.chademo.ev_options import EvBattery
from v2xsdk.protocol.can.chademo.ev_states import EvState
from v2xsdk.protocol.can.chademo.ev_view import EvView

_ASKING = (EvState.CLOSED, EvState.RUNNING)


def step_request(view: EvView, now: float) -> None:
    """Move request and allowance by one cycle: up by steps, down at once."""
    closed = view.since("closed", now)
    if view.state not in _ASKING or closed is None or view.battery is None:
        view.request_a = view.discharge_allowed_a = 0
        view.marks.pop("asked", None)
        return
    timing, step_a = view.timing, view.options.request_step_a
    charge_a = _charge_top(view, view.battery) if closed >= timing.request_delay_s else 0
    lag_over = closed >= timing.request_delay_s + timing.discharge_delay_s
    discharge_a = _discharge_top(view, view.battery) if lag_over else 0
    view.request_a = min(charge_a, view.request_a + step_a)
    view.discharge_allowed_a = min(discharge_a, view.discharge_allowed_a + step_a)
    view.mark_while("asked", view.request_a > 0, now)


def _charge_top(view: EvView, battery: EvBattery) -> int:
    top_a = math.floor(min(view.charge_offer_a, battery.charge_current_max_a, view.version.current_max_a))
    return top_a - top_a % view.options.request_step_a if view.options.whole_steps else top_a


def _discharge_top(view: EvView, battery: EvBattery) -> int:
    if not view.options.discharge_compatible:
        return 0
    return math.floor(min(view.discharge_offer_a, battery.discharge_current_max_a))
