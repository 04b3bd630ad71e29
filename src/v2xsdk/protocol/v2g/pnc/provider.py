"""A contract provider for benches: hands out the contract of a PKI folder, signed by its provisioning service."""

from __future__ import annotations

from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from v2xsdk.pki.certificate_rules import common_name
from v2xsdk.pki.profiles import Generation
from v2xsdk.pki.store import Identity
from v2xsdk.protocol.v2g.contracts import Verdict
from v2xsdk.protocol.v2g.messages import iso2
from v2xsdk.protocol.v2g.messages.iso20 import common
from v2xsdk.protocol.v2g.messages.iso20.common_types import ProcessingType, ResponseCodeType
from v2xsdk.protocol.v2g.pnc import key_transport
from v2xsdk.protocol.v2g.pnc.desk import ContractProvider
from v2xsdk.protocol.v2g.pnc.elements import body_of, signed_elements, with_signature
from v2xsdk.protocol.v2g.pnc.signatures import sign


class PkiContractProvider(ContractProvider):
    """Answers at once, with the same contract for every vehicle."""

    def __init__(self, generation: Generation, contract: Identity, service: Identity) -> None:
        self._generation = generation
        self._contract = contract
        self._service = service

    def provide(self, message: Any, receiver: x509.Certificate) -> Any | Verdict:
        """Return the whole response message, signed."""
        key, own = receiver.public_key(), self._contract.key
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(own, ec.EllipticCurvePrivateKey):
            early = self._generation is Generation.ISO2
            code = "FAILED_NoCertificateAvailable" if early else "WARNING_NoCertificateAvailable"
            return Verdict(code, detail="keys are transported to an elliptic curve key only")
        if self._generation is Generation.ISO2:
            return self._iso2(message, own, key)
        return self._iso20(message, own, key)

    def _iso2(self, message: Any, own: ec.EllipticCurvePrivateKey, receiver: ec.EllipticCurvePublicKey) -> Any:
        updating = isinstance(body_of(message), iso2.CertificateUpdateReq)
        encrypted, ephemeral = key_transport.wrap_iso2(own, receiver)
        kind = iso2.CertificateUpdateRes if updating else iso2.CertificateInstallationRes
        body = kind(
            ResponseCode=iso2.ResponseCodeType.OK,
            SAProvisioningCertificateChain=_iso2_chain(self._service),
            ContractSignatureCertChain=msgspec.structs.replace(_iso2_chain(self._contract), Id="id1"),
            ContractSignatureEncryptedPrivateKey=iso2.ContractSignatureEncryptedPrivateKeyType(
                Id="id2", value=encrypted
            ),
            DHpublickey=iso2.DiffieHellmanPublickeyType(Id="id3", value=ephemeral),
            eMAID=iso2.EMAIDType(Id="id4", value=common_name(self._contract.leaf).replace("-", "")),
        )
        answer = msgspec.structs.replace(message, Body=iso2.BodyType(BodyElement=body))
        return with_signature(answer, sign(signed_elements(body), self._service.key, self._generation))

    def _iso20(self, message: Any, own: ec.EllipticCurvePrivateKey, receiver: ec.EllipticCurvePublicKey) -> Any:
        encrypted, ephemeral = key_transport.wrap_iso20(own, receiver)
        leaf, *above = _ders(self._contract)
        data = common.SignedInstallationDataType(
            Id="id1",
            ContractCertificateChain=common.ContractCertificateChainType(
                Certificate=leaf, SubCertificates=common.SubCertificatesType(Certificate=tuple(above))
            ),
            ECDHCurve=common.EcdhCurveType.SECP521,
            DHPublicKey=ephemeral,
            SECP521_EncryptedPrivateKey=encrypted,
        )
        own_leaf, *own_above = _ders(self._service)
        answer = common.CertificateInstallationRes(
            Header=msgspec.structs.replace(message.Header, Signature=None),
            ResponseCode=ResponseCodeType.OK,
            EVSEProcessing=ProcessingType.Finished,
            CPSCertificateChain=common.CertificateChainType(
                Certificate=own_leaf, SubCertificates=common.SubCertificatesType(Certificate=tuple(own_above))
            ),
            SignedInstallationData=data,
            RemainingContractCertificateChains=0,
        )
        return with_signature(answer, sign(signed_elements(answer), self._service.key, self._generation))


def _ders(identity: Identity) -> tuple[bytes, ...]:
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in identity.chain)


def _iso2_chain(identity: Identity) -> iso2.CertificateChainType:
    leaf, *above = _ders(identity)
    return iso2.CertificateChainType(
        Certificate=leaf, SubCertificates=iso2.SubCertificatesType(Certificate=tuple(above))
    )
