"""Services, payment and authorization of -2, metering receipts included (reference/iso15118, sections 4, 6 and 10)."""

from __future__ import annotations

import secrets
from abc import abstractmethod
from typing import Any

from v2xsdk.protocol.v2g.contracts import ContractDesk, Verdict
from v2xsdk.protocol.v2g.early import status
from v2xsdk.protocol.v2g.early.secc import EarlySecc
from v2xsdk.protocol.v2g.effects import Energy, MeterConfirmed
from v2xsdk.protocol.v2g.evse import PausedSession
from v2xsdk.protocol.v2g.messages import iso2 as m
from v2xsdk.protocol.v2g.secc_machine import Answer, Failure

OK = m.ResponseCodeType.OK
CHARGE_SERVICE = 1
CERTIFICATE_SERVICE = 2
CHALLENGE_BYTES = 16
AC_MODES = {1: ("AC_single_phase_core",), 3: ("AC_three_phase_core", "AC_single_phase_core")}
DC_MODES = ("DC_extended", "DC_core", "DC_combo_core", "DC_unique")


class PaymentSecc(EarlySecc):
    """Handlers from ServiceDiscovery to Authorization, and MeteringReceipt."""

    _tls: bool
    _desk: ContractDesk | None
    _paused: PausedSession | None
    _energy: Energy
    _meter_due_s: float | None
    _contract = ""
    _challenge = b""
    _verified = False

    @abstractmethod
    def _unix_s(self, now: float) -> float:
        """Seconds since 1970 at ``now``."""

    @abstractmethod
    def _ac_status(self) -> m.AC_EVSEStatusType:
        """AC_EVSEStatus."""

    def _modes(self) -> tuple[m.EnergyTransferModeType, ...]:
        names: tuple[str, ...] = ()
        if self.settings.offers(Energy.DC):
            names += DC_MODES
        if self.settings.offers(Energy.AC):
            names += AC_MODES[3 if self.settings.phases == 3 else 1]
        return tuple(m.EnergyTransferModeType[name] for name in names)

    def _options(self) -> tuple[m.PaymentOptionType, ...]:
        contract = self.settings.plug_and_charge and self._tls and self._desk is not None
        found = (m.PaymentOptionType.Contract,) if contract else ()
        external = (m.PaymentOptionType.ExternalPayment,) if self.settings.eim else ()
        if self._paused is not None and self._paused.chosen:
            kept = tuple(option for option in found + external if option.value in self._paused.chosen)
            return kept or found + external
        return found + external

    def _installs(self) -> bool:
        return self.settings.certificate_installation and self._tls and self._desk is not None

    def _service_discovery(self, request: m.ServiceDiscoveryReq, now: float) -> Answer:
        del now
        charge = m.ChargeServiceType(
            ServiceID=CHARGE_SERVICE,
            ServiceCategory=m.ServiceCategoryType.EVCharging,
            FreeService=self.settings.free_service,
            SupportedEnergyTransferMode=m.SupportedEnergyTransferModeType(EnergyTransferMode=self._modes()),
        )
        category = request.ServiceCategory
        wanted = category in (None, m.ServiceCategoryType.ContractCertificate)
        certificates = m.ServiceType(
            ServiceID=CERTIFICATE_SERVICE,
            ServiceName="Certificate",
            ServiceCategory=m.ServiceCategoryType.ContractCertificate,
            FreeService=True,
        )
        services = m.ServiceListType(Service=(certificates,)) if wanted and self._installs() else None
        answer = m.ServiceDiscoveryRes(
            ResponseCode=OK,
            PaymentOptionList=m.PaymentOptionListType(PaymentOption=self._options()),
            ChargeService=charge,
            ServiceList=services,
        )
        return answer, "ok"

    def _service_detail(self, request: m.ServiceDetailReq, now: float) -> Answer:
        del now
        if request.ServiceID == CERTIFICATE_SERVICE and self._installs():
            sets = tuple(
                m.ParameterSetType(ParameterSetID=i, Parameter=(m.ParameterType(Name="Service", stringValue=name),))
                for i, name in ((1, "Installation"), (2, "Update"))
            )
            parameters = m.ServiceParameterListType(ParameterSet=sets)
            answer = m.ServiceDetailRes(ResponseCode=OK, ServiceID=CERTIFICATE_SERVICE, ServiceParameterList=parameters)
            return answer, "ok"
        if request.ServiceID == CHARGE_SERVICE:
            return m.ServiceDetailRes(ResponseCode=OK, ServiceID=CHARGE_SERVICE), "ok"
        raise Failure("FAILED_ServiceIDInvalid", f"service {request.ServiceID} is not on offer")

    def _payment_selection(self, request: m.PaymentServiceSelectionReq, now: float) -> Answer:
        del now
        option = request.SelectedPaymentOption
        if option not in self._options():
            raise Failure("FAILED_PaymentSelectionInvalid", f"{option.value} is not on offer")
        chosen = [service.ServiceID for service in request.SelectedServiceList.SelectedService]
        offered = {CHARGE_SERVICE, *((CERTIFICATE_SERVICE,) if self._installs() else ())}
        if not set(chosen) <= offered:
            raise Failure("FAILED_ServiceSelectionInvalid", f"services {chosen}, on offer are {sorted(offered)}")
        if CHARGE_SERVICE not in chosen:
            raise Failure("FAILED_NoChargeServiceSelected", f"services {chosen}, none of them charges")
        contract = option is m.PaymentOptionType.Contract
        self._challenge = secrets.token_bytes(CHALLENGE_BYTES) if contract else b""
        return m.PaymentServiceSelectionRes(ResponseCode=OK), "contract" if contract else "external"

    def _certificate(self, request: Any, now: float) -> Answer | None:
        if self._desk is None or not self._installs():
            raise Failure("FAILED_NoCertificateAvailable", "no contract provider is connected")
        result = self._desk.install(self._message, request, self._unix_s(now))
        if isinstance(result, Verdict):
            raise Failure(result.code, result.detail)
        return None if result is None else (result, "ok")

    def _hold_code(self, request: Any) -> str:
        return "FAILED_NoCertificateAvailable" if "Certificate" in type(request).__name__ else "FAILED_ContactorError"

    def _payment_details(self, request: m.PaymentDetailsReq, now: float) -> Answer:
        if self._desk is None:
            raise Failure("FAILED_CertChainError", "no contract can be checked here")
        verdict = self._desk.check_contract(request, self._unix_s(now))
        if verdict.code.startswith("FAILED"):
            raise Failure(verdict.code, verdict.detail)
        self._contract = verdict.emaid
        answer = m.PaymentDetailsRes(
            ResponseCode=m.ResponseCodeType[verdict.code],
            GenChallenge=self._challenge,
            EVSETimeStamp=int(self._unix_s(now)),
        )
        return answer, "ok"

    def _authorization(self, request: m.AuthorizationReq, now: float) -> Answer:
        if self._challenge and not self._verified:
            self._verify(request)
        granted = self._authorize(now, self._contract or None)
        waiting = m.EVSEProcessingType.Ongoing if self._contract else self._waiting()
        processing = m.EVSEProcessingType.Finished if granted else waiting
        answer = m.AuthorizationRes(ResponseCode=OK, EVSEProcessing=processing)
        return answer, "ok" if granted else "ongoing"

    def _verify(self, request: m.AuthorizationReq) -> None:
        """Challenge and signature are checked once; later polls come with or without them ([V2G2-684])."""
        if request.GenChallenge is None or not secrets.compare_digest(request.GenChallenge, self._challenge):
            raise Failure("FAILED_ChallengeInvalid", "the challenge is not the one given out in this session")
        if self._desk is None or not self._desk.verify(self._message, request):
            raise Failure("FAILED_SignatureError", "the request is not signed by the contract key")
        self._verified = True

    # --- receipts

    def _receipt_due(self) -> bool:
        """Whether the vehicle shall sign a receipt now: only with a contract ([V2G2-691])."""
        every_s = self.settings.receipt_every_s
        if every_s is None or not self._contract:
            return False
        at = self.vehicle.time_s
        if self._meter_due_s is None or at >= self._meter_due_s:
            self._meter_due_s = at + every_s
            return True
        return False

    def _metering_receipt(self, request: m.MeteringReceiptReq, now: float) -> Answer:
        del now
        valid = self._desk.verify(self._message, request) if self._desk is not None else None
        known = request.SessionID == self.session_id
        if not known or (self.settings.require_valid_receipt and not valid):
            raise Failure("FAILED_MeteringSignatureNotValid", "the receipt is not that of this session or contract")
        self._queue(MeterConfirmed(float(request.MeterInfo.MeterReading or 0), valid))
        dc = self._energy is Energy.DC
        shown = status.dc_status(m, self._told()) if dc else self._ac_status()
        return m.MeteringReceiptRes(ResponseCode=OK, EVSEStatus=shown), "ok"
