"""The charger's limits of this moment: the offer, narrowed to the wanted set-point where the vehicle follows it."""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.v2g.evse import EvseState


class LoopLimits(msgspec.Struct, frozen=True, gc=False):
    """Magnitudes per direction, in W and A."""

    charge_w: float
    charge_a: float
    discharge_w: float
    discharge_a: float


NOTHING = LoopLimits(0.0, 0.0, 0.0, 0.0)


def loop_limits(evse: EvseState) -> LoopLimits:
    """Return the limits to send in the energy loop; nothing while the charger has a fault.

    A set-point only ever lowers the limits: of its own direction to its magnitude, of the other one to zero.
    """
    offer = evse.offer
    if evse.fault:
        return NOTHING
    if not evse.follow_setpoint:
        return LoopLimits(
            offer.charge_power_max_w,
            offer.charge_current_max_a,
            offer.discharge_power_max_w,
            offer.discharge_current_max_a,
        )
    if offer.setpoint_w > 0.0:
        return LoopLimits(min(offer.setpoint_w, offer.charge_power_max_w), offer.charge_current_max_a, 0.0, 0.0)
    if offer.setpoint_w < 0.0:
        return LoopLimits(0.0, 0.0, min(-offer.setpoint_w, offer.discharge_power_max_w), offer.discharge_current_max_a)
    return NOTHING
