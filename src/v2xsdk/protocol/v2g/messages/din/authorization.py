"""Payment and authorization."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE
from v2xsdk.protocol.v2g.messages.din.common import (
    BodyBaseType,
    CertificateChainType,
    ContractIDType,
    EVSEProcessingType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DEF
from v2xsdk.protocol.v2g.messages.simple_types import Long


@DIN_MSG_BODY.element("PaymentDetailsReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PaymentDetailsReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: the contract and its certificates."""

    ContractID: ContractIDType
    """Identifier of the contract"""
    ContractSignatureCertChain: CertificateChainType
    """Contract certificate with the intermediate ones"""


GenChallengeType = str
"""Random challenge of the charger"""


@DIN_MSG_BODY.element("PaymentDetailsRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PaymentDetailsRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the challenge that the vehicle must sign."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    GenChallenge: GenChallengeType
    """The charger's random challenge"""
    DateTimeNow: Long
    """Time at the charger, s since 1970 UTC"""


@DIN_MSG_BODY.element("ContractAuthenticationReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ContractAuthenticationReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: authorize the session; signed with the contract key if paid by contract."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier that a signature refers to"""
    GenChallenge: GenChallengeType | None = None
    """The charger's random challenge"""


@DIN_MSG_BODY.element("ContractAuthenticationRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ContractAuthenticationRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: whether the session is authorized."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEProcessing: EVSEProcessingType
    """Whether the charger needs more time"""
