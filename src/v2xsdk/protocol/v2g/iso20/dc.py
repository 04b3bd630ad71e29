"""DC messages of -20 and the plain model: signs and units are converted here, once.

Reference/iso15118, section 12. Discharge limits are accepted with either sign; the charger mirrors the vehicle's sign.
"""

from __future__ import annotations

from typing import Any

import msgspec

from v2xsdk.model import EvseOffer, VehicleStatus
from v2xsdk.protocol.v2g.effects import ControlMode
from v2xsdk.protocol.v2g.limits import LoopLimits
from v2xsdk.protocol.v2g.messages.iso20 import dc as m
from v2xsdk.protocol.v2g.numbers import magnitude, optional, rational, rational_limit, to_float

REQUEST_MODES: dict[tuple[bool, ControlMode], type[Any]] = {
    (False, ControlMode.SCHEDULED): m.Scheduled_DC_CLReqControlModeType,
    (False, ControlMode.DYNAMIC): m.Dynamic_DC_CLReqControlModeType,
    (True, ControlMode.SCHEDULED): m.BPT_Scheduled_DC_CLReqControlModeType,
    (True, ControlMode.DYNAMIC): m.BPT_Dynamic_DC_CLReqControlModeType,
}
ANSWER_MODES: dict[tuple[bool, ControlMode], type[Any]] = {
    (False, ControlMode.SCHEDULED): m.Scheduled_DC_CLResControlModeType,
    (False, ControlMode.DYNAMIC): m.Dynamic_DC_CLResControlModeType,
    (True, ControlMode.SCHEDULED): m.BPT_Scheduled_DC_CLResControlModeType,
    (True, ControlMode.DYNAMIC): m.BPT_Dynamic_DC_CLResControlModeType,
}
ACK_MAX_DELAY_S = 30
ZERO = rational(0.0)


def discharge_sign(mode: Any) -> int:
    """Return the sign the vehicle writes discharge limits with: +1, also where all are zero, or -1."""
    names = ("EVMaximumDischargePower", "EVMinimumDischargePower", "EVMaximumDischargeCurrent")
    return -1 if any((optional(getattr(mode, name, None)) or 0.0) < 0.0 for name in names) else 1


def vehicle_limits(mode: m.DC_CPDReqEnergyTransferModeType, now: float) -> VehicleStatus:
    """Return the vehicle's limits from DC_ChargeParameterDiscoveryReq."""
    both = mode if isinstance(mode, m.BPT_DC_CPDReqEnergyTransferModeType) else None
    return VehicleStatus(
        now,
        voltage_min_v=to_float(mode.EVMinimumVoltage),
        voltage_max_v=to_float(mode.EVMaximumVoltage),
        charge_current_max_a=to_float(mode.EVMaximumChargeCurrent),
        charge_power_max_w=to_float(mode.EVMaximumChargePower),
        discharge_current_max_a=magnitude(both.EVMaximumDischargeCurrent) if both else 0.0,
        discharge_power_max_w=magnitude(both.EVMaximumDischargePower) if both else 0.0,
    )


def charger_limits(offer: EvseOffer, bidirectional: bool, sign: int) -> m.DC_CPDResEnergyTransferModeType:
    """Return the charger's limits for DC_ChargeParameterDiscoveryRes."""
    values: dict[str, Any] = {
        "EVSEMaximumChargePower": rational_limit(offer.charge_power_max_w),
        "EVSEMinimumChargePower": ZERO,
        "EVSEMaximumChargeCurrent": rational_limit(offer.charge_current_max_a),
        "EVSEMinimumChargeCurrent": ZERO,
        "EVSEMaximumVoltage": rational_limit(offer.voltage_max_v),
        "EVSEMinimumVoltage": rational(offer.voltage_min_v),
    }
    if not bidirectional:
        return m.DC_CPDResEnergyTransferModeType(**values)
    return m.BPT_DC_CPDResEnergyTransferModeType(
        **values,
        EVSEMaximumDischargePower=rational_limit(sign * offer.discharge_power_max_w),
        EVSEMinimumDischargePower=ZERO,
        EVSEMaximumDischargeCurrent=rational_limit(sign * offer.discharge_current_max_a),
        EVSEMinimumDischargeCurrent=ZERO,
    )


def loop_vehicle(mode: Any, old: VehicleStatus, voltage_v: float, now: float) -> VehicleStatus:
    """Return ``old`` with what a control mode of DC_ChargeLoopReq says; absent values stay as they were."""
    values: dict[str, Any] = {"time_s": now, "present_voltage_v": voltage_v}
    for name, wire in LOOP_FIELDS:
        number = getattr(mode, wire, None)
        if number is not None:
            values[name] = abs(to_float(number)) if "Discharge" in wire else to_float(number)
    if (departure := getattr(mode, "DepartureTime", None)) is not None:
        values["departure_s"] = float(departure)
    return msgspec.structs.replace(old, **values)


LOOP_FIELDS = (
    ("charge_power_max_w", "EVMaximumChargePower"),
    ("charge_current_max_a", "EVMaximumChargeCurrent"),
    ("voltage_max_v", "EVMaximumVoltage"),
    ("voltage_min_v", "EVMinimumVoltage"),
    ("discharge_power_max_w", "EVMaximumDischargePower"),
    ("discharge_current_max_a", "EVMaximumDischargeCurrent"),
    ("target_energy_wh", "EVTargetEnergyRequest"),
    ("maximum_energy_wh", "EVMaximumEnergyRequest"),
    ("minimum_energy_wh", "EVMinimumEnergyRequest"),
    ("maximum_v2x_energy_wh", "EVMaximumV2XEnergyRequest"),
    ("minimum_v2x_energy_wh", "EVMinimumV2XEnergyRequest"),
)
"""Field of the model and of the control modes."""


def answer_mode(kind: tuple[bool, ControlMode], limits: LoopLimits, offer: EvseOffer, sign: int) -> Any:
    """Return the control mode of DC_ChargeLoopRes: the charger's limits of this moment.

    There is no target from the charger in DC: in Dynamic it drives the power itself within these limits.
    """
    bidirectional, control = kind
    values: dict[str, Any] = {
        "EVSEMaximumChargePower": rational_limit(limits.charge_w),
        "EVSEMinimumChargePower": ZERO,
        "EVSEMaximumChargeCurrent": rational_limit(limits.charge_a),
        "EVSEMaximumVoltage": rational_limit(offer.voltage_max_v),
    }
    if control is ControlMode.DYNAMIC:
        values["AckMaxDelay"] = ACK_MAX_DELAY_S
    if bidirectional:
        values |= {
            "EVSEMaximumDischargePower": rational_limit(sign * limits.discharge_w),
            "EVSEMinimumDischargePower": ZERO,
            "EVSEMaximumDischargeCurrent": rational_limit(sign * limits.discharge_a),
            "EVSEMinimumVoltage": rational(offer.voltage_min_v),
        }
    return ANSWER_MODES[kind](**values)
