"""The energy transfer loop: what the vehicle says."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.iso20.ac.dynamic import Dynamic_AC_CLReqControlModeType
from v2xsdk.protocol.v2g.messages.iso20.ac.scheduled import Scheduled_AC_CLReqControlModeType
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_sae.limits import (
    EVApparentPowerType,
    EVExcitationType,
    EVReactivePowerType,
)
from v2xsdk.protocol.v2g.messages.namespaces import AC, AC_DER_SAE
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedLong


class DerOperationalStateType(Enum):
    """Whether the inverter runs."""

    On = "On"
    Off = "Off"


class DerConnectionStatusType(Enum):
    """Whether the inverter is connected to the grid."""

    Disconnected = "Disconnected"
    Connected = "Connected"


@AC_DER_SAE.element("DER_Scheduled_AC_CLReqControlMode", substitutes=(AC, "Scheduled_AC_CLReqControlMode"))
class DER_Scheduled_AC_CLReqControlModeType(Scheduled_AC_CLReqControlModeType, frozen=True, kw_only=True):
    """Scheduled control: state and limits of a vehicle that supports the grid."""

    EVPresentVoltage: RationalNumberType
    """Voltage at the vehicle, V"""
    EVPresentFrequency: RationalNumberType
    """Frequency at the vehicle, Hz"""
    EVMaximumDischargePower: RationalNumberType | None = None
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType | None = None
    """Least discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    DEROperationalState: DerOperationalStateType
    """Whether the inverter runs"""
    DERConnectionStatus: DerConnectionStatusType
    """Whether the inverter is connected to the grid"""
    EVApparentPower: EVApparentPowerType | None = None
    """Apparent power the vehicle can take or give now"""
    EVReactivePower: EVReactivePowerType | None = None
    """Reactive power the vehicle can take or give now"""
    EVExcitation: EVExcitationType | None = None
    """Power factors the vehicle can keep now"""
    EVUpdateTime: UnsignedLong
    """Time of the last change of these values, s since 1970 UTC"""
    EVMinimumChargingDuration: UnsignedInt | None = None
    """Time that charging needs at least, s"""
    EVDurationMaximumChargeRate: UnsignedInt | None = None
    """Time for which the largest charging power can be kept, s"""
    EVDurationMaximumDischargeRate: UnsignedInt | None = None
    """Time for which the largest discharging power can be kept, s"""
    DERAlarmStatus: UnsignedInt
    """0 without alarm, else a bit map"""
    EnabledModes: UnsignedInt
    """Bit map of the functions that are on (iso15118-20-amd1, section 5)"""


@AC_DER_SAE.element("DER_Dynamic_AC_CLReqControlMode", substitutes=(AC, "Dynamic_AC_CLReqControlMode"))
class DER_Dynamic_AC_CLReqControlModeType(Dynamic_AC_CLReqControlModeType, frozen=True, kw_only=True):
    """Dynamic control: state and limits of a vehicle that supports the grid."""

    EVMaximumDischargePower: RationalNumberType
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """Least discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVPresentVoltage: RationalNumberType
    """Voltage at the vehicle, V"""
    EVPresentFrequency: RationalNumberType
    """Frequency at the vehicle, Hz"""
    EVSessionTotalDischargeEnergyAvailable: RationalNumberType | None = None
    """Energy the vehicle can give in the session, Wh"""
    EVApparentPower: EVApparentPowerType | None = None
    """Apparent power the vehicle can take or give now"""
    EVReactivePower: EVReactivePowerType | None = None
    """Reactive power the vehicle can take or give now"""
    EVExcitation: EVExcitationType | None = None
    """Power factors the vehicle can keep now"""
    EVMaximumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the upper end of the range for bidirectional cycling, Wh"""
    EVMinimumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the lower end of the range for bidirectional cycling, Wh"""
    DEROperationalState: DerOperationalStateType
    """Whether the inverter runs"""
    DERConnectionStatus: DerConnectionStatusType
    """Whether the inverter is connected to the grid"""
    EVUpdateTime: UnsignedLong
    """Time of the last change of these values, s since 1970 UTC"""
    EVMinimumChargingDuration: UnsignedInt
    """Time that charging needs at least, s"""
    EVDurationMaximumChargeRate: UnsignedInt
    """Time for which the largest charging power can be kept, s"""
    EVDurationMaximumDischargeRate: UnsignedInt
    """Time for which the largest discharging power can be kept, s"""
    DERAlarmStatus: UnsignedInt
    """0 without alarm, else a bit map"""
    EnabledModes: UnsignedInt
    """Bit map of the functions that are on (iso15118-20-amd1, section 5)"""
