"""Authorization of -20: what is on offer, EIM and Plug and Charge, contract certificates on the way."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec

from v2xsdk.protocol.v2g.contracts import ContractDesk, Verdict
from v2xsdk.protocol.v2g.effects import AuthorizationWanted
from v2xsdk.protocol.v2g.evse import Authorization, EvseState
from v2xsdk.protocol.v2g.iso20.base import Iso20Base
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20.common_types import ProcessingType, ResponseCodeType
from v2xsdk.protocol.v2g.neutral import neutral
from v2xsdk.protocol.v2g.secc_machine import Answer, Failure
from v2xsdk.protocol.v2g.timers import Role, TimerName, seconds

CHALLENGE_BYTES = 16
OK = ResponseCodeType.OK


class AuthorizationSecc(Iso20Base):
    """Handlers of AuthorizationSetup, Authorization and CertificateInstallation."""

    _desk: ContractDesk | None
    _tls: bool
    _challenge = b""
    _verified = b""
    _contract = ""
    _asked_s: float | None = None

    def _authorizations(self) -> tuple[m.AuthorizationType, ...]:
        contract = self.settings.plug_and_charge and self._desk is not None
        found = (m.AuthorizationType.PnC,) if contract else ()
        return found + ((m.AuthorizationType.EIM,) if self.settings.eim or not contract else ())

    def _authorization_setup(self, request: m.AuthorizationSetupReq, now: float) -> Answer:
        del request
        services = self._authorizations()
        modes: dict[str, Any] = {"EIM_ASResAuthorizationMode": m.EIM_ASResAuthorizationModeType()}
        if m.AuthorizationType.PnC in services:
            self._challenge = secrets.token_bytes(CHALLENGE_BYTES)
            modes = {"PnC_ASResAuthorizationMode": m.PnC_ASResAuthorizationModeType(GenChallenge=self._challenge)}
        answer = m.AuthorizationSetupRes(
            Header=self._header(now),
            ResponseCode=OK,
            AuthorizationServices=services,
            CertificateInstallationService=self.settings.certificate_installation and self._desk is not None,
            **modes,
        )
        return answer, "ok"

    def _certificate_installation(self, request: m.CertificateInstallationReq, now: float) -> Answer:
        if self._desk is None or not self.settings.certificate_installation:
            raise Failure("FAILED", "no contract provider is connected")
        result = self._desk.install(self._message, request, self._unix_s(now))
        if isinstance(result, Verdict) and not result.code.startswith("WARNING"):
            raise Failure(result.code, result.detail)
        if result is None or isinstance(result, Verdict):
            values = dict(neutral(m.CertificateInstallationRes))
            values["EVSEProcessing"] = ProcessingType.Ongoing if result is None else ProcessingType.Finished
            code = OK if result is None else ResponseCodeType[result.code]
            answer = m.CertificateInstallationRes(Header=self._header(now), ResponseCode=code, **values)
            return answer, "ongoing" if result is None else "ok"
        return result, "ok"

    def _authorization(self, request: m.AuthorizationReq, now: float) -> Answer:
        if request.SelectedAuthorizationService not in self._authorizations():
            return self._decision(now, "WARNING_AuthorizationSelectionInvalid", ProcessingType.Finished, "warning")
        contract = None
        if request.PnC_AReqAuthorizationMode is not None:
            verdict = self._check_contract(request, now)
            if verdict.code.startswith("WARNING"):
                return self._decision(now, verdict.code, ProcessingType.Finished, "warning")
            contract = verdict.emaid
        elif request.SelectedAuthorizationService is m.AuthorizationType.PnC:
            raise Failure("FAILED", "PnC was selected, the request carries no contract")
        return self._ask(now, contract)

    def _ask(self, now: float, contract: str | None) -> Answer:
        if self._asked_s is None:
            self._asked_s = now
            self._queue(AuthorizationWanted(contract))
        decided = self.evse.authorization
        if decided is Authorization.GRANTED:
            code = "OK_CertificateExpiresSoon" if contract and self._expires_soon else "OK"
            return self._decision(now, code, ProcessingType.Finished, "ok")
        given_up = now - self._asked_s >= seconds(self.protocol, Role.SECC, TimerName.AUTHORIZATION)
        if decided is Authorization.REFUSED or given_up:
            self._asked_s = None
            self._forget_decision()
            code = "WARNING_GeneralPnCAuthorizationError" if contract else "WARNING_EIMAuthorizationFailure"
            return self._decision(now, code, ProcessingType.Finished, "warning")
        waiting = decided is Authorization.WAITING_FOR_CUSTOMER
        processing = ProcessingType.Ongoing_WaitingForCustomerInteraction if waiting else ProcessingType.Ongoing
        return self._decision(now, "OK", processing, "ongoing")

    def _forget_decision(self) -> None:
        """A refusal is used up: a second card may work ([V2G20-2219])."""
        self.evse = msgspec.structs.replace(self.evse, authorization=Authorization.PENDING)
        self._refusal_used = True

    def _merged(self, evse: EvseState) -> EvseState:
        """Keep a used-up refusal from deciding again until the authorizer said something else."""
        if not self._refusal_used:
            return evse
        if evse.authorization is Authorization.REFUSED:
            return msgspec.structs.replace(evse, authorization=Authorization.PENDING)
        self._refusal_used = False
        return evse

    _refusal_used = False
    _expires_soon = False

    def _check_contract(self, request: m.AuthorizationReq, now: float) -> Verdict:
        """Challenge, chain and signature; verified once, the polls repeat the same request."""
        given = request.PnC_AReqAuthorizationMode
        if self._desk is None or given is None:
            return Verdict("WARNING_GeneralPnCAuthorizationError")
        if not self._challenge or not secrets.compare_digest(given.GenChallenge, self._challenge):
            return Verdict("WARNING_ChallengeInvalid")
        if self._verified == given.ContractCertificateChain.Certificate:
            return Verdict(emaid=self._contract)
        verdict = self._desk.check_contract(request, self._unix_s(now))
        if verdict.code.startswith(("WARNING", "FAILED")):
            return verdict
        if not self._desk.verify(self._message, request):
            raise Failure("FAILED_SignatureError", "the request is not signed by the contract key")
        self._expires_soon = verdict.code == "OK_CertificateExpiresSoon"
        self._verified, self._contract = given.ContractCertificateChain.Certificate, verdict.emaid
        return verdict

    def _decision(self, now: float, code: str, processing: ProcessingType, outcome: str) -> Answer:
        answer = m.AuthorizationRes(
            Header=self._header(now), ResponseCode=ResponseCodeType[code], EVSEProcessing=processing
        )
        return answer, outcome
