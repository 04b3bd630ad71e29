"""What several common messages share."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt


@COMMON_MESSAGES.type
class PowerScheduleEntryType(Record, frozen=True, kw_only=True):
    """?"""

    Duration: UnsignedInt
    """?"""
    Power: RationalNumberType
    """?"""
    Power_L2: RationalNumberType | None = None
    Power_L3: RationalNumberType | None = None


CertificateType = Annotated[bytes, Binary(False, 0, 1600)]
"""?"""


@COMMON_MESSAGES.type
class SubCertificatesType(Record, frozen=True, kw_only=True):
    """?"""

    Certificate: Annotated[tuple[CertificateType, ...], Occurs(1, 3)]
    """?"""


@COMMON_MESSAGES.type
class ContractCertificateChainType(Record, frozen=True, kw_only=True):
    """?"""

    Certificate: CertificateType
    """?"""
    SubCertificates: SubCertificatesType
    """?"""


CurrencyType = Annotated[str, Text(0, 3)]
"""?"""
