"""Services, payment and authorization of a -2 vehicle, contract certificates included."""

from __future__ import annotations

from typing import Any

from v2xsdk.protocol.v2g.contracts import Wallet
from v2xsdk.protocol.v2g.early.evcc import EarlyEvcc
from v2xsdk.protocol.v2g.effects import EndReason
from v2xsdk.protocol.v2g.ev import EvSettings, EvState
from v2xsdk.protocol.v2g.evcc_machine import GiveUp
from v2xsdk.protocol.v2g.iso2 import table
from v2xsdk.protocol.v2g.messages import iso2 as m
from v2xsdk.protocol.v2g.messages.xmldsig import X509IssuerSerialType
from v2xsdk.protocol.v2g.timers import Protocol, TimerName

FINISHED = m.EVSEProcessingType.Finished
WAITING = m.EVSEProcessingType.Ongoing_WaitingForCustomerInteraction
CERTIFICATE_SERVICE = 2
SIGNED_ID = "id1"


class PaymentEvcc(EarlyEvcc):
    """Requests and answers up to Authorization. ``wallet`` holds the vehicle's certificates."""

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

    def _wrap(self, request: Any, now: float) -> object:
        message = super()._wrap(request, now)
        if self._wallet is None or getattr(request, "Id", None) is None:
            return message
        provisioning = isinstance(request, m.CertificateInstallationReq)
        return self._wallet.sign(message, provisioning=provisioning)

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

    def receive(self, message: object, now: float, stream: Any = None) -> None:
        """Take one decoded answer of the charger."""
        self._message = message
        super().receive(message, now)
