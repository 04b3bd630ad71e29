"""Charge loop of a -20 vehicle, and what surrounds it: pre-charge, power delivery, welding detection."""

from __future__ import annotations

from typing import Any

from v2xsdk.protocol.v2g.effects import (
    CloseContactor,
    ControlMode,
    Energy,
    OpenContactor,
    PilotWanted,
)
from v2xsdk.protocol.v2g.ev import Wish
from v2xsdk.protocol.v2g.iso20 import ac, evcc_energy
from v2xsdk.protocol.v2g.iso20.evcc_answers import hear_loop_limits
from v2xsdk.protocol.v2g.iso20.evcc_head import HeadEvcc
from v2xsdk.protocol.v2g.messages.iso20 import ac as mac
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20 import dc as mdc
from v2xsdk.protocol.v2g.messages.iso20.common_types import (
    DisplayParametersType,
    EvseNotificationType,
    EVSEStatusType,
    ProcessingType,
)
from v2xsdk.protocol.v2g.numbers import rational, rational_limit, to_float

FINISHED = ProcessingType.Finished
NO_SESSION = bytes(8)
SIGNED_ID = "id1"
ENDING = (EvseNotificationType.Terminate, EvseNotificationType.Pause, EvseNotificationType.ServiceRenegotiation)


class EnergyEvcc(HeadEvcc):
    """Requests and answers while energy flows."""

    def _pre_charge(self, now: float) -> mdc.DC_PreChargeReq:
        ev = self.ev
        measured = ev.inlet_voltage_v if ev.inlet_voltage_v is not None else self.said.present_voltage_v or 0.0
        return mdc.DC_PreChargeReq(
            Header=self._header(now),
            EVProcessing=FINISHED if self._pre_charged else ProcessingType.Ongoing,
            EVPresentVoltage=rational(measured),
            EVTargetVoltage=rational(ev.battery_voltage_v),
        )

    def _compared(self, answer: mdc.DC_PreChargeRes, now: float) -> str:
        """Ongoing until the voltages agree, then one last request with Finished ([V2G20-1433])."""
        del now
        volts = to_float(answer.EVSEPresentVoltage)
        self._hear(present_voltage_v=volts)
        if self._pre_charged:
            self._closed = True
            self._queue(CloseContactor())
            return "ok"
        measured = self.ev.inlet_voltage_v if self.ev.inlet_voltage_v is not None else volts
        self._pre_charged = abs(measured - self.ev.battery_voltage_v) <= self.settings.pre_charge_band_v
        return "ongoing"

    def _power_on(self, now: float) -> m.PowerDeliveryReq:
        return self._delivery(m.ChargeProgressType.Start, now)

    def _power_off(self, now: float) -> m.PowerDeliveryReq:
        return self._delivery(m.ChargeProgressType.Stop, now)

    def _delivery(self, progress: m.ChargeProgressType, now: float) -> m.PowerDeliveryReq:
        ev = self.ev
        power_w = min(ev.charge_power_max_w, self.said.schedule_power_w or ev.charge_power_max_w)
        entry = m.PowerScheduleEntryType(Duration=86_400, Power=rational_limit(power_w))
        mode: dict[str, Any] = {"Dynamic_EVPPTControlMode": m.Dynamic_EVPPTControlModeType()}
        if self.settings.control_mode is ControlMode.SCHEDULED:
            chosen = m.Scheduled_EVPPTControlModeType(
                SelectedScheduleTupleID=self._schedule_id,
                PowerToleranceAcceptance=m.PowerToleranceAcceptanceType.PowerToleranceConfirmed,
            )
            mode = {"Scheduled_EVPPTControlMode": chosen}
        profile = m.EVPowerProfileType(
            TimeAnchor=self._header(now).TimeStamp,
            EVPowerProfileEntries=m.EVPowerProfileEntryListType(EVPowerProfileEntry=(entry,)),
            **mode,
        )
        channel = m.ChannelSelectionType.Charge if self.service.bidirectional else None
        return m.PowerDeliveryReq(
            Header=self._header(now),
            EVProcessing=FINISHED,
            ChargeProgress=progress,
            EVPowerProfile=profile,
            BPT_ChannelSelection=channel,
        )

    def _powered(self, answer: m.PowerDeliveryRes, now: float) -> str:
        del now
        self._hear_status(answer.EVSEStatus)
        return self._energy.value

    def _welding(self, now: float) -> mdc.DC_WeldingDetectionReq:
        self._weldings += 1
        last = self._weldings >= self.settings.welding_requests
        processing = FINISHED if last else ProcessingType.Ongoing
        return mdc.DC_WeldingDetectionReq(Header=self._header(now), EVProcessing=processing)

    def _welded(self, answer: mdc.DC_WeldingDetectionRes, now: float) -> str:
        del now
        self._hear(present_voltage_v=to_float(answer.EVSEPresentVoltage))
        return "ok" if self._weldings >= self.settings.welding_requests else "ongoing"

    def _session_stop(self, now: float) -> m.SessionStopReq:
        kinds = {
            Wish.PAUSE: m.ChargingSessionType.Pause,
            Wish.RENEGOTIATE_SERVICE: m.ChargingSessionType.ServiceRenegotiation,
        }
        kind = kinds.get(self.ev.wish, m.ChargingSessionType.Terminate)
        return m.SessionStopReq(Header=self._header(now), ChargingSession=kind)

    def _renegotiating(self) -> bool:
        return self.ev.wish is Wish.RENEGOTIATE_SERVICE

    def _leave(self, old: str, new: str, now: float) -> None:
        del now
        if new == "cable_check" or (new == "charging_ac" and old == "power_on"):
            self._queue(PilotWanted("C"))
            if new == "charging_ac":
                self._closed = True
                self._queue(CloseContactor())
        elif old == "power_off":
            self._closed = False
            self._queue(OpenContactor())
            self._queue(PilotWanted("B"))
        elif old == "session_stop":
            self._pre_charged, self._weldings = False, 0

    def _shown(self) -> DisplayParametersType:
        ev = self.ev
        return DisplayParametersType(
            PresentSOC=max(0, min(100, int(ev.soc_percent))),
            ChargingComplete=self._wants_end(),
            BatteryEnergyCapacity=rational(ev.capacity_wh),
        )

    def _dc_loop(self, now: float) -> mdc.DC_ChargeLoopReq:
        ev = self.ev
        volts = ev.inlet_voltage_v if ev.inlet_voltage_v is not None else ev.battery_voltage_v
        return mdc.DC_ChargeLoopReq(
            Header=self._header(now),
            DisplayParameters=self._shown(),
            MeterInfoRequested=False,
            EVPresentVoltage=rational(volts),
            CLReqControlMode=evcc_energy.loop_mode(ev, self.settings, Energy.DC, self.kind),
        )

    def _ac_loop(self, now: float) -> mac.AC_ChargeLoopReq:
        return mac.AC_ChargeLoopReq(
            Header=self._header(now),
            DisplayParameters=self._shown(),
            MeterInfoRequested=False,
            CLReqControlMode=evcc_energy.loop_mode(self.ev, self.settings, Energy.AC, self.kind),
        )

    def _hear_status(self, status: EVSEStatusType | None) -> None:
        if status is not None and status.EVSENotification in ENDING:
            self._hear(stop=True)

    def _in_dc_loop(self, answer: mdc.DC_ChargeLoopRes, now: float) -> str:
        del now
        self._hear_status(answer.EVSEStatus)
        self._hear(
            present_voltage_v=to_float(answer.EVSEPresentVoltage),
            present_current_a=to_float(answer.EVSEPresentCurrent),
            **hear_loop_limits(answer.CLResControlMode),
        )
        return "stop" if self._wants_end() else "ok"

    def _in_ac_loop(self, answer: mac.AC_ChargeLoopRes, now: float) -> str:
        del now
        self._hear_status(answer.EVSEStatus)
        target_w = ac.total(answer.CLResControlMode, "EVSETargetActivePower")
        if target_w is not None:
            self._hear(target_power_w=target_w)
        return "stop" if self._wants_end() else "ok"
