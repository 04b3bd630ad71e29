"""AC messages of -20 and the plain model: signs, units and phases are converted here, once.

The field without suffix is the sum of all phases as long as L2 and L3 are absent; with them it is L1
(reference/iso15118, section 12).
"""

from __future__ import annotations

from typing import Any

import msgspec

from v2xsdk.model import EvseOffer, VehicleStatus
from v2xsdk.protocol.v2g.effects import ControlMode
from v2xsdk.protocol.v2g.evse import EvseState, SeccSettings
from v2xsdk.protocol.v2g.iso20.dc import ZERO
from v2xsdk.protocol.v2g.messages.iso20 import ac as m
from v2xsdk.protocol.v2g.numbers import rational, rational_limit, to_float

REQUEST_MODES: dict[tuple[bool, ControlMode], type[Any]] = {
    (False, ControlMode.SCHEDULED): m.Scheduled_AC_CLReqControlModeType,
    (False, ControlMode.DYNAMIC): m.Dynamic_AC_CLReqControlModeType,
    (True, ControlMode.SCHEDULED): m.BPT_Scheduled_AC_CLReqControlModeType,
    (True, ControlMode.DYNAMIC): m.BPT_Dynamic_AC_CLReqControlModeType,
}
ANSWER_MODES: dict[tuple[bool, ControlMode], type[Any]] = {
    (False, ControlMode.SCHEDULED): m.Scheduled_AC_CLResControlModeType,
    (False, ControlMode.DYNAMIC): m.Dynamic_AC_CLResControlModeType,
    (True, ControlMode.SCHEDULED): m.BPT_Scheduled_AC_CLResControlModeType,
    (True, ControlMode.DYNAMIC): m.BPT_Dynamic_AC_CLResControlModeType,
}


def total(mode: Any, name: str) -> float | None:
    """Return the sum over the phases of a field, ``None`` where it is absent."""
    parts = [getattr(mode, name + suffix, None) for suffix in ("", "_L2", "_L3")]
    present = [to_float(part) for part in parts if part is not None]
    return sum(present) if present else None


def total_magnitude(mode: Any, name: str) -> float | None:
    """Return the sum over the phases without its sign."""
    value = total(mode, name)
    return None if value is None else abs(value)


def discharge_sign(mode: Any) -> int:
    """Return the sign the vehicle writes discharge limits with."""
    names = ("EVMaximumDischargePower", "EVMinimumDischargePower")
    return -1 if any((total(mode, name) or 0.0) < 0.0 for name in names) else 1


def vehicle_limits(mode: m.AC_CPDReqEnergyTransferModeType, now: float) -> VehicleStatus:
    """Return the vehicle's limits from AC_ChargeParameterDiscoveryReq."""
    return VehicleStatus(
        now,
        charge_power_max_w=total(mode, "EVMaximumChargePower"),
        discharge_power_max_w=total_magnitude(mode, "EVMaximumDischargePower") or 0.0,
    )


def charger_limits(
    offer: EvseOffer, settings: SeccSettings, bidirectional: bool, sign: int
) -> m.AC_CPDResEnergyTransferModeType:
    """Return the charger's limits for AC_ChargeParameterDiscoveryRes, as sums over the phases."""
    values: dict[str, Any] = {
        "EVSEMaximumChargePower": rational_limit(offer.charge_power_max_w),
        "EVSEMinimumChargePower": ZERO,
        "EVSENominalFrequency": rational(settings.nominal_frequency_hz),
    }
    if not bidirectional:
        return m.AC_CPDResEnergyTransferModeType(**values)
    return m.BPT_AC_CPDResEnergyTransferModeType(
        **values,
        EVSEMaximumDischargePower=rational_limit(sign * offer.discharge_power_max_w),
        EVSEMinimumDischargePower=ZERO,
    )


def loop_vehicle(mode: Any, old: VehicleStatus, now: float) -> VehicleStatus:
    """Return ``old`` with what a control mode of AC_ChargeLoopReq says; absent values stay as they were."""
    values: dict[str, Any] = {"time_s": now}
    for name, wire in LOOP_FIELDS:
        number = total(mode, wire)
        if number is not None:
            values[name] = abs(number) if "Discharge" in wire else number
    if (departure := getattr(mode, "DepartureTime", None)) is not None:
        values["departure_s"] = float(departure)
    return msgspec.structs.replace(old, **values)


LOOP_FIELDS = (
    ("charge_power_max_w", "EVMaximumChargePower"),
    ("discharge_power_max_w", "EVMaximumDischargePower"),
    ("target_energy_wh", "EVTargetEnergyRequest"),
    ("maximum_energy_wh", "EVMaximumEnergyRequest"),
    ("minimum_energy_wh", "EVMinimumEnergyRequest"),
    ("maximum_v2x_energy_wh", "EVMaximumV2XEnergyRequest"),
    ("minimum_v2x_energy_wh", "EVMinimumV2XEnergyRequest"),
)
"""Field of the model and of the control modes."""


def target_power(evse: EvseState) -> float:
    """Return the power the vehicle shall take, negative to feed, within the charger's own limits."""
    offer = evse.offer
    if evse.fault:
        return 0.0
    return max(-offer.discharge_power_max_w, min(offer.setpoint_w, offer.charge_power_max_w))


def answer_mode(kind: tuple[bool, ControlMode], evse: EvseState) -> Any:
    """Return the control mode of AC_ChargeLoopRes: the power the vehicle shall take, negative to feed."""
    target_w = target_power(evse)
    if not kind[0]:
        target_w = max(0.0, target_w)
    values: dict[str, Any] = {"EVSETargetActivePower": rational_limit(target_w)}
    if evse.present_power_w is not None:
        values["EVSEPresentActivePower"] = rational(evse.present_power_w)
    return ANSWER_MODES[kind](**values)
