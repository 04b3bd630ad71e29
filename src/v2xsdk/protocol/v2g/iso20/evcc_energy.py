"""Requests of the energy part of -20: the vehicle's limits, needs and targets on the wire."""

from __future__ import annotations

from typing import Any

from v2xsdk.protocol.v2g.effects import ControlMode, Energy
from v2xsdk.protocol.v2g.ev import EvSettings, EvState
from v2xsdk.protocol.v2g.iso20 import ac, dc
from v2xsdk.protocol.v2g.messages.iso20 import ac as mac
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20 import dc as mdc
from v2xsdk.protocol.v2g.numbers import rational, rational_limit

ZERO = dc.ZERO
SUPPORTING_POINTS = 1024


def dc_limits(ev: EvState, sign: int | None) -> mdc.DC_CPDReqEnergyTransferModeType:
    """Return the limits for DC_ChargeParameterDiscoveryReq; BPT with the ``sign`` of its discharge limits."""
    values: dict[str, Any] = {
        "EVMaximumChargePower": rational_limit(ev.charge_power_max_w),
        "EVMinimumChargePower": rational(ev.charge_power_min_w),
        "EVMaximumChargeCurrent": rational_limit(ev.charge_current_max_a),
        "EVMinimumChargeCurrent": ZERO,
        "EVMaximumVoltage": rational_limit(ev.voltage_max_v),
        "EVMinimumVoltage": rational(ev.voltage_min_v),
        "TargetSOC": ev.target_soc_percent,
    }
    if sign is None:
        return mdc.DC_CPDReqEnergyTransferModeType(**values)
    return mdc.BPT_DC_CPDReqEnergyTransferModeType(
        **values,
        EVMaximumDischargePower=rational_limit(sign * ev.discharge_power_max_w),
        EVMinimumDischargePower=ZERO,
        EVMaximumDischargeCurrent=rational_limit(sign * ev.discharge_current_max_a),
        EVMinimumDischargeCurrent=ZERO,
    )


def ac_limits(ev: EvState, sign: int | None) -> mac.AC_CPDReqEnergyTransferModeType:
    """Return the limits for AC_ChargeParameterDiscoveryReq, sums over the phases."""
    values: dict[str, Any] = {
        "EVMaximumChargePower": rational_limit(ev.charge_power_max_w),
        "EVMinimumChargePower": rational(ev.charge_power_min_w),
    }
    if sign is None:
        return mac.AC_CPDReqEnergyTransferModeType(**values)
    return mac.BPT_AC_CPDReqEnergyTransferModeType(
        **values,
        EVMaximumDischargePower=rational_limit(sign * ev.discharge_power_max_w),
        EVMinimumDischargePower=ZERO,
    )


def energies(ev: EvState) -> dict[str, Any]:
    """Return target, maximum and minimum energy request."""
    return {
        "EVTargetEnergyRequest": rational(ev.target_energy_wh),
        "EVMaximumEnergyRequest": rational(ev.maximum_energy_wh),
        "EVMinimumEnergyRequest": rational(ev.minimum_energy_wh),
    }


def v2x_energies(ev: EvState) -> dict[str, Any]:
    """Return the V2X window: both or none ([V2G20-2681])."""
    if ev.maximum_v2x_energy_wh is None or ev.minimum_v2x_energy_wh is None:
        return {}
    return {
        "EVMaximumV2XEnergyRequest": rational(ev.maximum_v2x_energy_wh),
        "EVMinimumV2XEnergyRequest": rational(ev.minimum_v2x_energy_wh),
    }


def schedule_request(ev: EvState, control: ControlMode, bidirectional: bool) -> dict[str, Any]:
    """Return the control mode of ScheduleExchangeReq."""
    if control is ControlMode.SCHEDULED:
        mode = m.Scheduled_SEReqControlModeType(DepartureTime=ev.departure_s, **energies(ev))
        return {"Scheduled_SEReqControlMode": mode}
    dynamic = m.Dynamic_SEReqControlModeType(
        DepartureTime=ev.departure_s,
        MinimumSOC=ev.minimum_soc_percent,
        TargetSOC=ev.target_soc_percent,
        **energies(ev),
        **(v2x_energies(ev) if bidirectional else {}),
    )
    return {"Dynamic_SEReqControlMode": dynamic}


def loop_mode(ev: EvState, settings: EvSettings, energy: Energy, kind: tuple[bool, ControlMode]) -> Any:
    """Return the control mode of a charge loop request."""
    if energy is Energy.DC:
        return dc.REQUEST_MODES[kind](**_dc_values(ev, settings, *kind))
    return ac.REQUEST_MODES[kind](**_ac_values(ev, settings, *kind))


def _dc_values(ev: EvState, settings: EvSettings, bidirectional: bool, control: ControlMode) -> dict[str, Any]:
    values: dict[str, Any] = {
        "EVMaximumChargePower": rational_limit(ev.charge_power_max_w),
        "EVMinimumChargePower": rational(ev.charge_power_min_w),
        "EVMaximumChargeCurrent": rational_limit(ev.charge_current_max_a),
        "EVMaximumVoltage": rational_limit(ev.voltage_max_v),
        "EVMinimumVoltage": rational(ev.voltage_min_v),
    } | energies(ev)
    if control is ControlMode.SCHEDULED:
        values["EVTargetCurrent"] = rational(ev.target_current_a)
        values["EVTargetVoltage"] = rational(ev.target_voltage_v)
    else:
        values["DepartureTime"] = ev.departure_s
    if bidirectional:
        sign = settings.discharge_sign
        values["EVMaximumDischargePower"] = rational_limit(sign * ev.discharge_power_max_w)
        values["EVMinimumDischargePower"] = ZERO
        values["EVMaximumDischargeCurrent"] = rational_limit(sign * ev.discharge_current_max_a)
        values |= v2x_energies(ev) if control is ControlMode.DYNAMIC else {}
    return values


def _ac_values(ev: EvState, settings: EvSettings, bidirectional: bool, control: ControlMode) -> dict[str, Any]:
    values: dict[str, Any] = {
        "EVMaximumChargePower": rational_limit(ev.charge_power_max_w),
        "EVMinimumChargePower": rational(ev.charge_power_min_w),
        "EVPresentActivePower": rational(ev.present_power_w),
    } | energies(ev)
    if control is ControlMode.DYNAMIC:
        values |= {"EVPresentReactivePower": ZERO, "DepartureTime": ev.departure_s}
    if bidirectional:
        values["EVMaximumDischargePower"] = rational_limit(settings.discharge_sign * ev.discharge_power_max_w)
        values["EVMinimumDischargePower"] = ZERO
        values |= v2x_energies(ev) if control is ControlMode.DYNAMIC else {}
    return values
