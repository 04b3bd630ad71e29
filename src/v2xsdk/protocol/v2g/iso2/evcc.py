"""The vehicle's side of an ISO 15118-2 session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from v2xsdk.protocol.v2g.contracts import Wallet
from v2xsdk.protocol.v2g.early.evcc import EarlyEvcc
from v2xsdk.protocol.v2g.effects import CloseContactor, EndReason, PilotWanted
from v2xsdk.protocol.v2g.ev import EvSettings, EvState, Wish
from v2xsdk.protocol.v2g.evcc_machine import GiveUp, Handler
from v2xsdk.protocol.v2g.iso2 import table
from v2xsdk.protocol.v2g.messages import iso2 as m
from v2xsdk.protocol.v2g.messages.xmldsig import X509IssuerSerialType
from v2xsdk.protocol.v2g.numbers import optional, physical, physical_limit, to_float
from v2xsdk.protocol.v2g.timers import Protocol, TimerName

FINISHED = m.EVSEProcessingType.Finished
WAITING = m.EVSEProcessingType.Ongoing_WaitingForCustomerInteraction
CERTIFICATE_SERVICE = 2
SIGNED_ID = "id1"


class Iso2Evcc(EarlyEvcc):
    """ISO 15118-2, AC and DC, external payment and contract. ``wallet`` holds the vehicle's certificates."""

    protocol = Protocol.ISO2
    table = table.EVCC
    messages = m
    loop_states = frozenset({"charging", "charging_ac"})

    def __init__(self, settings: EvSettings, ev: EvState, *, tls: bool = False, wallet: Wallet | None = None) -> None:
        super().__init__(settings, ev)
        self._wallet = wallet
        self._contract = settings.plug_and_charge and tls and wallet is not None
        self._ac = settings.energy_mode.startswith("AC")
        self._services: tuple[int, ...] = ()
        self._challenge = b""
        self._signed = False
        self._schedule_id = 1
        self._receipt: m.MeterInfoType | None = None

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

    def _wrap(self, request: Any, now: float) -> object:
        message = super()._wrap(request, now)
        if self._wallet is None or getattr(request, "Id", None) is None:
            return message
        provisioning = isinstance(request, m.CertificateInstallationReq)
        return self._wallet.sign(message, provisioning=provisioning)

    # --- payment

    def _discovered(self, answer: m.ServiceDiscoveryRes, now: float) -> str:
        del now
        options = answer.PaymentOptionList.PaymentOption
        self._contract = self._contract and m.PaymentOptionType.Contract in options
        if not self._contract and m.PaymentOptionType.ExternalPayment not in options:
            raise GiveUp(EndReason.REFUSED, f"the charger takes {', '.join(o.value for o in options)} only")
        modes = [mode.value for mode in answer.ChargeService.SupportedEnergyTransferMode.EnergyTransferMode]
        if self.settings.energy_mode not in modes:
            raise GiveUp(EndReason.REFUSED, f"the charger offers {', '.join(modes)}, not {self.settings.energy_mode}")
        offered = answer.ServiceList.Service if answer.ServiceList else ()
        certificates = any(service.ServiceID == CERTIFICATE_SERVICE for service in offered)
        wanted = self.settings.install_certificate or self.settings.update_certificate
        self._services = (answer.ChargeService.ServiceID,)
        if not (certificates and wanted and self._contract):
            return "ok"
        self._services += (CERTIFICATE_SERVICE,)
        return "detail"

    def _payment(self, now: float) -> m.PaymentServiceSelectionReq:
        del now
        chosen = []
        for number in self._services:
            parameter = (1 if self.settings.install_certificate else 2) if number == CERTIFICATE_SERVICE else None
            chosen.append(m.SelectedServiceType(ServiceID=number, ParameterSetID=parameter))
        option = m.PaymentOptionType.Contract if self._contract else m.PaymentOptionType.ExternalPayment
        return m.PaymentServiceSelectionReq(
            SelectedPaymentOption=option,
            SelectedServiceList=m.SelectedServiceListType(SelectedService=tuple(chosen)),
        )

    def _selected(self, answer: m.PaymentServiceSelectionRes, now: float) -> str:
        del answer, now
        if not self._contract:
            return "external"
        if CERTIFICATE_SERVICE in self._services:
            return "install" if self.settings.install_certificate else "update"
        return "contract"

    def _holder(self) -> Wallet:
        if self._wallet is None:
            raise GiveUp(EndReason.LOCAL, "a contract was chosen, the vehicle has none")
        return self._wallet

    def _roots(self) -> m.ListOfRootCertificateIDsType:
        ids = tuple(
            X509IssuerSerialType(X509IssuerName=name, X509SerialNumber=serial)
            for name, serial in self._holder().root_ids()
        )
        return m.ListOfRootCertificateIDsType(RootCertificateID=ids)

    def _installation(self, now: float) -> m.CertificateInstallationReq:
        del now
        leaf = self._holder().provisioning_chain()[0]
        return m.CertificateInstallationReq(
            Id=SIGNED_ID, OEMProvisioningCert=leaf, ListOfRootCertificateIDs=self._roots()
        )

    def _certificate_update(self, now: float) -> m.CertificateUpdateReq:
        del now
        return m.CertificateUpdateReq(
            Id=SIGNED_ID,
            ContractSignatureCertChain=self._chain(),
            eMAID=self._holder().emaid,
            ListOfRootCertificateIDs=self._roots(),
        )

    def _installed(self, answer: Any, now: float) -> str:
        del answer, now
        wrong = self._holder().take(self._message)
        if wrong:
            raise GiveUp(EndReason.REFUSED, f"the new contract cannot be used: {wrong}")
        return "ok"

    def _chain(self) -> m.CertificateChainType:
        leaf, *above = self._holder().contract_chain()
        subs = m.SubCertificatesType(Certificate=tuple(above)) if above else None
        return m.CertificateChainType(Certificate=leaf, SubCertificates=subs)

    def _payment_details(self, now: float) -> m.PaymentDetailsReq:
        del now
        return m.PaymentDetailsReq(eMAID=self._holder().emaid, ContractSignatureCertChain=self._chain())

    def _challenged(self, answer: m.PaymentDetailsRes, now: float) -> str:
        del now
        self._challenge = answer.GenChallenge
        return "ok"

    def _authorization(self, now: float) -> m.AuthorizationReq:
        """The challenge is signed and sent once; later polls are empty ([V2G2-684])."""
        del now
        if not self._contract or self._signed:
            return m.AuthorizationReq()
        self._signed = True
        return m.AuthorizationReq(Id=SIGNED_ID, GenChallenge=self._challenge)

    def _authorized(self, answer: m.AuthorizationRes, now: float) -> str:
        if answer.EVSEProcessing is FINISHED:
            return "ok"
        if self.settings.authorization_wait_s is not None:
            self._timers.setdefault(TimerName.AUTHORIZATION, now + self.settings.authorization_wait_s)
        if answer.EVSEProcessing is WAITING:
            self._timers.pop(TimerName.ONGOING, None)
            return "waiting"
        return self._ongoing(now) if self._contract else "ongoing"

    # --- parameters

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

    # --- energy

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

    def receive(self, message: object, now: float, stream: Any = None) -> None:
        """Take one decoded answer of the charger."""
        self._message = message
        super().receive(message, now)
