"""Charge loop of a -20 charger: limits, measured values, meter and notifications."""

from __future__ import annotations

from typing import Any

import msgspec

from v2xsdk.model import EvseOffer, VehicleStatus
from v2xsdk.protocol.v2g.effects import (
    ControlMode,
    TargetWanted,
    VehicleSaid,
)
from v2xsdk.protocol.v2g.evse import EvseState, Notice
from v2xsdk.protocol.v2g.iso20 import ac, dc
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


class LoopSecc(AuthorizationSecc):
    """Handlers of the charge loop, and the status that other answers carry, too."""

    selected = NOTHING_SELECTED
    vehicle: VehicleStatus
    _kind: tuple[bool, ControlMode]
    _sign = 1
    _checking = False
    _profile_scheduled = False
    _stop_notice = False
    _first_loop = True
    _mode_cache: tuple[EvseOffer, str, bool, Any] | None = None

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
