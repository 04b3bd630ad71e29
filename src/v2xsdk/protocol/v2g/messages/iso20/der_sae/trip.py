"""Trip settings and entering service."""

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_sae.common import CurveDataPointsListType, DerUnitType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedShort


@AC_DER_SAE.type
class DERCurveType(Record, frozen=True, kw_only=True):
    """?"""

    Enable: bool
    """?"""
    Priority: UnsignedShort | None = None
    """?"""
    xUnit: DerUnitType
    """?"""
    yUnit: DerUnitType
    """?"""
    CurveDataPoints: CurveDataPointsListType
    """?"""
    CurveDataPoints_L2: CurveDataPointsListType | None = None
    CurveDataPoints_L3: CurveDataPointsListType | None = None


@AC_DER_SAE.type
class VoltageTripType(Record, frozen=True, kw_only=True):
    """?"""

    OverVoltageMustTripCurve: DERCurveType
    """?"""
    UnderVoltageMustTripCurve: DERCurveType
    """?"""
    OverVoltageMomentaryCessationTripCurve: DERCurveType | None = None
    """?"""
    UnderVoltageMomentaryCessationTripCurve: DERCurveType | None = None
    """?"""
    OverVoltageMayTripCurve: DERCurveType | None = None
    """?"""
    UnderVoltageMayTripCurve: DERCurveType | None = None
    """?"""


@AC_DER_SAE.type
class FrequencyTripType(Record, frozen=True, kw_only=True):
    """?"""

    OverFrequencyMustTripCurve: DERCurveType
    """?"""
    UnderFrequencyMustTripCurve: DERCurveType
    """?"""
    OverFrequencyMayTripCurve: DERCurveType | None = None
    """?"""
    UnderFrequencyMayTripCurve: DERCurveType | None = None
    """?"""


@AC_DER_SAE.type
class EnterServiceCPDResType(Record, frozen=True, kw_only=True):
    """?"""

    PermitService: bool
    """?"""
    EnterServiceVoltageHigh: RationalNumberType
    """?"""
    EnterServiceVoltageLow: RationalNumberType
    """?"""
    EnterServiceFrequencyHigh: RationalNumberType
    """?"""
    EnterServiceFrequencyLow: RationalNumberType
    """?"""
    EnterServiceDelay: RationalNumberType | None = None
    """?"""
    EnterServiceRandomizedDelay: RationalNumberType | None = None
    """?"""
    EnterServiceRampTime: RationalNumberType | None = None
    """?"""


@AC_DER_SAE.type
class EnterServiceCLResType(Record, frozen=True, kw_only=True):
    """?"""

    PermitService: bool
    """?"""
    EnterServiceVoltageHigh: RationalNumberType | None = None
    """?"""
    EnterServiceVoltageLow: RationalNumberType | None = None
    """?"""
    EnterServiceFrequencyHigh: RationalNumberType | None = None
    """?"""
    EnterServiceFrequencyLow: RationalNumberType | None = None
    """?"""
    EnterServiceDelay: RationalNumberType | None = None
    """?"""
    EnterServiceRandomizedDelay: RationalNumberType | None = None
    """?"""
    EnterServiceRampTime: RationalNumberType | None = None
    """?"""
