"""Energy transfer of -20: parameters, cable check, pre-charge, power delivery, charge loop, welding detection."""

from __future__ import annotations

from typing import Any

import msgspec

from v2xsdk.model import EvseOffer, Reason, VehicleStatus
from v2xsdk.protocol.v2g.effects import (
    CableCheckWanted,
    CloseContactor,
    ControlMode,
    Energy,
    EnergyWanted,
    PreChargeWanted,
    TargetWanted,
    VehicleSaid,
)
from v2xsdk.protocol.v2g.evse import EvseState, Isolation, Notice
from v2xsdk.protocol.v2g.iso20 import ac, dc, schedule
from v2xsdk.protocol.v2g.iso20.authorization import AuthorizationSecc
from v2xsdk.protocol.v2g.iso20.services import NOTHING_SELECTED
from v2xsdk.protocol.v2g.limits import loop_limits
from v2xsdk.protocol.v2g.messages.iso20 import ac as mac
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20 import dc as mdc
from v2xsdk.protocol.v2g.messages.iso20.common_types import (
    EvseNotificationType,
    EVSEStatusType,
    MeterInfoType,
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


class EnergySecc(AuthorizationSecc):
    """Handlers of the energy part."""

    selected = NOTHING_SELECTED
    vehicle: VehicleStatus
    _kind: tuple[bool, ControlMode]
    _sign = 1
    _checking = False
    _profile_scheduled = False
    _stop_notice = False
    _first_loop = True
    _mode_cache: tuple[EvseOffer, str, bool, Any] | None = None

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

    # --- loop

    def _dc_loop(self, request: mdc.DC_ChargeLoopReq, now: float) -> Answer:
        mode, evse = request.CLReqControlMode, self.evse
        if type(mode) is not dc.REQUEST_MODES[self._kind]:
            raise Failure("FAILED", f"{type(mode).__name__} does not fit the selected service [V2G20-1600]")
        volts = to_float(request.EVPresentVoltage)
        self.vehicle = dc.loop_vehicle(mode, self._displayed(request), volts, now)
        self._queue(VehicleSaid(self.vehicle))
        current_a = target_v = None
        if isinstance(mode, mdc.Scheduled_DC_CLReqControlModeType):
            target_v, current_a = to_float(mode.EVTargetVoltage), to_float(mode.EVTargetCurrent)
        if not self._stop_notice:
            self._output = True
            self._queue(TargetWanted(target_v, current_a))
        limits, present_v, present_a = loop_limits(evse), evse.present_voltage_v or 0.0, evse.present_current_a or 0.0
        power_w = present_v * present_a
        answer = mdc.DC_ChargeLoopRes(
            Header=self._header(now),
            ResponseCode=OK,
            EVSEStatus=self._status(),
            MeterInfo=self._meter(request.MeterInfoRequested),
            EVSEPresentCurrent=rational(present_a),
            EVSEPresentVoltage=rational(present_v),
            EVSEPowerLimitAchieved=power_w >= limits.charge_w or -power_w > limits.discharge_w,
            EVSECurrentLimitAchieved=present_a >= limits.charge_a or -present_a > limits.discharge_a,
            EVSEVoltageLimitAchieved=present_v >= evse.offer.voltage_max_v,
            CLResControlMode=self._dc_answer_mode(evse),
        )
        return answer, "ok"

    def _dc_answer_mode(self, evse: EvseState) -> Any:
        kept = self._mode_cache
        if kept is None or kept[0] is not evse.offer or kept[1] != evse.fault or kept[2] != evse.follow_setpoint:
            mode = dc.answer_mode(self._kind, loop_limits(evse), evse.offer, self._sign)
            kept = self._mode_cache = (evse.offer, evse.fault, evse.follow_setpoint, mode)
        return kept[3]

    def _ac_loop(self, request: mac.AC_ChargeLoopReq, now: float) -> Answer:
        mode = request.CLReqControlMode
        if type(mode) is not ac.REQUEST_MODES[self._kind]:
            raise Failure("FAILED", f"{type(mode).__name__} does not fit the selected service [V2G20-1600]")
        self.vehicle = ac.loop_vehicle(mode, self._displayed(request), now)
        self._queue(VehicleSaid(self.vehicle))
        answer = mac.AC_ChargeLoopRes(
            Header=self._header(now),
            ResponseCode=OK,
            EVSEStatus=self._status(),
            MeterInfo=self._meter(request.MeterInfoRequested),
            CLResControlMode=ac.answer_mode(self._kind, self.evse),
        )
        return answer, "ok"

    def _displayed(self, request: Any) -> VehicleStatus:
        """Return the status with what the vehicle displays: state of charge and capacity."""
        shown, old = request.DisplayParameters, self.vehicle
        if shown is None:
            return old
        soc = old.soc_percent if shown.PresentSOC is None else float(shown.PresentSOC)
        capacity = shown.BatteryEnergyCapacity
        capacity_wh = old.capacity_wh if capacity is None else to_float(capacity)
        if soc == old.soc_percent and capacity_wh == old.capacity_wh:
            return old
        return msgspec.structs.replace(old, soc_percent=soc, capacity_wh=capacity_wh)

    def _meter(self, wanted: bool) -> MeterInfoType | None:
        """MeterInfo when asked, and unasked in the first answer ([V2G20-1082], [V2G20-1833])."""
        meter = self.evse.meter
        confirm = self.evse.notice is Notice.METERING_CONFIRMATION
        if meter is None or not (wanted or self._first_loop or confirm):
            return None
        self._first_loop = False
        return MeterInfoType(
            MeterID=meter.meter_id[:32],
            ChargedEnergyReadingWh=int(meter.charged_wh),
            # Absent until something was discharged: one deployed vehicle stack refuses the element.
            BPT_DischargedEnergyReadingWh=int(meter.discharged_wh) or None,
            MeterSignature=meter.signature,
        )

    def _status(self) -> EVSEStatusType | None:
        if self.evse.fault or self._stop_notice:
            return EVSEStatusType(NotificationMaxDelay=0, EVSENotification=EvseNotificationType.Terminate)
        wanted = NOTIFICATIONS.get(self.evse.notice)
        if wanted is None:
            return None
        return EVSEStatusType(NotificationMaxDelay=self.evse.notice_delay_s, EVSENotification=wanted)

    def _silent(self, now: float) -> None:
        """The output does not come back by itself: the vehicle is asked to stop."""
        del now
        self._stop_notice = True

    def _welding_detection(self, request: mdc.DC_WeldingDetectionReq, now: float) -> Answer:
        answer = mdc.DC_WeldingDetectionRes(
            Header=self._header(now), ResponseCode=OK, EVSEPresentVoltage=rational(self.evse.present_voltage_v or 0.0)
        )
        return answer, "ok" if request.EVProcessing is ProcessingType.Finished else "ongoing"
