"""The vehicle's side of an ISO 15118-20 session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from v2xsdk.protocol.v2g.contracts import Wallet
from v2xsdk.protocol.v2g.effects import (
    CloseContactor,
    ControlMode,
    EndReason,
    Energy,
    OpenContactor,
    PilotWanted,
)
from v2xsdk.protocol.v2g.ev import EvSettings, EvState, Wish
from v2xsdk.protocol.v2g.evcc_machine import EvccMachine, GiveUp, Handler
from v2xsdk.protocol.v2g.evse import SERVICES
from v2xsdk.protocol.v2g.iso20 import ac, evcc_energy, services, table
from v2xsdk.protocol.v2g.iso20.evcc_answers import hear_loop_limits, hear_parameters
from v2xsdk.protocol.v2g.messages.iso20 import ac as mac
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20 import dc as mdc
from v2xsdk.protocol.v2g.messages.iso20.common_types import (
    DisplayParametersType,
    EvseNotificationType,
    EVSEStatusType,
    ListOfRootCertificateIDsType,
    MessageHeaderType,
    ProcessingType,
    V2GMessageType,
)
from v2xsdk.protocol.v2g.messages.xmldsig import X509IssuerSerialType
from v2xsdk.protocol.v2g.numbers import rational, rational_limit, to_float
from v2xsdk.protocol.v2g.timers import Protocol, TimerName

FINISHED = ProcessingType.Finished
NO_SESSION = bytes(8)
SIGNED_ID = "id1"
ENDING = (EvseNotificationType.Terminate, EvseNotificationType.Pause, EvseNotificationType.ServiceRenegotiation)


class Iso20Evcc(EvccMachine):
    """ISO 15118-20, AC and DC, one and both directions. ``wallet`` holds the vehicle's certificates."""

    protocol = Protocol.ISO20
    table = table.EVCC
    loop_states = frozenset({"charging", "charging_ac"})

    def __init__(
        self, settings: EvSettings, ev: EvState, *, unix_s: float = 0.0, now: float = 0.0, wallet: Wallet | None = None
    ) -> None:
        super().__init__("session_setup", settings, ev)
        self.service = SERVICES[settings.service]
        self.kind = (self.service.bidirectional, settings.control_mode)
        self._unix_offset_s = unix_s - now
        self._wallet = wallet
        self._authorization = m.AuthorizationType.EIM
        self._challenge = b""
        self._parameter_set = 0
        self._schedule_id = 1
        self._weldings = 0
        self._pre_charged = False
        self._energy = self.service.energy
        self._asked: list[int] = []

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

    def _open(self, message: object) -> tuple[Any, bytes] | None:
        self._message = message
        return (message, message.Header.SessionID) if isinstance(message, V2GMessageType) else None

    def _wrap(self, request: Any, now: float) -> object:
        del now
        signed = isinstance(request, m.CertificateInstallationReq) or (
            isinstance(request, m.AuthorizationReq) and request.PnC_AReqAuthorizationMode is not None
        )
        if not signed or self._wallet is None:
            return request
        return self._wallet.sign(request, provisioning=isinstance(request, m.CertificateInstallationReq))

    def _header(self, now: float) -> MessageHeaderType:
        at = max(0, int(now + self._unix_offset_s))
        return MessageHeaderType(SessionID=self.session_id or NO_SESSION, TimeStamp=at)

    # --- head

    def _session_setup(self, now: float) -> m.SessionSetupReq:
        return m.SessionSetupReq(Header=self._header(now), EVCCID=self.settings.evcc_name)

    def _set_up(self, answer: m.SessionSetupRes, now: float) -> str:
        del now
        return "resumed" if answer.ResponseCode.value == "OK_OldSessionJoined" else "new"

    def _authorization_offered(self, answer: m.AuthorizationSetupRes, now: float) -> str:
        del now
        contract = answer.PnC_ASResAuthorizationMode
        usable = self.settings.plug_and_charge and self._wallet is not None and contract is not None
        if usable and contract is not None:
            self._authorization = m.AuthorizationType.PnC
            self._challenge = contract.GenChallenge
            if self.settings.install_certificate and answer.CertificateInstallationService:
                return "install"
        elif m.AuthorizationType.EIM not in answer.AuthorizationServices:
            raise GiveUp(EndReason.REFUSED, "the charger takes Plug and Charge only")
        return "ok"

    def _holder(self) -> Wallet:
        if self._wallet is None:
            raise GiveUp(EndReason.LOCAL, "a contract was chosen, the vehicle has none")
        return self._wallet

    def _installation(self, now: float) -> m.CertificateInstallationReq:
        wallet = self._holder()
        leaf, *above = wallet.provisioning_chain()
        ids = tuple(X509IssuerSerialType(X509IssuerName=n, X509SerialNumber=s) for n, s in wallet.root_ids())
        chain = m.SignedCertificateChainType(
            Id=SIGNED_ID, Certificate=leaf, SubCertificates=m.SubCertificatesType(Certificate=tuple(above))
        )
        return m.CertificateInstallationReq(
            Header=self._header(now),
            OEMProvisioningCertificateChain=chain,
            ListOfRootCertificateIDs=ListOfRootCertificateIDsType(RootCertificateID=ids),
            MaximumContractCertificateChains=1,
        )

    def _installed(self, answer: m.CertificateInstallationRes, now: float) -> str:
        if answer.EVSEProcessing is not FINISHED:
            return self._ongoing(now)
        wrong = self._holder().take(self._message)
        if wrong:
            raise GiveUp(EndReason.REFUSED, f"the new contract cannot be used: {wrong}")
        return "ok"

    def _authorize(self, now: float) -> m.AuthorizationReq:
        mode: dict[str, Any] = {"EIM_AReqAuthorizationMode": m.EIM_AReqAuthorizationModeType()}
        if self._authorization is m.AuthorizationType.PnC:
            leaf, *above = self._holder().contract_chain()
            chain = m.ContractCertificateChainType(
                Certificate=leaf, SubCertificates=m.SubCertificatesType(Certificate=tuple(above))
            )
            contract = m.PnC_AReqAuthorizationModeType(
                Id=SIGNED_ID, GenChallenge=self._challenge, ContractCertificateChain=chain
            )
            mode = {"PnC_AReqAuthorizationMode": contract}
        return m.AuthorizationReq(Header=self._header(now), SelectedAuthorizationService=self._authorization, **mode)

    def _authorized(self, answer: m.AuthorizationRes, now: float) -> str:
        if answer.EVSEProcessing is not FINISHED:
            if self.settings.authorization_wait_s is not None:
                self._timers.setdefault(TimerName.AUTHORIZATION, now + self.settings.authorization_wait_s)
            return self._ongoing(now) if self._authorization is m.AuthorizationType.PnC else "ongoing"
        if answer.ResponseCode.value.startswith("WARNING"):
            raise GiveUp(EndReason.NOT_AUTHORIZED, f"authorization: {answer.ResponseCode.value}")
        return "ok"

    def _discovered(self, answer: m.ServiceDiscoveryRes, now: float) -> str:
        del now
        offered = [service.ServiceID for service in answer.EnergyTransferServiceList.Service]
        if self.service.number not in offered:
            detail = f"the charger offers the services {offered}, not {self.service.number} ({self.service.name})"
            raise GiveUp(EndReason.REFUSED, detail)
        self._asked = [self.service.number]
        return "ok"

    def _detailed(self, answer: m.ServiceDetailRes, now: float) -> str:
        del now
        wanted = services.CONTROL_MODES[self.settings.control_mode]
        for found in answer.ServiceParameterList.ParameterSet:
            if services.read_parameters(found).get("ControlMode") == wanted:
                self._parameter_set = found.ParameterSetID
                return "ok"
        raise GiveUp(EndReason.REFUSED, f"the charger has no {self.settings.control_mode.value} parameter set")

    def _selection(self, now: float) -> m.ServiceSelectionReq:
        selected = m.SelectedServiceType(ServiceID=self.service.number, ParameterSetID=self._parameter_set)
        return m.ServiceSelectionReq(Header=self._header(now), SelectedEnergyTransferService=selected)

    # --- parameters and schedule

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

    # --- before and after the loop

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

    # --- loop

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
