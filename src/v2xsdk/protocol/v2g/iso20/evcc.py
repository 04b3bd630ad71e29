"""The vehicle's side of an ISO 15118-20 session: what is asked and judged in which state, parameters and schedule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from v2xsdk.protocol.v2g.effects import (
    EndReason,
    Energy,
)
from v2xsdk.protocol.v2g.evcc_machine import GiveUp, Handler
from v2xsdk.protocol.v2g.iso20 import ac, evcc_energy
from v2xsdk.protocol.v2g.iso20.evcc_answers import hear_parameters
from v2xsdk.protocol.v2g.iso20.evcc_loop import EnergyEvcc
from v2xsdk.protocol.v2g.messages.iso20 import ac as mac
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20 import dc as mdc
from v2xsdk.protocol.v2g.messages.iso20.common_types import (
    EvseNotificationType,
    ProcessingType,
)

FINISHED = ProcessingType.Finished
NO_SESSION = bytes(8)
SIGNED_ID = "id1"
ENDING = (EvseNotificationType.Terminate, EvseNotificationType.Pause, EvseNotificationType.ServiceRenegotiation)


class Iso20Evcc(EnergyEvcc):
    """ISO 15118-20, AC and DC, one and both directions."""

    def _make_builders(self) -> dict[str, Callable[[float], Any]]:
        return {
            "session_setup": self._session_setup,
            "authorization_setup": lambda now: m.AuthorizationSetupReq(Header=self._header(now)),
            "installation": self._installation,
            "authorization": self._authorize,
            "service_discovery": lambda now: m.ServiceDiscoveryReq(Header=self._header(now)),
            "service_detail": lambda now: m.ServiceDetailReq(Header=self._header(now), ServiceID=self.service.number),
            "service_selection": self._selection,
            "parameters": self._parameters,
            "schedule": self._schedule,
            "cable_check": lambda now: mdc.DC_CableCheckReq(Header=self._header(now)),
            "pre_charge": self._pre_charge,
            "power_on": self._power_on,
            "charging": self._dc_loop,
            "charging_ac": self._ac_loop,
            "power_off": self._power_off,
            "welding": self._welding,
            "session_stop": self._session_stop,
        }

    def _make_handlers(self) -> dict[str, Handler]:
        return {
            "session_setup": self._set_up,
            "authorization_setup": self._authorization_offered,
            "installation": self._installed,
            "authorization": self._authorized,
            "service_discovery": self._discovered,
            "service_detail": self._detailed,
            "service_selection": lambda answer, now: "ok",
            "parameters": self._agreed,
            "schedule": self._scheduled,
            "cable_check": lambda answer, now: "ok" if answer.EVSEProcessing is FINISHED else self._ongoing(now),
            "pre_charge": self._compared,
            "power_on": self._powered,
            "charging": self._in_dc_loop,
            "charging_ac": self._in_ac_loop,
            "power_off": lambda answer, now: self._energy.value,
            "welding": self._welded,
            "session_stop": lambda answer, now: "renegotiate" if self._renegotiating() else "ok",
        }

    def _parameters(self, now: float) -> Any:
        sign = self.settings.discharge_sign if self.service.bidirectional else None
        header = self._header(now)
        if self._energy is Energy.DC:
            mode = evcc_energy.dc_limits(self.ev, sign)
            return mdc.DC_ChargeParameterDiscoveryReq(Header=header, DC_CPDReqEnergyTransferMode=mode)
        limits = evcc_energy.ac_limits(self.ev, sign)
        return mac.AC_ChargeParameterDiscoveryReq(Header=header, AC_CPDReqEnergyTransferMode=limits)

    def _agreed(self, answer: Any, now: float) -> str:
        del now
        self._hear(**hear_parameters(answer))
        highest_v = self.said.voltage_max_v
        if self._energy is Energy.DC and highest_v is not None and highest_v < self.ev.battery_voltage_v:
            raise GiveUp(EndReason.REFUSED, f"the charger ends at {highest_v:g} V, the battery is above")
        return "ok"

    def _schedule(self, now: float) -> m.ScheduleExchangeReq:
        mode = evcc_energy.schedule_request(self.ev, self.settings.control_mode, self.service.bidirectional)
        points = evcc_energy.SUPPORTING_POINTS
        return m.ScheduleExchangeReq(Header=self._header(now), MaximumSupportingPoints=points, **mode)

    def _scheduled(self, answer: m.ScheduleExchangeRes, now: float) -> str:
        if answer.EVSEProcessing is not FINISHED:
            return self._ongoing(now)
        if answer.Scheduled_SEResControlMode is not None:
            first = answer.Scheduled_SEResControlMode.ScheduleTuple[0]
            self._schedule_id = first.ScheduleTupleID
            entry = first.ChargingSchedule.PowerSchedule.PowerScheduleEntries.PowerScheduleEntry[0]
            self._hear(schedule_power_w=ac.total(entry, "Power"))
        return self._energy.value
