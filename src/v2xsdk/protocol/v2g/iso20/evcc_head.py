"""Session set-up, authorization and service selection of a -20 vehicle."""

from __future__ import annotations

from typing import Any

from v2xsdk.protocol.v2g.contracts import Wallet
from v2xsdk.protocol.v2g.effects import (
    EndReason,
)
from v2xsdk.protocol.v2g.ev import EvSettings, EvState
from v2xsdk.protocol.v2g.evcc_machine import EvccMachine, GiveUp
from v2xsdk.protocol.v2g.evse import SERVICES
from v2xsdk.protocol.v2g.iso20 import services, table
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20.common_types import (
    EvseNotificationType,
    ListOfRootCertificateIDsType,
    MessageHeaderType,
    ProcessingType,
    V2GMessageType,
)
from v2xsdk.protocol.v2g.messages.xmldsig import X509IssuerSerialType
from v2xsdk.protocol.v2g.timers import Protocol, TimerName

FINISHED = ProcessingType.Finished
NO_SESSION = bytes(8)
SIGNED_ID = "id1"
ENDING = (EvseNotificationType.Terminate, EvseNotificationType.Pause, EvseNotificationType.ServiceRenegotiation)


class HeadEvcc(EvccMachine):
    """Requests and answers of the common head. ``wallet`` holds the vehicle's certificates."""

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
