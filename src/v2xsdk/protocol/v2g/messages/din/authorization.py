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
    """?"""

    ContractID: ContractIDType
    """?"""
    ContractSignatureCertChain: CertificateChainType
    """?"""


GenChallengeType = str
"""?"""


@DIN_MSG_BODY.element("PaymentDetailsRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PaymentDetailsRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    GenChallenge: GenChallengeType
    """?"""
    DateTimeNow: Long
    """?"""


@DIN_MSG_BODY.element("ContractAuthenticationReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ContractAuthenticationReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """?"""
    GenChallenge: GenChallengeType | None = None
    """?"""


@DIN_MSG_BODY.element("ContractAuthenticationRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ContractAuthenticationRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEProcessing: EVSEProcessingType
    """?"""
