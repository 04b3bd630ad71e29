"""The vehicle's side of DIN and -2 DC sessions; what differs between the two is in their own modules."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from v2xsdk.protocol.v2g.effects import CloseContactor, EndReason, OpenContactor, PilotWanted
from v2xsdk.protocol.v2g.ev import EvSettings, EvState
from v2xsdk.protocol.v2g.evcc_machine import EvccMachine, GiveUp
from v2xsdk.protocol.v2g.numbers import optional, physical, physical_limit, to_float
from v2xsdk.protocol.v2g.timers import TimerName

FATAL_STATUS = ("EVSE_EmergencyShutdown", "EVSE_Malfunction")
READY_AT = ("cable_check", "pre_charge", "power_on", "charging", "renegotiation")


class EarlyEvcc(EvccMachine):
    """Requests and answers that DIN and -2 share. ``messages`` is the package of the protocol's records."""

    messages: ModuleType

    def __init__(self, settings: EvSettings, ev: EvState) -> None:
        super().__init__("session_setup", settings, ev)
        self._weldings = 0

    def _open(self, message: object) -> tuple[Any, bytes] | None:
        if not isinstance(message, self.messages.V2G_Message) or message.Body.BodyElement is None:
            return None
        return message.Body.BodyElement, message.Header.SessionID

    def _wrap(self, request: Any, now: float) -> object:
        del now
        m = self.messages
        header = m.MessageHeaderType(SessionID=self.session_id or b"\x00")
        return m.V2G_Message(Header=header, Body=m.BodyType(BodyElement=request))

    # --- what the vehicle says

    def _status(self) -> Any:
        m, ev = self.messages, self.ev
        ready = ev.ready and self.state in READY_AT
        return m.DC_EVStatusType(
            EVReady=ready, EVErrorCode=m.DC_EVErrorCodeType(ev.error), EVRESSSOC=max(0, min(100, int(ev.soc_percent)))
        )

    def _dc_parameter_values(self) -> dict[str, Any]:
        m, ev = self.messages, self.ev
        return {
            "DC_EVStatus": self._status(),
            "EVMaximumCurrentLimit": physical_limit(m, ev.charge_current_max_a, "A"),
            "EVMaximumPowerLimit": physical_limit(m, ev.charge_power_max_w, "W"),
            "EVMaximumVoltageLimit": physical_limit(m, ev.voltage_max_v, "V"),
            "EVEnergyCapacity": physical(m, ev.capacity_wh, "Wh"),
            "EVEnergyRequest": physical(m, max(0.0, ev.target_energy_wh), "Wh"),
            "FullSOC": 100,
            "BulkSOC": 80,
        }

    def _cable_check(self, now: float) -> Any:
        del now
        return self.messages.CableCheckReq(DC_EVStatus=self._status())

    def _pre_charge(self, now: float) -> Any:
        del now
        m = self.messages
        return m.PreChargeReq(
            DC_EVStatus=self._status(),
            EVTargetVoltage=physical(m, self.ev.battery_voltage_v, "V"),
            EVTargetCurrent=physical(m, 0.0, "A"),
        )

    def _current_demand_values(self) -> dict[str, Any]:
        m, ev = self.messages, self.ev
        values: dict[str, Any] = {
            "DC_EVStatus": self._status(),
            "EVTargetCurrent": physical(m, ev.target_current_a, "A"),
            "EVTargetVoltage": physical(m, ev.target_voltage_v, "V"),
            "ChargingComplete": self._wants_end(),
        }
        if self.settings.send_loop_limits:
            values |= {
                "EVMaximumVoltageLimit": physical_limit(m, ev.voltage_max_v, "V"),
                "EVMaximumCurrentLimit": physical_limit(m, ev.charge_current_max_a, "A"),
                "EVMaximumPowerLimit": physical_limit(m, ev.charge_power_max_w, "W"),
            }
        return values

    def _current_demand(self, now: float) -> Any:
        del now
        return self.messages.CurrentDemandReq(**self._current_demand_values())

    def _welding(self, now: float) -> Any:
        del now
        return self.messages.WeldingDetectionReq(DC_EVStatus=self._status())

    def _delivery_parameter(self) -> Any:
        done = self.state == "power_off"
        return self.messages.DC_EVPowerDeliveryParameterType(DC_EVStatus=self._status(), ChargingComplete=done)

    # --- what the charger answers

    def _hear_status(self, status: Any) -> None:
        """End at an emergency; remember a wish of the charger."""
        code = getattr(status, "EVSEStatusCode", None)
        if code is not None and code.value in FATAL_STATUS:
            raise GiveUp(EndReason.FAULT, f"the charger reports {code.value}")
        notification = status.EVSENotification.value
        self._renegotiate = notification == "ReNegotiation"
        self._hear(stop=notification == "StopCharging" or (code is not None and code.value == "EVSE_Shutdown"))

    _renegotiate = False

    def _hear_dc_parameters(self, parameters: Any) -> None:
        power = optional(parameters.EVSEMaximumPowerLimit)
        volts, amps = to_float(parameters.EVSEMaximumVoltageLimit), to_float(parameters.EVSEMaximumCurrentLimit)
        self._hear(
            voltage_min_v=to_float(parameters.EVSEMinimumVoltageLimit),
            voltage_max_v=volts,
            charge_current_max_a=amps,
            charge_power_max_w=volts * amps if power is None else power,
        )
        if volts < self.ev.battery_voltage_v:
            raise GiveUp(EndReason.REFUSED, f"the charger ends at {volts:g} V, the battery is above")

    def _cable_checked(self, answer: Any, now: float) -> str:
        self._hear_status(answer.DC_EVSEStatus)
        if self.said.stop:
            raise GiveUp(EndReason.REFUSED, "the charger asked to stop during the cable check")
        if answer.EVSEProcessing.value != "Finished":
            return self._ongoing(now)
        isolation = answer.DC_EVSEStatus.EVSEIsolationStatus
        if isolation is not None and isolation.value not in ("Valid", "Warning", "No_IMD"):
            raise GiveUp(EndReason.FAULT, f"cable check finished with isolation {isolation.value}")
        return "ok"

    def _pre_charged(self, answer: Any, now: float) -> str:
        del now
        self._hear_status(answer.DC_EVSEStatus)
        volts = to_float(answer.EVSEPresentVoltage)
        self._hear(present_voltage_v=volts)
        measured = self.ev.inlet_voltage_v if self.ev.inlet_voltage_v is not None else volts
        if abs(measured - self.ev.battery_voltage_v) > self.settings.pre_charge_band_v:
            return "ongoing"
        self._closed = True
        self._queue(CloseContactor())
        return "ok"

    def _demanded(self, answer: Any, now: float) -> str:
        del now
        self._hear_status(answer.DC_EVSEStatus)
        self._hear(
            present_voltage_v=to_float(answer.EVSEPresentVoltage),
            present_current_a=to_float(answer.EVSEPresentCurrent),
            voltage_max_v=_newer(answer.EVSEMaximumVoltageLimit, self.said.voltage_max_v),
            charge_current_max_a=_newer(answer.EVSEMaximumCurrentLimit, self.said.charge_current_max_a),
            charge_power_max_w=_newer(answer.EVSEMaximumPowerLimit, self.said.charge_power_max_w),
        )
        return "stop" if self._wants_end() else "ok"

    def _welded(self, answer: Any, now: float) -> str:
        del now
        self._hear(present_voltage_v=to_float(answer.EVSEPresentVoltage))
        self._weldings += 1
        return "ok" if self._weldings >= self.settings.welding_requests else "ongoing"

    def _leave(self, old: str, new: str, now: float) -> None:
        del now
        if old == "parameters" and new == "cable_check":
            self._queue(PilotWanted("C"))
        elif old in ("power_off", "renegotiation"):
            self._closed = False
            self._queue(OpenContactor())
            self._queue(PilotWanted("B"))
        if new == "charging":
            self._timers.pop(TimerName.READY_TO_CHARGE, None)

    def _profile(self) -> list[tuple[int, float]]:
        """Return the planned power: what both sides bear, for the time until departure."""
        power_w = min(self.ev.charge_power_max_w, self.said.schedule_power_w or self.ev.charge_power_max_w)
        return [(0, power_w)]


def _newer(number: Any, old: float | None) -> float | None:
    return old if number is None else to_float(number)
