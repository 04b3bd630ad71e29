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
    """?"""

    On = "On"
    Off = "Off"


class DerConnectionStatusType(Enum):
    """?"""

    Disconnected = "Disconnected"
    Connected = "Connected"


@AC_DER_SAE.element("DER_Scheduled_AC_CLReqControlMode", substitutes=(AC, "Scheduled_AC_CLReqControlMode"))
class DER_Scheduled_AC_CLReqControlModeType(Scheduled_AC_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVPresentVoltage: RationalNumberType
    """?"""
    EVPresentFrequency: RationalNumberType
    """?"""
    EVMaximumDischargePower: RationalNumberType | None = None
    """?"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType | None = None
    """?"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    DEROperationalState: DerOperationalStateType
    """?"""
    DERConnectionStatus: DerConnectionStatusType
    """?"""
    EVApparentPower: EVApparentPowerType | None = None
    """?"""
    EVReactivePower: EVReactivePowerType | None = None
    """?"""
    EVExcitation: EVExcitationType | None = None
    """?"""
    EVUpdateTime: UnsignedLong
    """?"""
    EVMinimumChargingDuration: UnsignedInt | None = None
    """?"""
    EVDurationMaximumChargeRate: UnsignedInt | None = None
    """?"""
    EVDurationMaximumDischargeRate: UnsignedInt | None = None
    """?"""
    DERAlarmStatus: UnsignedInt
    """?"""
    EnabledModes: UnsignedInt
    """?"""


@AC_DER_SAE.element("DER_Dynamic_AC_CLReqControlMode", substitutes=(AC, "Dynamic_AC_CLReqControlMode"))
class DER_Dynamic_AC_CLReqControlModeType(Dynamic_AC_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumDischargePower: RationalNumberType
    """?"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """?"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVPresentVoltage: RationalNumberType
    """?"""
    EVPresentFrequency: RationalNumberType
    """?"""
    EVSessionTotalDischargeEnergyAvailable: RationalNumberType | None = None
    """?"""
    EVApparentPower: EVApparentPowerType | None = None
    """?"""
    EVReactivePower: EVReactivePowerType | None = None
    """?"""
    EVExcitation: EVExcitationType | None = None
    """?"""
    EVMaximumV2XEnergyRequest: RationalNumberType | None = None
    """?"""
    EVMinimumV2XEnergyRequest: RationalNumberType | None = None
    """?"""
    DEROperationalState: DerOperationalStateType
    """?"""
    DERConnectionStatus: DerConnectionStatusType
    """?"""
    EVUpdateTime: UnsignedLong
    """?"""
    EVMinimumChargingDuration: UnsignedInt
    """?"""
    EVDurationMaximumChargeRate: UnsignedInt
    """?"""
    EVDurationMaximumDischargeRate: UnsignedInt
    """?"""
    DERAlarmStatus: UnsignedInt
    """?"""
    EnabledModes: UnsignedInt
    """?"""
