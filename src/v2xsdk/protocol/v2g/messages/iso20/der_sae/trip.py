"""Trip settings and entering service."""

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_sae.common import CurveDataPointsListType, DerUnitType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedShort


@AC_DER_SAE.type
class DERCurveType(Record, frozen=True, kw_only=True):
    """A characteristic curve."""

    Enable: bool
    """The function is on"""
    Priority: UnsignedShort | None = None
    """Order among functions that exclude each other"""
    xUnit: DerUnitType
    """Unit of the x axis"""
    yUnit: DerUnitType
    """Unit of the y axis"""
    CurveDataPoints: CurveDataPointsListType
    """The curve"""
    CurveDataPoints_L2: CurveDataPointsListType | None = None
    CurveDataPoints_L3: CurveDataPointsListType | None = None


@AC_DER_SAE.type
class VoltageTripType(Record, frozen=True, kw_only=True):
    """Curves of voltage over time at which the inverter must, or may, stop."""

    OverVoltageMustTripCurve: DERCurveType
    """Overvoltage at which the inverter must stop"""
    UnderVoltageMustTripCurve: DERCurveType
    """Undervoltage at which the inverter must stop"""
    OverVoltageMomentaryCessationTripCurve: DERCurveType | None = None
    """Overvoltage at which the inverter must pause"""
    UnderVoltageMomentaryCessationTripCurve: DERCurveType | None = None
    """Undervoltage at which the inverter must pause"""
    OverVoltageMayTripCurve: DERCurveType | None = None
    """Overvoltage at which the inverter may stop"""
    UnderVoltageMayTripCurve: DERCurveType | None = None
    """Undervoltage at which the inverter may stop"""


@AC_DER_SAE.type
class FrequencyTripType(Record, frozen=True, kw_only=True):
    """Curves of frequency over time at which the inverter must, or may, stop."""

    OverFrequencyMustTripCurve: DERCurveType
    """High frequency at which the inverter must stop"""
    UnderFrequencyMustTripCurve: DERCurveType
    """Low frequency at which the inverter must stop"""
    OverFrequencyMayTripCurve: DERCurveType | None = None
    """High frequency at which the inverter may stop"""
    UnderFrequencyMayTripCurve: DERCurveType | None = None
    """Low frequency at which the inverter may stop"""


@AC_DER_SAE.type
class EnterServiceCPDResType(Record, frozen=True, kw_only=True):
    """Conditions for connecting to the grid."""

    PermitService: bool
    """The inverter may connect"""
    EnterServiceVoltageHigh: RationalNumberType
    """Largest voltage for connecting, V"""
    EnterServiceVoltageLow: RationalNumberType
    """Least voltage for connecting, V"""
    EnterServiceFrequencyHigh: RationalNumberType
    """Largest frequency for connecting, Hz"""
    EnterServiceFrequencyLow: RationalNumberType
    """Least frequency for connecting, Hz"""
    EnterServiceDelay: RationalNumberType | None = None
    """Time the conditions must have held, s"""
    EnterServiceRandomizedDelay: RationalNumberType | None = None
    """Largest random delay on top, s"""
    EnterServiceRampTime: RationalNumberType | None = None
    """Time of the ramp to full power, s"""


@AC_DER_SAE.type
class EnterServiceCLResType(Record, frozen=True, kw_only=True):
    """Conditions for connecting to the grid, as far as they have changed."""

    PermitService: bool
    """The inverter may connect"""
    EnterServiceVoltageHigh: RationalNumberType | None = None
    """Largest voltage for connecting, V"""
    EnterServiceVoltageLow: RationalNumberType | None = None
    """Least voltage for connecting, V"""
    EnterServiceFrequencyHigh: RationalNumberType | None = None
    """Largest frequency for connecting, Hz"""
    EnterServiceFrequencyLow: RationalNumberType | None = None
    """Least frequency for connecting, Hz"""
    EnterServiceDelay: RationalNumberType | None = None
    """Time the conditions must have held, s"""
    EnterServiceRandomizedDelay: RationalNumberType | None = None
    """Largest random delay on top, s"""
    EnterServiceRampTime: RationalNumberType | None = None
    """Time of the ramp to full power, s"""
