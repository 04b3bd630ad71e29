"""The vehicle's side of a DIN 70121 session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from v2xsdk.protocol.v2g.din import table
from v2xsdk.protocol.v2g.early.evcc import EarlyEvcc
from v2xsdk.protocol.v2g.effects import EndReason
from v2xsdk.protocol.v2g.evcc_machine import GiveUp, Handler
from v2xsdk.protocol.v2g.messages import din as m
from v2xsdk.protocol.v2g.timers import Protocol, Role, TimerName, seconds


class DinEvcc(EarlyEvcc):
    """DIN 70121, DC with external payment."""

    protocol = Protocol.DIN
    table = table.EVCC
    messages = m
    loop_states = frozenset({"charging"})

    def start(self, now: float) -> None:
        """Send the first request."""
        limit_s = seconds(self.protocol, Role.EVCC, TimerName.READY_TO_CHARGE)
        self._timers[TimerName.READY_TO_CHARGE] = now + limit_s
        super().start(now)

    def _make_builders(self) -> dict[str, Callable[[float], Any]]:
        return {
            "session_setup": lambda now: m.SessionSetupReq(EVCCID=self.settings.evcc_id[:8]),
            "service_discovery": lambda now: m.ServiceDiscoveryReq(ServiceCategory=m.ServiceCategoryType.EVCharging),
            "payment_selection": self._payment,
            "authentication": lambda now: m.ContractAuthenticationReq(),
            "parameters": self._parameters,
            "cable_check": self._cable_check,
            "pre_charge": self._pre_charge,
            "power_on": self._power,
            "charging": self._current_demand,
            "power_off": self._power,
            "welding": self._welding,
            "session_stop": lambda now: m.SessionStopReq(),
        }

    def _make_handlers(self) -> dict[str, Handler]:
        return {
            "session_setup": lambda answer, now: "ok",
            "service_discovery": self._discovered,
            "payment_selection": lambda answer, now: "ok",
            "authentication": self._authenticated,
            "parameters": self._agreed,
            "cable_check": self._cable_checked,
            "pre_charge": self._pre_charged,
            "power_on": self._powered,
            "charging": self._demanded,
            "power_off": lambda answer, now: "ok",
            "welding": self._welded,
            "session_stop": lambda answer, now: "ok",
        }

    def _payment(self, now: float) -> m.ServicePaymentSelectionReq:
        del now
        chosen = m.SelectedServiceListType(SelectedService=(m.SelectedServiceType(ServiceID=self._service_id),))
        return m.ServicePaymentSelectionReq(
            SelectedPaymentOption=m.PaymentOptionType.ExternalPayment, SelectedServiceList=chosen
        )

    _service_id = 1

    def _parameters(self, now: float) -> m.ChargeParameterDiscoveryReq:
        del now
        return m.ChargeParameterDiscoveryReq(
            EVRequestedEnergyTransferType=m.RequestedEnergyTransferType(self.settings.energy_mode),
            EVChargeParameter=m.DC_EVChargeParameterType(**self._dc_parameter_values()),
        )

    def _power(self, now: float) -> m.PowerDeliveryReq:
        del now
        start = self.state == "power_on"
        entries = tuple(
            m.ProfileEntryType(ChargingProfileEntryStart=at, ChargingProfileEntryMaxPower=min(32_767, int(power_w)))
            for at, power_w in self._profile()
        )
        profile = m.ChargingProfileType(SAScheduleTupleID=self._schedule_id, ProfileEntry=entries)
        return m.PowerDeliveryReq(
            ReadyToChargeState=start,
            ChargingProfile=profile if start else None,
            EVPowerDeliveryParameter=self._delivery_parameter(),
        )

    _schedule_id = 1

    def _discovered(self, answer: m.ServiceDiscoveryRes, now: float) -> str:
        del now
        if m.PaymentOptionType.ExternalPayment not in answer.PaymentOptions.PaymentOption:
            raise GiveUp(EndReason.REFUSED, "the charger does not take external payment")
        self._service_id = answer.ChargeService.ServiceTag.ServiceID
        return "ok"

    def _authenticated(self, answer: m.ContractAuthenticationRes, now: float) -> str:
        if answer.EVSEProcessing is m.EVSEProcessingType.Finished:
            return "ok"
        wait_s = self.settings.authorization_wait_s
        if wait_s is not None:
            self._timers.setdefault(TimerName.AUTHORIZATION, now + wait_s)
        return "ongoing"

    def _agreed(self, answer: m.ChargeParameterDiscoveryRes, now: float) -> str:
        parameters = answer.EVSEChargeParameter
        if not isinstance(parameters, m.DC_EVSEChargeParameterType):
            raise GiveUp(EndReason.REFUSED, "the charger answered with AC parameters")
        self._hear_status(parameters.DC_EVSEStatus)
        if answer.EVSEProcessing is not m.EVSEProcessingType.Finished:
            return self._ongoing(now)
        self._hear_dc_parameters(parameters)
        if isinstance(answer.SASchedules, m.SAScheduleListType):
            first = answer.SASchedules.SAScheduleTuple[0]
            self._schedule_id = first.SAScheduleTupleID
            self._hear(schedule_power_w=float(first.PMaxSchedule.PMaxScheduleEntry[0].PMax))
        return "ok"

    def _powered(self, answer: m.PowerDeliveryRes, now: float) -> str:
        del now
        self._hear_status(answer.EVSEStatus)
        return "ok"
