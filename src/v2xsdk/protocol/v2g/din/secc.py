"""The charger's side of a DIN 70121 session."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from v2xsdk.model import Reason
from v2xsdk.protocol.v2g.din import table
from v2xsdk.protocol.v2g.early import status
from v2xsdk.protocol.v2g.early.secc import EarlySecc
from v2xsdk.protocol.v2g.effects import EndReason, OpenContactor
from v2xsdk.protocol.v2g.evse import EvseState, SeccSettings
from v2xsdk.protocol.v2g.messages import din as m
from v2xsdk.protocol.v2g.secc_machine import Answer, Failure
from v2xsdk.protocol.v2g.timers import Protocol, Role, TimerName, seconds

OK = m.ResponseCodeType.OK
_STOPPED = Reason.STOPPED
MAX_PMAX_W = 32_767
"""PMax of DIN is a bare 16-bit number of W: a stronger charger can only say this."""


class DinSecc(EarlySecc):
    """DIN 70121, DC with external payment."""

    protocol = Protocol.DIN
    table = table.SECC
    messages = m
    loop_states = frozenset({"charging"})

    def __init__(
        self,
        settings: SeccSettings,
        evse: EvseState,
        now: float,
        session_ids: Callable[[], bytes] = lambda: secrets.token_bytes(8),
    ) -> None:
        super().__init__("session_setup", settings, evse, now, session_ids)

    def _make_handlers(self) -> dict[str, Callable[[Any, float], Answer | None]]:
        return {
            "SessionSetupReq": self._session_setup,
            "ServiceDiscoveryReq": self._service_discovery,
            "ServicePaymentSelectionReq": self._payment_selection,
            "ContractAuthenticationReq": self._authentication,
            "ChargeParameterDiscoveryReq": self._parameters,
            "CableCheckReq": self._cable_check,
            "PreChargeReq": self._pre_charge,
            "PowerDeliveryReq": self._power_delivery,
            "CurrentDemandReq": self._current_demand,
            "WeldingDetectionReq": self._welding_detection,
            "SessionStopReq": self._session_stop,
        }

    def _waiting(self) -> m.EVSEProcessingType:
        return m.EVSEProcessingType.Ongoing

    def _session_setup(self, request: m.SessionSetupReq, now: float) -> Answer:
        del now
        self._new_session(request.EVCCID.hex())
        code = m.ResponseCodeType.OK_NewSessionEstablished
        evse_id = self.settings.evse_id.encode("ascii", "replace")[:32]
        return m.SessionSetupRes(ResponseCode=code, EVSEID=evse_id), "ok"

    def _service_discovery(self, request: m.ServiceDiscoveryReq, now: float) -> Answer:
        del request, now
        service = m.ServiceChargeType(
            ServiceTag=m.ServiceTagType(ServiceID=1, ServiceCategory=m.ServiceCategoryType.EVCharging),
            FreeService=self.settings.free_service,
            EnergyTransferType=m.EVSESupportedEnergyTransferType.DC_extended,
        )
        options = m.PaymentOptionsType(PaymentOption=(m.PaymentOptionType.ExternalPayment,))
        return m.ServiceDiscoveryRes(ResponseCode=OK, PaymentOptions=options, ChargeService=service), "ok"

    def _payment_selection(self, request: m.ServicePaymentSelectionReq, now: float) -> Answer:
        del now
        if request.SelectedPaymentOption is not m.PaymentOptionType.ExternalPayment:
            raise Failure("FAILED_PaymentSelectionInvalid", "only external payment is on offer")
        if [s.ServiceID for s in request.SelectedServiceList.SelectedService] != [1]:
            raise Failure("FAILED_ServiceSelectionInvalid", "only the charge service 1 is on offer")
        return m.ServicePaymentSelectionRes(ResponseCode=OK), "ok"

    def _authentication(self, request: m.ContractAuthenticationReq, now: float) -> Answer:
        del request
        granted = self._authorize(now, None)
        processing = m.EVSEProcessingType.Finished if granted else self._waiting()
        answer = m.ContractAuthenticationRes(ResponseCode=OK, EVSEProcessing=processing)
        return answer, "ok" if granted else "ongoing"

    def _parameters(self, request: m.ChargeParameterDiscoveryReq, now: float) -> Answer:
        mode = request.EVRequestedEnergyTransferType
        parameters = request.EVChargeParameter
        if not mode.value.startswith("DC") or not isinstance(parameters, m.DC_EVChargeParameterType):
            raise Failure("FAILED_WrongEnergyTransferType", f"{mode.value} is not on offer")
        self._dc_parameters(parameters, now, mode.value)
        ready = self.evse.parameters_ready
        if not ready and self._ongoing_too_long(now):
            raise Failure("FAILED", "the charger did not get its parameters ready in time")
        answer = m.ChargeParameterDiscoveryRes(
            ResponseCode=OK,
            EVSEProcessing=m.EVSEProcessingType.Finished if ready else m.EVSEProcessingType.Ongoing,
            SASchedules=self._schedule(),
            EVSEChargeParameter=self._dc_evse_parameters(),
        )
        return answer, "ok" if ready else "ongoing"

    def _schedule(self) -> m.SAScheduleListType:
        start, entries = 0, []
        for period in status.periods(self.evse)[:12]:
            interval = m.RelativeTimeIntervalType(start=start, duration=period.duration_s)
            entries.append(m.PMaxScheduleEntryType(TimeInterval=interval, PMax=_pmax(period.charge_power_w)))
            start += period.duration_s
        powers = m.PMaxScheduleType(PMaxScheduleID=1, PMaxScheduleEntry=tuple(entries))
        return m.SAScheduleListType(SAScheduleTuple=(m.SAScheduleTupleType(SAScheduleTupleID=1, PMaxSchedule=powers),))

    def _power_delivery(self, request: m.PowerDeliveryReq, now: float) -> Answer:
        if request.EVPowerDeliveryParameter is not None:
            self._vehicle_state(request.EVPowerDeliveryParameter.DC_EVStatus, now)
        if request.ReadyToChargeState:
            if self.state != "pre_charging":
                raise Failure("FAILED_SequenceError", f"PowerDelivery to start in state {self.state}")
            self._start_energy(self._profile(request.ChargingProfile), 1)
        else:
            self._zero(_STOPPED, "the vehicle stopped")
            self._checking = False
        answer = m.PowerDeliveryRes(ResponseCode=OK, EVSEStatus=status.dc_status(m, self.evse))
        return answer, "start" if request.ReadyToChargeState else "stop"

    def _profile(self, profile: m.ChargingProfileType | None) -> tuple[tuple[float, float], ...]:
        if profile is None:
            return ()
        if profile.SAScheduleTupleID != 1:
            raise Failure("FAILED_TariffSelectionInvalid", f"there is no schedule {profile.SAScheduleTupleID}")
        entries = profile.ProfileEntry
        return tuple((float(e.ChargingProfileEntryStart), float(e.ChargingProfileEntryMaxPower)) for e in entries)

    def _session_stop(self, request: m.SessionStopReq, now: float) -> Answer:
        del request, now
        return m.SessionStopRes(ResponseCode=OK), "ok"

    def _answered(self, request: Any, outcome: str, now: float) -> None:
        if isinstance(request, m.SessionStopReq):
            self._finish(EndReason.NORMAL, close_after_s=seconds(self.protocol, Role.SECC, TimerName.TCP_CLOSE))
        elif isinstance(request, m.PowerDeliveryReq) and outcome == "stop":
            self._queue(OpenContactor())


def _pmax(power_w: float) -> int:
    return min(int(power_w), MAX_PMAX_W)
