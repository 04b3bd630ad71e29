"""The charger's contract desk: chains against trusted roots, signatures, new contracts from a provider."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from typing import Any

import msgspec
from cryptography import x509

from v2xsdk.errors import EncodeError
from v2xsdk.pki import emaid
from v2xsdk.pki.certificate_rules import common_name
from v2xsdk.pki.check import check_chain, fatal
from v2xsdk.pki.findings import Finding, FindingCode
from v2xsdk.pki.keys import PublicKey, kind_of
from v2xsdk.pki.profiles import Generation, Role
from v2xsdk.protocol.v2g.contracts import ContractDesk, Verdict
from v2xsdk.protocol.v2g.messages import iso2
from v2xsdk.protocol.v2g.pnc.elements import body_of, signature_of, signed_elements
from v2xsdk.protocol.v2g.pnc.signatures import verify

EARLY_CODES = {FindingCode.EXPIRED: "FAILED_CertificateExpired"}
ISO20_CODES = {
    FindingCode.EXPIRED: "WARNING_CertificateExpired",
    FindingCode.NOT_YET_VALID: "WARNING_CertificateNotYetValid",
}


class Trust(msgspec.Struct, frozen=True):
    """Roots by what they may stand above. ``any_curve`` accepts the other generation's curves (test chains)."""

    contract: tuple[x509.Certificate, ...]
    provisioning: tuple[x509.Certificate, ...]
    any_curve: bool = False


class ContractProvider(ABC):
    """Whoever makes contract certificates: a backend, or a test PKI."""

    @abstractmethod
    def provide(self, message: Any, receiver: x509.Certificate) -> Any | Verdict:
        """Return the response that carries the contract for ``receiver``, signed by the provisioning service.

        ``message`` is the verified request. ``None`` while the backend is at work, a ``Verdict`` to refuse.
        """


class PkiDesk(ContractDesk):
    """One session's desk. It remembers the contract key that the vehicle showed, to verify what comes later."""

    def __init__(self, generation: Generation, trust: Trust, provider: ContractProvider | None = None) -> None:
        self._generation = generation
        self._trust = trust
        self._provider = provider
        self._key: PublicKey | None = None

    def check_contract(self, request: Any, now_unix_s: float) -> Verdict:
        """Judge a contract chain; its leaf's key verifies the messages that follow."""
        given = request.ContractSignatureCertChain if self._early else request.PnC_AReqAuthorizationMode
        chain_of = given if self._early else given.ContractCertificateChain
        chain = load_chain(chain_of.Certificate, chain_of.SubCertificates)
        findings = self._judge(chain, self._trust.contract, Role.CONTRACT, now_unix_s)
        bad = fatal(findings)
        if bad is not None:
            return Verdict(self._code(bad), detail=str(bad))
        account = common_name(chain[0])
        if self._early and not emaid.same(request.eMAID, account):
            detail = f"the eMAID {request.eMAID} is not that of the certificate, {account}"
            return Verdict("FAILED_CertChainError", detail=detail)
        self._key = v2g_key(chain[0])
        soon = any(finding.code is FindingCode.EXPIRES_SOON for finding in findings)
        return Verdict("OK_CertificateExpiresSoon" if soon else "OK", account)

    def verify(self, message: Any, request: Any) -> bool:
        """Return whether the contract key signed exactly this request."""
        return self._key is not None and self._signed(message, request, self._key)

    def install(self, message: Any, request: Any, now_unix_s: float) -> Any | Verdict:
        """Verify a certificate request, then ask the provider."""
        updating = isinstance(request, iso2.CertificateUpdateReq)
        chain = self._receiver_chain(request)
        roots = self._trust.contract if updating else self._trust.provisioning
        role = Role.CONTRACT if updating else Role.OEM_PROVISIONING
        findings = self._judge(chain, roots, role, now_unix_s)
        if self._early and not updating:
            # The request carries the leaf alone: its issuers are the provider's to know.
            findings = [f for f in findings if f.code is not FindingCode.NOT_TRUSTED]
        bad = fatal(findings)
        if bad is not None or not chain:
            return Verdict(self._install_code(bad, updating), detail=str(bad or "no readable certificate"))
        key = v2g_key(chain[0])
        if key is None or not self._signed(message, request, key):
            return Verdict("FAILED_SignatureError", detail="the certificate request is not signed by its own key")
        if self._provider is None:
            code = "FAILED_NoCertificateAvailable" if self._early else "WARNING_NoCertificateAvailable"
            return Verdict(code, detail="no contract provider is connected")
        return self._provider.provide(message, chain[0])

    @property
    def _early(self) -> bool:
        return self._generation is Generation.ISO2

    def _receiver_chain(self, request: Any) -> tuple[x509.Certificate, ...]:
        if isinstance(request, iso2.CertificateUpdateReq):
            given = request.ContractSignatureCertChain
            return load_chain(given.Certificate, given.SubCertificates)
        if self._early:
            return load_chain(request.OEMProvisioningCert, None)
        given20 = request.OEMProvisioningCertificateChain
        return load_chain(given20.Certificate, given20.SubCertificates)

    def _judge(
        self, chain: tuple[x509.Certificate, ...], roots: tuple[x509.Certificate, ...], role: Role, now_unix_s: float
    ) -> list[Finding]:
        now = datetime.datetime.fromtimestamp(now_unix_s, datetime.UTC)
        return check_chain(chain, roots, role, self._generation, now, any_curve=self._trust.any_curve)

    def _code(self, finding: Finding) -> str:
        if self._early:
            return EARLY_CODES.get(finding.code, "FAILED_CertChainError")
        return ISO20_CODES.get(finding.code, "WARNING_CertificateValidationError")

    def _install_code(self, finding: Finding | None, updating: bool) -> str:
        """FAILED_CertChainError is not for CertificateInstallation (reference/iso15118, section 8)."""
        if finding is not None and (updating or not self._early):
            return self._code(finding)
        expired = finding is not None and finding.code is FindingCode.EXPIRED
        return "FAILED_CertificateExpired" if expired else "FAILED_NoCertificateAvailable"

    def _signed(self, message: Any, request: Any, key: PublicKey) -> bool:
        if body_of(message) != request:
            return False
        try:
            return verify(signature_of(message), signed_elements(request), key, self._generation)
        except EncodeError:
            return False


def load_chain(leaf: bytes, subs: Any) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a chain type, the leaf first; an empty chain where one cannot be read."""
    try:
        ders = [leaf, *(subs.Certificate if subs is not None else ())]
        return tuple(x509.load_der_x509_certificate(der) for der in ders)
    except ValueError:
        return ()


def v2g_key(certificate: x509.Certificate) -> PublicKey | None:
    """Return the public key of a certificate if it lies on a curve of the V2G profiles."""
    key = certificate.public_key()
    return key if kind_of(key) is not None else None  # type: ignore[return-value]  # kind_of() let only these pass
