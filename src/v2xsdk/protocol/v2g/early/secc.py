"""The charger's side of DIN and -2 DC sessions; what differs between the two is in their own modules."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec

from v2xsdk.model import Reason, VehicleStatus
from v2xsdk.protocol.v2g.early import status
from v2xsdk.protocol.v2g.effects import (
    AuthorizationWanted,
    CableCheckWanted,
    ControlMode,
    Energy,
    EnergyWanted,
    PreChargeWanted,
    Refused,
    ServiceChosen,
    TargetWanted,
    VehicleSaid,
)
from v2xsdk.protocol.v2g.evse import Authorization, EarlyDischarge, EvseState, Isolation, Notice, SeccSettings
from v2xsdk.protocol.v2g.limits import LoopLimits, loop_limits
from v2xsdk.protocol.v2g.neutral import neutral, response_type
from v2xsdk.protocol.v2g.numbers import optional, physical, physical_limit, to_float
from v2xsdk.protocol.v2g.secc_machine import FAILED, Answer, Failure, SeccMachine
from v2xsdk.protocol.v2g.timers import Role, TimerName, seconds


class EarlySecc(SeccMachine):
    """Handlers that DIN and -2 share. ``messages`` is the package of the protocol's records."""

    messages: ModuleType

    def __init__(
        self, state: str, settings: SeccSettings, evse: EvseState, now: float, session_ids: Callable[[], bytes]
    ) -> None:
        super().__init__(state, settings, evse, now, session_ids)
        self.vehicle = VehicleStatus(now)
        self._asked_s: float | None = None
        self._checking = False
        self._refused_discharge = False
        self._stop_notice = False

    def _open(self, message: object) -> tuple[Any, bytes] | None:
        if not isinstance(message, self.messages.V2G_Message) or message.Body.BodyElement is None:
            return None
        return message.Body.BodyElement, message.Header.SessionID

    def _wrap(self, response: Any, now: float) -> object:
        m = self.messages
        if isinstance(response, m.V2G_Message):
            return response
        header = m.MessageHeaderType(SessionID=self.session_id or b"\x00")
        return m.V2G_Message(Header=header, Body=m.BodyType(BodyElement=response))

    def _neutral(self, request: Any, code: str) -> Any:
        kind = response_type(request)
        if kind is None:
            raise Failure(code, "no answer exists")
        codes = self.messages.ResponseCodeType
        found = codes[code] if code in codes.__members__ else codes.FAILED
        return kind(**neutral(kind), ResponseCode=found)

    @abstractmethod
    def _waiting(self) -> Any:
        """EVSEProcessing while somebody has to authorize."""

    # --- authorization

    def _authorize(self, now: float, contract: str | None) -> bool:
        """Return whether charging is authorized, ``False`` while nobody decided yet."""
        if self._asked_s is None:
            self._asked_s = now
            self._queue(AuthorizationWanted(contract))
        decided = self.evse.authorization
        if decided is Authorization.REFUSED:
            raise Failure(FAILED.upper(), "authorization was refused")
        if decided is Authorization.GRANTED:
            return True
        if now - self._asked_s >= seconds(self.protocol, Role.SECC, TimerName.AUTHORIZATION):
            raise Failure(FAILED.upper(), "nobody authorized the vehicle in time")
        return False

    # --- parameters

    def _dc_parameters(self, parameters: Any, now: float, mode: str) -> None:
        """Take the vehicle's DC limits; raises ``Failure`` for unusable ones."""
        offer = self.evse.offer
        voltage_max_v = to_float(parameters.EVMaximumVoltageLimit)
        current_a = to_float(parameters.EVMaximumCurrentLimit)
        if voltage_max_v < offer.voltage_min_v or current_a < 0.0:
            raise Failure("FAILED_WrongChargeParameter", f"a limit of {voltage_max_v:g} V, {current_a:g} A is unusable")
        power_w = optional(parameters.EVMaximumPowerLimit)
        reverse = self.settings.early_discharge is EarlyDischarge.REVERSE_CURRENT
        state = parameters.DC_EVStatus
        self.vehicle = VehicleStatus(
            now,
            ready=state.EVReady,
            soc_percent=float(state.EVRESSSOC),
            capacity_wh=optional(parameters.EVEnergyCapacity),
            voltage_min_v=offer.voltage_min_v,
            voltage_max_v=voltage_max_v,
            charge_current_max_a=current_a,
            charge_power_max_w=voltage_max_v * current_a if power_w is None else power_w,
            discharge_current_max_a=current_a if reverse else 0.0,
            discharge_power_max_w=(voltage_max_v * current_a if power_w is None else power_w) if reverse else 0.0,
            target_energy_wh=optional(parameters.EVEnergyRequest),
            departure_s=getattr(parameters, "DepartureTime", None),
        )
        self._queue(VehicleSaid(self.vehicle))
        self._queue(ServiceChosen(Energy.DC, reverse, ControlMode.SCHEDULED, mode))

    def _dc_evse_parameters(self) -> Any:
        m, offer = self.messages, self.evse.offer
        return m.DC_EVSEChargeParameterType(
            DC_EVSEStatus=status.dc_status(m, self.evse),
            EVSEMaximumCurrentLimit=physical_limit(m, offer.charge_current_max_a, "A"),
            EVSEMaximumPowerLimit=physical_limit(m, offer.charge_power_max_w, "W"),
            EVSEMaximumVoltageLimit=physical_limit(m, offer.voltage_max_v, "V"),
            EVSEMinimumCurrentLimit=physical(m, 0.0, "A"),
            EVSEMinimumVoltageLimit=physical(m, offer.voltage_min_v, "V"),
            EVSEPeakCurrentRipple=physical(m, 1.0, "A"),
        )

    # --- cable check, pre-charge, welding detection

    def _cable_check(self, request: Any, now: float) -> Answer:
        m = self.messages
        self._vehicle_state(request.DC_EVStatus, now)
        if not self._checking:
            self._checking = True
            self._queue(CableCheckWanted())
        isolation = self.evse.isolation
        done = isolation in (Isolation.VALID, Isolation.WARNING)
        if self.evse.fault or isolation is Isolation.FAULT or (not done and self._ongoing_too_long(now)):
            raise Failure("FAILED", self.evse.fault or f"isolation is {isolation.value}")
        processing = m.EVSEProcessingType.Finished if done else m.EVSEProcessingType.Ongoing
        answer = m.CableCheckRes(
            ResponseCode=m.ResponseCodeType.OK,
            DC_EVSEStatus=status.dc_status(m, self.evse),
            EVSEProcessing=processing,
        )
        return answer, "ok" if done else "ongoing"

    def _pre_charge(self, request: Any, now: float) -> Answer:
        m = self.messages
        self._vehicle_state(request.DC_EVStatus, now)
        self._no_fault()
        voltage_v = min(to_float(request.EVTargetVoltage), self.evse.offer.voltage_max_v)
        current_a = to_float(request.EVTargetCurrent)
        self._output = True
        self._queue(PreChargeWanted(voltage_v, current_a))
        answer = m.PreChargeRes(
            ResponseCode=m.ResponseCodeType.OK,
            DC_EVSEStatus=status.dc_status(m, self.evse),
            EVSEPresentVoltage=physical(m, self.evse.present_voltage_v or 0.0, "V"),
        )
        return answer, "ok"

    def _welding_detection(self, request: Any, now: float) -> Answer:
        m = self.messages
        self._vehicle_state(request.DC_EVStatus, now)
        answer = m.WeldingDetectionRes(
            ResponseCode=m.ResponseCodeType.OK,
            DC_EVSEStatus=status.dc_status(m, self.evse),
            EVSEPresentVoltage=physical(m, self.evse.present_voltage_v or 0.0, "V"),
        )
        return answer, "ok"

    # --- energy

    def _start_energy(self, profile: tuple[tuple[float, float], ...], schedule_id: int | None) -> None:
        self._no_fault()
        self._output = True
        self._checking = False
        self._queue(EnergyWanted(profile, schedule_id))

    def _current_demand(self, request: Any, now: float) -> Answer:
        target_v, target_a = to_float(request.EVTargetVoltage), to_float(request.EVTargetCurrent)
        if not self._stop_notice:
            self._output = True
            self._queue(TargetWanted(target_v, target_a))
        self._loop_vehicle(request, now)
        return self.messages.CurrentDemandRes(**self._current_demand_values(target_v, target_a)), "ok"

    def _current_demand_values(self, target_v: float, target_a: float) -> dict[str, Any]:
        m, evse = self.messages, self.evse
        limits = self._limits()
        volts = evse.present_voltage_v or 0.0
        return {
            "ResponseCode": m.ResponseCodeType.OK,
            "DC_EVSEStatus": status.dc_status(m, self._told()),
            "EVSEPresentVoltage": physical(m, volts, "V"),
            "EVSEPresentCurrent": physical(m, evse.present_current_a or 0.0, "A"),
            "EVSECurrentLimitAchieved": target_a >= limits.charge_a,
            "EVSEVoltageLimitAchieved": volts >= evse.offer.voltage_max_v,
            "EVSEPowerLimitAchieved": target_v * target_a >= limits.charge_w,
            "EVSEMaximumVoltageLimit": physical_limit(m, evse.offer.voltage_max_v, "V"),
            "EVSEMaximumCurrentLimit": physical_limit(m, limits.charge_a, "A"),
            "EVSEMaximumPowerLimit": physical_limit(m, limits.charge_w, "W"),
        }

    def _limits(self) -> LoopLimits:
        """Limits for the vehicle: while the current is reversed it must go on asking, so it sees the full ones."""
        evse = self.evse
        if evse.offer.setpoint_w >= 0.0 or evse.fault:
            self._refused_discharge = False
            return loop_limits(evse)
        if self.settings.early_discharge is EarlyDischarge.REVERSE_CURRENT:
            return loop_limits(msgspec.structs.replace(evse, follow_setpoint=False))
        if not self._refused_discharge:
            self._refused_discharge = True
            detail = f"{self.protocol.value} has no discharge; enable reverse current, or use -20 BPT"
            self._queue(Refused(Reason.CANNOT_DISCHARGE, detail))
        return loop_limits(evse)

    def _loop_vehicle(self, request: Any, now: float) -> None:
        state, old = request.DC_EVStatus, self.vehicle
        self.vehicle = msgspec.structs.replace(
            old,
            time_s=now,
            ready=state.EVReady,
            soc_percent=float(state.EVRESSSOC),
            present_voltage_v=self.evse.present_voltage_v,
            present_current_a=self.evse.present_current_a,
            voltage_max_v=_newer(request.EVMaximumVoltageLimit, old.voltage_max_v),
            charge_current_max_a=_newer(request.EVMaximumCurrentLimit, old.charge_current_max_a),
            charge_power_max_w=_newer(request.EVMaximumPowerLimit, old.charge_power_max_w),
        )
        self._queue(VehicleSaid(self.vehicle))

    def _vehicle_state(self, state: Any, now: float) -> None:
        soc = float(state.EVRESSSOC)
        self.vehicle = msgspec.structs.replace(self.vehicle, time_s=now, ready=state.EVReady, soc_percent=soc)
        self._queue(VehicleSaid(self.vehicle))

    def _silent(self, now: float) -> None:
        """The output does not come back by itself: the vehicle is asked to stop."""
        del now
        self._stop_notice = True

    def _told(self) -> EvseState:
        return msgspec.structs.replace(self.evse, notice=Notice.STOP) if self._stop_notice else self.evse

    def _no_fault(self) -> None:
        if self.evse.fault:
            raise Failure("FAILED", self.evse.fault)


def _newer(number: Any, old: float | None) -> float | None:
    return old if number is None else to_float(number)
