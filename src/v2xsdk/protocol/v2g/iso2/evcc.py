"""The vehicle's side of an ISO 15118-2 session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from v2xsdk.protocol.v2g.effects import CloseContactor, EndReason, PilotWanted
from v2xsdk.protocol.v2g.ev import Wish
from v2xsdk.protocol.v2g.evcc_machine import GiveUp, Handler
from v2xsdk.protocol.v2g.iso2.evcc_payment import PaymentEvcc
from v2xsdk.protocol.v2g.messages import iso2 as m
from v2xsdk.protocol.v2g.numbers import optional, physical, physical_limit, to_float

FINISHED = m.EVSEProcessingType.Finished
WAITING = m.EVSEProcessingType.Ongoing_WaitingForCustomerInteraction
CERTIFICATE_SERVICE = 2
SIGNED_ID = "id1"


class Iso2Evcc(PaymentEvcc):
    """ISO 15118-2, AC and DC, external payment and contract. ``wallet`` holds the vehicle's certificates."""

    def _make_builders(self) -> dict[str, Callable[[float], Any]]:
        return {
            "session_setup": lambda now: m.SessionSetupReq(EVCCID=self.settings.evcc_id[:6]),
            "service_discovery": lambda now: m.ServiceDiscoveryReq(),
            "service_detail": lambda now: m.ServiceDetailReq(ServiceID=CERTIFICATE_SERVICE),
            "payment_selection": self._payment,
            "installation": self._installation,
            "certificate_update": self._certificate_update,
            "payment_details": self._payment_details,
            "authorization": self._authorization,
            "parameters": self._parameters,
            "cable_check": self._cable_check,
            "pre_charge": self._pre_charge,
            "power_on": self._power,
            "renegotiation": self._power,
            "power_off": self._power,
            "charging": self._current_demand,
            "charging_ac": lambda now: m.ChargingStatusReq(),
            "receipt": self._metering_receipt,
            "welding": self._welding,
            "session_stop": self._session_stop,
        }

    def _make_handlers(self) -> dict[str, Handler]:
        return {
            "session_setup": lambda answer, now: "ok",
            "service_discovery": self._discovered,
            "service_detail": lambda answer, now: "ok",
            "payment_selection": self._selected,
            "installation": self._installed,
            "certificate_update": self._installed,
            "payment_details": self._challenged,
            "authorization": self._authorized,
            "parameters": self._agreed,
            "cable_check": self._cable_checked,
            "pre_charge": self._pre_charged,
            "power_on": self._powered,
            "renegotiation": lambda answer, now: "ok",
            "power_off": lambda answer, now: "ac" if self._ac else "dc",
            "charging": self._in_loop_dc,
            "charging_ac": self._in_loop_ac,
            "receipt": lambda answer, now: "ac" if self._ac else "dc",
            "welding": self._welded,
            "session_stop": lambda answer, now: "ok",
        }

    def _parameters(self, now: float) -> m.ChargeParameterDiscoveryReq:
        del now
        ev = self.ev
        parameters: Any
        if self._ac:
            amps = ev.charge_power_max_w / (230.0 * self.settings.phases)
            parameters = m.AC_EVChargeParameterType(
                DepartureTime=ev.departure_s,
                EAmount=physical(m, max(0.0, ev.target_energy_wh), "Wh"),
                EVMaxVoltage=physical(m, 400.0, "V"),
                EVMaxCurrent=physical_limit(m, amps, "A"),
                EVMinCurrent=physical(m, 6.0, "A"),
            )
        else:
            parameters = m.DC_EVChargeParameterType(DepartureTime=ev.departure_s, **self._dc_parameter_values())
        return m.ChargeParameterDiscoveryReq(
            RequestedEnergyTransferMode=m.EnergyTransferModeType[self.settings.energy_mode],
            EVChargeParameter=parameters,
        )

    def _agreed(self, answer: m.ChargeParameterDiscoveryRes, now: float) -> str:
        if answer.EVSEProcessing is not FINISHED:
            return self._ongoing(now)
        parameters = answer.EVSEChargeParameter
        if isinstance(parameters, m.DC_EVSEChargeParameterType) and not self._ac:
            self._hear_status(parameters.DC_EVSEStatus)
            self._hear_dc_parameters(parameters)
        elif isinstance(parameters, m.AC_EVSEChargeParameterType) and self._ac:
            self._hear_status(parameters.AC_EVSEStatus)
            self._hear_ac_current(parameters.EVSEMaxCurrent)
        else:
            raise GiveUp(EndReason.REFUSED, "the charger answered with parameters of the other kind")
        self._renegotiate = False
        if not isinstance(answer.SASchedules, m.SAScheduleListType):
            raise GiveUp(EndReason.REFUSED, "the last answer has no SAScheduleList [V2G2-905]")
        first = answer.SASchedules.SAScheduleTuple[0]
        self._schedule_id = first.SAScheduleTupleID
        self._hear(schedule_power_w=to_float(first.PMaxSchedule.PMaxScheduleEntry[0].PMax))
        return "ac" if self._ac else "dc"

    def _hear_ac_current(self, number: Any) -> None:
        amps = optional(number)
        if amps is not None:
            power_w = amps * 230.0 * self.settings.phases
            self._hear(charge_current_max_a=amps, charge_power_max_w=power_w, target_power_w=power_w)

    def _power(self, now: float) -> m.PowerDeliveryReq:
        del now
        kind = {"power_on": "Start", "renegotiation": "Renegotiate"}.get(self.state, "Stop")
        profile = None
        if kind == "Start":
            entries = tuple(
                m.ProfileEntryType(
                    ChargingProfileEntryStart=at, ChargingProfileEntryMaxPower=physical_limit(m, power_w, "W")
                )
                for at, power_w in self._profile()
            )
            profile = m.ChargingProfileType(ProfileEntry=entries)
        return m.PowerDeliveryReq(
            ChargeProgress=m.ChargeProgressType[kind],
            SAScheduleTupleID=self._schedule_id,
            ChargingProfile=profile,
            EVPowerDeliveryParameter=None if self._ac else self._delivery_parameter(),
        )

    def _powered(self, answer: m.PowerDeliveryRes, now: float) -> str:
        del now
        self._hear_status(answer.EVSEStatus)
        return "ac" if self._ac else "dc"

    def _loop_outcome(self, answer: Any, outcome: str) -> str:
        self._receipt = answer.MeterInfo
        if outcome == "stop":
            return outcome
        if self._renegotiate or self.ev.wish is Wish.RENEGOTIATE:
            return "renegotiate"
        return "receipt" if answer.ReceiptRequired and self._receipt is not None else outcome

    def _in_loop_dc(self, answer: m.CurrentDemandRes, now: float) -> str:
        return self._loop_outcome(answer, self._demanded(answer, now))

    def _in_loop_ac(self, answer: m.ChargingStatusRes, now: float) -> str:
        del now
        self._hear_status(answer.AC_EVSEStatus)
        self._hear_ac_current(answer.EVSEMaxCurrent)
        return self._loop_outcome(answer, "stop" if self._wants_end() else "ok")

    def _metering_receipt(self, now: float) -> m.MeteringReceiptReq:
        del now
        if self._receipt is None:
            raise GiveUp(EndReason.LOCAL, "a receipt without a meter reading")
        return m.MeteringReceiptReq(
            Id=SIGNED_ID if self._contract else None,
            SessionID=self.session_id,
            SAScheduleTupleID=self._schedule_id,
            MeterInfo=self._receipt,
        )

    def _session_stop(self, now: float) -> m.SessionStopReq:
        del now
        pause = self.ev.wish is Wish.PAUSE
        kind = m.ChargingSessionType.Pause if pause else m.ChargingSessionType.Terminate
        return m.SessionStopReq(ChargingSession=kind)

    def _leave(self, old: str, new: str, now: float) -> None:
        if self._ac and new == "charging_ac" and old == "power_on":
            self._queue(PilotWanted("C"))
            self._closed = True
            self._queue(CloseContactor())
        super()._leave(old, new, now)
