"""Payment and authorization."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Binary
from v2xsdk.protocol.v2g.messages.iso2.common import (
    BodyBaseType,
    CertificateChainType,
    EmaidType,
    EVSEProcessingType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY
from v2xsdk.protocol.v2g.messages.simple_types import Long


@ISO2_MSG_BODY.element("PaymentDetailsReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PaymentDetailsReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: the contract and its certificates."""

    eMAID: EmaidType
    """Identifier of the contract"""
    ContractSignatureCertChain: CertificateChainType
    """Contract certificate with the intermediate ones"""


GenChallengeType = Annotated[bytes, Binary(False, 16, 16)]
"""Random challenge of the charger"""


@ISO2_MSG_BODY.element("PaymentDetailsRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PaymentDetailsRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the challenge that the vehicle must sign."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    GenChallenge: GenChallengeType
    """The charger's random challenge"""
    EVSETimeStamp: Long
    """Time at the charger, s since 1970 UTC"""


@ISO2_MSG_BODY.element("AuthorizationReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class AuthorizationReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: authorize the session; signed with the contract key if paid by contract."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier that a signature refers to"""
    GenChallenge: GenChallengeType | None = None
    """The charger's random challenge"""


@ISO2_MSG_BODY.element("AuthorizationRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class AuthorizationRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: whether the session is authorized."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEProcessing: EVSEProcessingType
    """Whether the charger needs more time"""
