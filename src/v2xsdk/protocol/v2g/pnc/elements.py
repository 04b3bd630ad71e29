"""Which elements of which message are signed, and by whom (reference/iso15118, section 10)."""

from __future__ import annotations

from typing import Any

import msgspec

from v2xsdk.protocol.v2g.messages import iso2
from v2xsdk.protocol.v2g.messages.iso20 import common
from v2xsdk.protocol.v2g.messages.xmldsig import SignatureType
from v2xsdk.protocol.v2g.pnc.signatures import Signed

_PARTS: dict[type[Any], tuple[tuple[str, str], ...]] = {
    iso2.CertificateInstallationRes: (
        ("ContractSignatureCertChain", "ContractSignatureCertChain"),
        ("ContractSignatureEncryptedPrivateKey", "ContractSignatureEncryptedPrivateKey"),
        ("DHpublickey", "DHpublickey"),
        ("eMAID", "eMAID"),
    ),
    common.AuthorizationReq: (("PnC_AReqAuthorizationMode", "PnC_AReqAuthorizationMode"),),
    common.MeteringConfirmationReq: (("SignedMeteringData", "SignedMeteringData"),),
    common.CertificateInstallationReq: (("OEMProvisioningCertificateChain", "OEMProvisioningCertificateChain"),),
    common.CertificateInstallationRes: (("SignedInstallationData", "SignedInstallationData"),),
}
_PARTS[iso2.CertificateUpdateRes] = _PARTS[iso2.CertificateInstallationRes]
_WHOLE = (
    iso2.AuthorizationReq,
    iso2.MeteringReceiptReq,
    iso2.CertificateInstallationReq,
    iso2.CertificateUpdateReq,
)


def body_of(message: Any) -> Any:
    """Return the part of a message that is signed: the body of -2, the message itself in -20."""
    return message.Body.BodyElement if isinstance(message, iso2.V2G_Message) else message


def signed_elements(body: Any) -> tuple[Signed, ...]:
    """Return the elements that the signature of a message must cover, none for a message that is not signed."""
    if isinstance(body, _WHOLE):
        return (Signed(type(body).__name__, body),)
    parts = _PARTS.get(type(body), ())
    return tuple(Signed(name, record) for name, field in parts if (record := getattr(body, field)) is not None)


def signature_of(message: Any) -> SignatureType | None:
    """Return the signature in the header of a message."""
    found = message.Header.Signature
    return found if isinstance(found, SignatureType) else None


def with_signature(message: Any, signature: SignatureType) -> Any:
    """Return the message with a signature in its header."""
    header = msgspec.structs.replace(message.Header, Signature=signature)
    return msgspec.structs.replace(message, Header=header)
