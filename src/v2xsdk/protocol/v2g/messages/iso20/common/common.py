"""What several common messages share."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt


@COMMON_MESSAGES.type
class PowerScheduleEntryType(Record, frozen=True, kw_only=True):
    """Power for some time."""

    Duration: UnsignedInt
    """Length, s"""
    Power: RationalNumberType
    """Power; negative to discharge, W"""
    Power_L2: RationalNumberType | None = None
    Power_L3: RationalNumberType | None = None


CertificateType = Annotated[bytes, Binary(False, 0, 1600)]
"""Certificate, DER"""


@COMMON_MESSAGES.type
class SubCertificatesType(Record, frozen=True, kw_only=True):
    """Intermediate certificates, the issuer of the leaf first."""

    Certificate: Annotated[tuple[CertificateType, ...], Occurs(1, 3)]
    """The certificates"""


@COMMON_MESSAGES.type
class ContractCertificateChainType(Record, frozen=True, kw_only=True):
    """Contract certificate with the intermediate ones."""

    Certificate: CertificateType
    """The certificate"""
    SubCertificates: SubCertificatesType
    """Intermediate certificates"""


CurrencyType = Annotated[str, Text(0, 3)]
"""Currency, as in ISO 4217"""
