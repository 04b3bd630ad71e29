"""The vehicle's wallet: contract and provisioning identity out of a PKI folder, new contracts checked before use."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.pki.certificate_rules import common_name
from v2xsdk.pki.check import check_chain, fatal
from v2xsdk.pki.keys import PrivateKey
from v2xsdk.pki.profiles import Generation, Role
from v2xsdk.pki.store import Identity
from v2xsdk.protocol.v2g.contracts import Wallet
from v2xsdk.protocol.v2g.messages import iso2
from v2xsdk.protocol.v2g.pnc import key_transport
from v2xsdk.protocol.v2g.pnc.desk import load_chain, v2g_key
from v2xsdk.protocol.v2g.pnc.elements import body_of, signature_of, signed_elements, with_signature
from v2xsdk.protocol.v2g.pnc.signatures import sign, verify


class PkiWallet(Wallet):
    """Holds keys in memory. ``keep`` is told of a new contract, to store it.

    ``any_curve`` is for the test chains of one foreign -20 stack: curves of -2, SignedInfo in the stand-alone grammar.
    """

    def __init__(
        self,
        generation: Generation,
        contract: Identity | None,
        provisioning: Identity | None,
        v2g_roots: tuple[x509.Certificate, ...],
        now: Callable[[], datetime.datetime],
        keep: Callable[[tuple[x509.Certificate, ...], PrivateKey], None] = lambda chain, key: None,
        *,
        any_curve: bool = False,
    ) -> None:
        self._generation = generation
        self._contract = contract
        self._provisioning = provisioning
        self._roots = v2g_roots
        self._now = now
        self._keep = keep
        self._any_curve = any_curve

    @property
    def emaid(self) -> str:
        """The account of the contract certificate; empty without one."""
        return common_name(self._contract.leaf).replace("-", "") if self._contract else ""

    def contract_chain(self) -> tuple[bytes, ...]:
        """DER certificates of the contract, the leaf first."""
        return _ders(self._need(self._contract, "contract").chain)

    def provisioning_chain(self) -> tuple[bytes, ...]:
        """DER certificates of the provisioning leaf, the leaf first."""
        return _ders(self._need(self._provisioning, "provisioning").chain)

    def root_ids(self) -> tuple[tuple[str, int], ...]:
        """(issuer name, serial number) of the roots the vehicle trusts."""
        return tuple((root.issuer.rfc4514_string(), root.serial_number) for root in self._roots)

    def sign(self, message: Any, *, provisioning: bool = False) -> Any:
        """Return the message with a signature over the element that carries its Id."""
        wanted = self._provisioning if provisioning else self._contract
        identity = self._need(wanted, "provisioning" if provisioning else "contract")
        elements = signed_elements(body_of(message))
        return with_signature(message, sign(elements, identity.key, self._generation, standalone=self._any_curve))

    def take(self, message: Any) -> str:
        """Take the contract out of a certificate response; returns what is wrong, empty for nothing."""
        response = body_of(message)
        provider = self._provider_chain(response)
        bad = fatal(
            check_chain(provider, self._roots, Role.CPS, self._generation, self._now(), any_curve=self._any_curve)
        )
        if bad is not None:
            return f"provisioning service: {bad}"
        key = v2g_key(provider[0])
        if key is None or not verify(signature_of(message), signed_elements(response), key, self._generation):
            return "the answer is not signed by the provisioning service"
        try:
            chain, private = self._unwrap(response)
        except (DecodeError, EncodeError, ValueError) as error:
            return str(error)
        if not chain or private.public_key() != chain[0].public_key():
            return "the key does not belong to the certificate [V2G2-823]"
        self._contract = Identity(chain, private)
        self._keep(chain, private)
        return ""

    def _provider_chain(self, response: Any) -> tuple[x509.Certificate, ...]:
        early = self._generation is Generation.ISO2
        given = response.SAProvisioningCertificateChain if early else response.CPSCertificateChain
        return load_chain(given.Certificate, given.SubCertificates)

    def _unwrap(self, response: Any) -> tuple[tuple[x509.Certificate, ...], ec.EllipticCurvePrivateKey]:
        updating = isinstance(response, iso2.CertificateUpdateRes)
        receiver = self._need(self._contract if updating else self._provisioning, "receiving").key
        if not isinstance(receiver, ec.EllipticCurvePrivateKey):
            raise DecodeError("keys are transported to an elliptic curve key only")
        if self._generation is Generation.ISO2:
            given = response.ContractSignatureCertChain
            encrypted = response.ContractSignatureEncryptedPrivateKey.value
            key = key_transport.unwrap_iso2(encrypted, response.DHpublickey.value, receiver)
            return load_chain(given.Certificate, given.SubCertificates), key
        data = response.SignedInstallationData
        if data.SECP521_EncryptedPrivateKey is None:
            raise DecodeError("only keys on secp521r1 are understood")
        key = key_transport.unwrap_iso20(data.SECP521_EncryptedPrivateKey, data.DHPublicKey, receiver)
        chain = data.ContractCertificateChain
        return load_chain(chain.Certificate, chain.SubCertificates), key

    def _need(self, identity: Identity | None, name: str) -> Identity:
        if identity is None:
            raise EncodeError(f"the vehicle has no {name} certificate")
        return identity


def _ders(chain: tuple[x509.Certificate, ...]) -> tuple[bytes, ...]:
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in chain)
