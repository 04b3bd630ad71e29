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
    """?"""

    eMAID: EmaidType
    """?"""
    ContractSignatureCertChain: CertificateChainType
    """?"""


GenChallengeType = Annotated[bytes, Binary(False, 16, 16)]
"""?"""


@ISO2_MSG_BODY.element("PaymentDetailsRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PaymentDetailsRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    GenChallenge: GenChallengeType
    """?"""
    EVSETimeStamp: Long
    """?"""


@ISO2_MSG_BODY.element("AuthorizationReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class AuthorizationReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """?"""
    GenChallenge: GenChallengeType | None = None
    """?"""


@ISO2_MSG_BODY.element("AuthorizationRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class AuthorizationRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEProcessing: EVSEProcessingType
    """?"""
