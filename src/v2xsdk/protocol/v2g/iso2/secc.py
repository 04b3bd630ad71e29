"""The charger's side of an ISO 15118-2 session: everything but payment, which is in ``payment``."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import msgspec

from v2xsdk.model import Reason, VehicleStatus
from v2xsdk.protocol.v2g.contracts import ContractDesk
from v2xsdk.protocol.v2g.early import status
from v2xsdk.protocol.v2g.effects import (
    CloseContactor,
    ControlMode,
    EndReason,
    Energy,
    OpenContactor,
    ServiceChosen,
    VehicleSaid,
)
from v2xsdk.protocol.v2g.evse import EvseState, PausedSession, SeccSettings
from v2xsdk.protocol.v2g.iso2 import schedule, table
from v2xsdk.protocol.v2g.iso2.payment import PaymentSecc
from v2xsdk.protocol.v2g.messages import iso2 as m
from v2xsdk.protocol.v2g.numbers import optional, physical, physical_limit, to_float
from v2xsdk.protocol.v2g.secc_machine import Answer, Failure
from v2xsdk.protocol.v2g.timers import Protocol, Role, TimerName, seconds

OK = m.ResponseCodeType.OK
SCHEDULE_ID = 1


class Iso2Secc(PaymentSecc):
    """ISO 15118-2, AC and DC.

    ``paused`` is the session that may be resumed; after the end ``pause`` holds what to keep of this one.
    """

    protocol = Protocol.ISO2
    table = table.SECC
    messages = m
    loop_states = frozenset({"charging_ac", "charging_dc"})
    closes_on_failure = False

    def __init__(
        self,
        settings: SeccSettings,
        evse: EvseState,
        now: float,
        *,
        unix_s: float = 0.0,
        tls: bool = False,
        desk: ContractDesk | None = None,
        paused: PausedSession | None = None,
        session_ids: Callable[[], bytes] = lambda: secrets.token_bytes(8),
    ) -> None:
        super().__init__("session_setup", settings, evse, now, session_ids)
        self._unix_offset_s = unix_s - now
        self._tls = tls
        self._desk = desk
        self._paused = paused
        self._energy = Energy.DC
        self._meter_due_s: float | None = None
        self.pause: PausedSession | None = None

    def _make_handlers(self) -> dict[str, Callable[[Any, float], Answer | None]]:
        return {
            "SessionSetupReq": self._session_setup,
            "ServiceDiscoveryReq": self._service_discovery,
            "ServiceDetailReq": self._service_detail,
            "PaymentServiceSelectionReq": self._payment_selection,
            "CertificateInstallationReq": self._certificate,
            "CertificateUpdateReq": self._certificate,
            "PaymentDetailsReq": self._payment_details,
            "AuthorizationReq": self._authorization,
            "ChargeParameterDiscoveryReq": self._parameters,
            "CableCheckReq": self._cable_check,
            "PreChargeReq": self._pre_charge,
            "PowerDeliveryReq": self._power_delivery,
            "CurrentDemandReq": self._current_demand,
            "ChargingStatusReq": self._charging_status,
            "MeteringReceiptReq": self._metering_receipt,
            "WeldingDetectionReq": self._welding_detection,
            "SessionStopReq": self._session_stop,
        }

    def _waiting(self) -> m.EVSEProcessingType:
        return m.EVSEProcessingType.Ongoing_WaitingForCustomerInteraction

    def _unix_s(self, now: float) -> float:
        return now + self._unix_offset_s

    def _session_setup(self, request: m.SessionSetupReq, now: float) -> Answer:
        asked, kept = self._message.Header.SessionID, self._paused
        resumed = kept is not None and asked == kept.session_id and kept.protocol == self.protocol
        self._new_session(request.EVCCID.hex(), resumed=asked if resumed else None)
        if not resumed:
            self._paused = None
        code = "OK_OldSessionJoined" if resumed else "OK_NewSessionEstablished"
        answer = m.SessionSetupRes(
            ResponseCode=m.ResponseCodeType[code],
            EVSEID=self._evse_id(),
            EVSETimeStamp=int(self._unix_s(now)),
        )
        return answer, "ok"

    def _evse_id(self) -> str:
        return self.settings.evse_id.ljust(7, "0")[:37]

    # --- parameters

    def _parameters(self, request: m.ChargeParameterDiscoveryReq, now: float) -> Answer:
        mode, parameters = request.RequestedEnergyTransferMode, request.EVChargeParameter
        if mode not in self._modes():
            raise Failure("FAILED_WrongEnergyTransferMode", f"{mode.value} is not on offer")
        if isinstance(parameters, m.DC_EVChargeParameterType):
            self._energy = Energy.DC
            self._dc_parameters(parameters, now, mode.value)
        else:
            self._energy = Energy.AC
            self._ac_parameters(parameters, now, mode.value)
        if mode.value.startswith("DC") != (self._energy is Energy.DC):
            raise Failure("FAILED_WrongChargeParameter", f"{mode.value} with parameters of the other kind")
        ready = self.evse.parameters_ready
        if not ready and self._ongoing_too_long(now):
            raise Failure("FAILED", "the charger did not get its parameters ready in time")
        answer = m.ChargeParameterDiscoveryRes(
            ResponseCode=OK,
            EVSEProcessing=m.EVSEProcessingType.Finished if ready else m.EVSEProcessingType.Ongoing,
            SASchedules=schedule.schedule_list(self.evse) if ready else None,
            EVSEChargeParameter=self._evse_parameters(),
        )
        return answer, self._energy.value if ready else "ongoing"

    def _evse_parameters(self) -> Any:
        if self._energy is Energy.DC:
            return self._dc_evse_parameters()
        return m.AC_EVSEChargeParameterType(
            AC_EVSEStatus=self._ac_status(),
            EVSENominalVoltage=physical(m, self.settings.nominal_voltage_v, "V"),
            EVSEMaxCurrent=physical_limit(m, self._ac_current(self.evse.offer.charge_power_max_w), "A"),
        )

    def _ac_parameters(self, parameters: m.AC_EVChargeParameterType, now: float, mode: str) -> None:
        volts, amps = to_float(parameters.EVMaxVoltage), to_float(parameters.EVMaxCurrent)
        if amps < 0.0 or volts <= 0.0:
            raise Failure("FAILED_WrongChargeParameter", f"a limit of {volts:g} V, {amps:g} A is unusable")
        phases = 3 if mode == "AC_three_phase_core" else 1
        self._phases = min(phases, self.settings.phases)
        self.vehicle = VehicleStatus(
            now,
            charge_current_max_a=amps,
            charge_power_max_w=amps * self.settings.nominal_voltage_v * self._phases,
            discharge_current_max_a=0.0,
            discharge_power_max_w=0.0,
            target_energy_wh=optional(parameters.EAmount),
            departure_s=None if parameters.DepartureTime is None else float(parameters.DepartureTime),
        )
        self._queue(VehicleSaid(self.vehicle))
        self._queue(ServiceChosen(Energy.AC, False, ControlMode.SCHEDULED, mode))

    def _ac_current(self, power_w: float) -> float:
        """Return the current per phase that carries ``power_w``."""
        phases = getattr(self, "_phases", self.settings.phases)
        return power_w / (self.settings.nominal_voltage_v * phases)

    def _ac_status(self) -> m.AC_EVSEStatusType:
        return m.AC_EVSEStatusType(
            NotificationMaxDelay=self.evse.notice_delay_s,
            EVSENotification=status.notification(m, self._told()),
            RCD=False,
        )

    # --- energy

    def _power_delivery(self, request: m.PowerDeliveryReq, now: float) -> Answer | None:
        progress = request.ChargeProgress.value
        if request.EVPowerDeliveryParameter is not None:
            self._vehicle_state(request.EVPowerDeliveryParameter.DC_EVStatus, now)
        outcome = progress.lower()
        if outcome not in (self.table.outcomes(self.state, "PowerDeliveryReq") or {}):
            code = "FAILED" if outcome == "renegotiate" else "FAILED_SequenceError"
            raise Failure(code, f"PowerDelivery({progress}) in state {self.state} [V2G2-812]")
        if outcome == "start":
            self._check_start(request)
            if self._energy is Energy.AC and not self._ac_closed():
                return None
        else:
            self._zero(Reason.STOPPED, f"the vehicle said {progress}")
            self._checking = False
            self._stop_notice = False
        answer_status = status.dc_status(m, self.evse) if self._energy is Energy.DC else self._ac_status()
        return m.PowerDeliveryRes(ResponseCode=OK, EVSEStatus=answer_status), outcome

    def _check_start(self, request: m.PowerDeliveryReq) -> None:
        if request.SAScheduleTupleID != SCHEDULE_ID:
            raise Failure("FAILED_TariffSelectionInvalid", f"there is no schedule {request.SAScheduleTupleID}")
        profile = schedule.profile(request.ChargingProfile)
        wrong = schedule.violation(profile, self.evse)
        if wrong:
            raise Failure("FAILED_ChargingProfileInvalid", wrong)
        if self._energy is Energy.DC:
            self._start_energy(profile, SCHEDULE_ID)
        elif not self._output:
            self._start_energy(profile, SCHEDULE_ID)
            self._queue(CloseContactor())

    def _ac_closed(self) -> bool:
        """Whether the AC contactor is closed; the answer waits for it up to 3 s ([V2G2-860])."""
        return self.evse.contactor_closed is not False

    def _current_demand_values(self, target_v: float, target_a: float) -> dict[str, Any]:
        values = super()._current_demand_values(target_v, target_a)
        return values | {"EVSEID": self._evse_id(), "SAScheduleTupleID": SCHEDULE_ID} | self._meter()

    def _charging_status(self, request: m.ChargingStatusReq, now: float) -> Answer:
        del request
        self.vehicle = msgspec.structs.replace(self.vehicle, time_s=now)
        self._queue(VehicleSaid(self.vehicle))
        answer = m.ChargingStatusRes(
            ResponseCode=OK,
            EVSEID=self._evse_id(),
            SAScheduleTupleID=SCHEDULE_ID,
            EVSEMaxCurrent=physical_limit(m, self._ac_current(self._limits().charge_w), "A"),
            AC_EVSEStatus=self._ac_status(),
            **self._meter(),
        )
        return answer, "ok"

    def _meter(self) -> dict[str, Any]:
        meter = self.evse.meter
        if meter is None:
            return {"ReceiptRequired": False}
        info = m.MeterInfoType(
            MeterID=meter.meter_id[:32], MeterReading=int(meter.charged_wh), SigMeterReading=meter.signature
        )
        return {"MeterInfo": info, "ReceiptRequired": self._receipt_due()}

    # --- the end

    def _session_stop(self, request: m.SessionStopReq, now: float) -> Answer:
        del now
        self._stop_kind = request.ChargingSession
        return m.SessionStopRes(ResponseCode=OK), "ok"

    def _answered(self, request: Any, outcome: str, now: float) -> None:
        if isinstance(request, m.PowerDeliveryReq) and outcome != "start":
            self._queue(OpenContactor())
        if not isinstance(request, m.SessionStopReq):
            return
        wanted = self._stop_kind is m.ChargingSessionType.Pause
        paused = wanted and self.settings.pause_allowed and not self._failure
        if paused:
            self.pause = PausedSession(self.session_id, self.protocol.value, paused_s=now)
        wait_s = seconds(self.protocol, Role.SECC, TimerName.TCP_CLOSE)
        reason = EndReason.FAILED_ANSWER if self._failure else EndReason.NORMAL
        self._finish(EndReason.PAUSED if paused else reason, self._failure, wait_s)
