"""Energy transfer of -20: parameters, cable check, pre-charge, power delivery, charge loop, welding detection."""

from __future__ import annotations

from typing import Any

from v2xsdk.model import Reason
from v2xsdk.protocol.v2g.effects import (
    CableCheckWanted,
    CloseContactor,
    ControlMode,
    Energy,
    EnergyWanted,
    PreChargeWanted,
    VehicleSaid,
)
from v2xsdk.protocol.v2g.evse import Isolation, Notice
from v2xsdk.protocol.v2g.iso20 import ac, dc, schedule
from v2xsdk.protocol.v2g.iso20.loop import LoopSecc
from v2xsdk.protocol.v2g.messages.iso20 import ac as mac
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20 import dc as mdc
from v2xsdk.protocol.v2g.messages.iso20.common_types import (
    EvseNotificationType,
    ProcessingType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.numbers import rational, to_float
from v2xsdk.protocol.v2g.secc_machine import Answer, Failure

OK = ResponseCodeType.OK
NOTIFICATIONS = {
    Notice.STOP: EvseNotificationType.Terminate,
    Notice.PAUSE: EvseNotificationType.Pause,
    Notice.RENEGOTIATE: EvseNotificationType.ScheduleRenegotiation,
    Notice.SERVICE_RENEGOTIATION: EvseNotificationType.ServiceRenegotiation,
    Notice.EXIT_STANDBY: EvseNotificationType.ExitStandby,
    Notice.METERING_CONFIRMATION: EvseNotificationType.MeteringConfirmation,
}
_STARTS = m.ChargeProgressType.Start


class EnergySecc(LoopSecc):
    """Handlers of the energy part."""

    # --- parameters

    def _dc_parameters(self, request: mdc.DC_ChargeParameterDiscoveryReq, now: float) -> Answer:
        mode, offer = request.DC_CPDReqEnergyTransferMode, self.evse.offer
        self._fits(mode, Energy.DC, mdc.BPT_DC_CPDReqEnergyTransferModeType)
        self.vehicle = dc.vehicle_limits(mode, now)
        self._sign = dc.discharge_sign(mode)
        if (self.vehicle.voltage_max_v or 0.0) < offer.voltage_min_v:
            detail = (
                f"the vehicle ends at {self.vehicle.voltage_max_v} V, the charger begins at {offer.voltage_min_v} V"
            )
            raise Failure("FAILED_WrongChargeParameter", detail)
        self._queue(VehicleSaid(self.vehicle))
        answer = mdc.DC_ChargeParameterDiscoveryRes(
            Header=self._header(now),
            ResponseCode=OK,
            DC_CPDResEnergyTransferMode=dc.charger_limits(offer, self._kind[0], self._sign),
        )
        return answer, "ok"

    def _ac_parameters(self, request: mac.AC_ChargeParameterDiscoveryReq, now: float) -> Answer:
        mode = request.AC_CPDReqEnergyTransferMode
        self._fits(mode, Energy.AC, mac.BPT_AC_CPDReqEnergyTransferModeType)
        self.vehicle = ac.vehicle_limits(mode, now)
        self._sign = ac.discharge_sign(mode)
        self._queue(VehicleSaid(self.vehicle))
        limits = ac.charger_limits(self.evse.offer, self.settings, self._kind[0], self._sign)
        answer = mac.AC_ChargeParameterDiscoveryRes(
            Header=self._header(now), ResponseCode=OK, AC_CPDResEnergyTransferMode=limits
        )
        return answer, "ok"

    def _fits(self, mode: Any, energy: Energy, bidirectional: type[Any]) -> None:
        """Refuse parameters that contradict the selected service ([V2G20-1619], [V2G20-2272])."""
        service = self.selected.service
        if service.energy is not energy or isinstance(mode, bidirectional) != service.bidirectional:
            raise Failure("FAILED_WrongChargeParameter", f"{type(mode).__name__} does not fit service {service.name}")

    # --- before the loop

    def _cable_check(self, request: mdc.DC_CableCheckReq, now: float) -> Answer:
        del request
        if not self._checking:
            self._checking = True
            self._queue(CableCheckWanted())
        isolation = self.evse.isolation
        done = isolation in (Isolation.VALID, Isolation.WARNING)
        if self.evse.fault or isolation is Isolation.FAULT or (not done and self._ongoing_too_long(now)):
            raise Failure("FAILED", self.evse.fault or f"isolation is {isolation.value}")
        answer = mdc.DC_CableCheckRes(
            Header=self._header(now),
            ResponseCode=OK,
            EVSEProcessing=ProcessingType.Finished if done else ProcessingType.Ongoing,
        )
        return answer, "ok" if done else "ongoing"

    def _pre_charge(self, request: mdc.DC_PreChargeReq, now: float) -> Answer:
        voltage_v = min(to_float(request.EVTargetVoltage), self.evse.offer.voltage_max_v)
        if self.evse.fault:
            raise Failure("FAILED", self.evse.fault)
        finished = request.EVProcessing is ProcessingType.Finished
        if not finished or not self._output:
            self._output = True
            self._queue(PreChargeWanted(voltage_v, 0.0))
        answer = mdc.DC_PreChargeRes(
            Header=self._header(now), ResponseCode=OK, EVSEPresentVoltage=rational(self.evse.present_voltage_v or 0.0)
        )
        return answer, "ok" if finished else "ongoing"

    def _power_delivery(self, request: m.PowerDeliveryReq, now: float) -> Answer | None:
        progress = request.ChargeProgress
        if progress is m.ChargeProgressType.ScheduleRenegotiation:
            return self._new_profile(request, now)
        if progress is m.ChargeProgressType.Standby:
            self._in_loop(progress)
            return self._delivery(now, "WARNING_StandbyNotAllowed"), "stay"
        if progress is m.ChargeProgressType.Stop:
            self._zero(Reason.STOPPED, "the vehicle stopped")
            self._checking = False
            return self._delivery(now), "stop"
        if self.state in self.loop_states:
            return self._delivery(now), "stay"
        if self.state not in ("power", "power_dc"):
            raise Failure("FAILED_SequenceError", f"PowerDelivery to start in state {self.state}")
        if request.EVProcessing is ProcessingType.Ongoing:
            return self._delivery(now), "ongoing"
        return self._start(request, now)

    def _start(self, request: m.PowerDeliveryReq, now: float) -> Answer | None:
        profile = self._checked_profile(request)
        if self.evse.fault:
            raise Failure("FAILED_PowerDeliveryNotApplied", self.evse.fault)
        energy = self.selected.service.energy
        if energy is Energy.DC or not self._output:
            self._output = True
            self._queue(EnergyWanted(profile, schedule.SCHEDULE_ID if self._profile_scheduled else None))
            if energy is Energy.AC:
                self._queue(CloseContactor())
        if energy is Energy.AC and self.evse.contactor_closed is False:
            return None
        return self._delivery(now), "start"

    def _checked_profile(self, request: m.PowerDeliveryReq) -> tuple[tuple[float, float], ...]:
        given = request.EVPowerProfile
        if given is None:
            if self.settings.require_profile:
                raise Failure("FAILED_EVPowerProfileInvalid", "PowerDelivery without EVPowerProfile [V2G20-1546]")
            return ()
        scheduled = given.Scheduled_EVPPTControlMode
        self._profile_scheduled = scheduled is not None
        if self._profile_scheduled != (self.selected.control_mode is ControlMode.SCHEDULED):
            raise Failure("FAILED_EVPowerProfileInvalid", "the profile is of the other control mode [V2G20-1600]")
        if scheduled is not None and scheduled.SelectedScheduleTupleID != schedule.SCHEDULE_ID:
            detail = f"there is no schedule {scheduled.SelectedScheduleTupleID}"
            raise Failure("FAILED_ScheduleSelectionInvalid", detail)
        profile = schedule.profile_of(given)
        wrong = schedule.violation(profile, self.evse, self._kind[0]) if scheduled is not None else ""
        if wrong:
            raise Failure("FAILED_EVPowerProfileInvalid", wrong)
        return profile

    def _new_profile(self, request: m.PowerDeliveryReq, now: float) -> Answer:
        """The end of a schedule renegotiation; the profile counts from the next loop request on ([V2G20-1050])."""
        self._in_loop(request.ChargeProgress)
        try:
            profile = self._checked_profile(request)
        except Failure:
            return self._delivery(now, "WARNING_ScheduleRenegotiationFailed"), "stay"
        self._queue(EnergyWanted(profile, schedule.SCHEDULE_ID))
        return self._delivery(now), "stay"

    def _in_loop(self, progress: m.ChargeProgressType) -> None:
        if self.state not in self.loop_states:
            raise Failure("FAILED_SequenceError", f"PowerDelivery({progress.value}) in state {self.state}")

    def _delivery(self, now: float, code: str = "OK") -> m.PowerDeliveryRes:
        return m.PowerDeliveryRes(
            Header=self._header(now), ResponseCode=ResponseCodeType[code], EVSEStatus=self._status()
        )

    def _welding_detection(self, request: mdc.DC_WeldingDetectionReq, now: float) -> Answer:
        answer = mdc.DC_WeldingDetectionRes(
            Header=self._header(now), ResponseCode=OK, EVSEPresentVoltage=rational(self.evse.present_voltage_v or 0.0)
        )
        return answer, "ok" if request.EVProcessing is ProcessingType.Finished else "ongoing"
