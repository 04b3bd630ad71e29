"""Limits of the inverter, the charger and the grid."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Text
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE


@AC_DER_SAE.type
class EVApparentPowerLimitsType(Record, frozen=True, kw_only=True):
    """?"""

    EVMaximumApparentPowerDuringChargingAndVarAbsorption: RationalNumberType
    """?"""
    EVMaximumApparentPowerDuringChargingAndVarAbsorption_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarAbsorption_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarInjection: RationalNumberType
    """?"""
    EVMaximumApparentPowerDuringChargingAndVarInjection_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarInjection_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption: RationalNumberType
    """?"""
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarInjection: RationalNumberType
    """?"""
    EVMaximumApparentPowerDuringDischargingAndVarInjection_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarInjection_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class EVReactivePowerLimitsType(Record, frozen=True, kw_only=True):
    """?"""

    EVMaximumVarAbsorptionDuringCharging: RationalNumberType
    """?"""
    EVMaximumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringCharging: RationalNumberType | None = None
    """?"""
    EVMinimumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVMaximumVarInjectionDuringCharging: RationalNumberType
    """?"""
    EVMaximumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVMaximumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVMinimumVarInjectionDuringCharging: RationalNumberType | None = None
    """?"""
    EVMinimumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVMinimumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringDischarging: RationalNumberType
    """?"""
    EVMaximumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringDischarging: RationalNumberType | None = None
    """?"""
    EVMinimumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVMaximumVarInjectionDuringDischarging: RationalNumberType
    """?"""
    EVMaximumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVMaximumVarInjectionDuringDischarging_L3: RationalNumberType | None = None
    EVMinimumVarInjectionDuringDischarging: RationalNumberType | None = None
    """?"""
    EVMinimumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVMinimumVarInjectionDuringDischarging_L3: RationalNumberType | None = None
    EVReactiveSusceptance: RationalNumberType
    """?"""
    EVReactiveSusceptance_L2: RationalNumberType | None = None
    EVReactiveSusceptance_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class EVExcitationLimitsType(Record, frozen=True, kw_only=True):
    """?"""

    EVSpecifiedOverExcitedPowerFactor: RationalNumberType
    """?"""
    EVSpecifiedOverExcitedPowerFactor_L2: RationalNumberType | None = None
    EVSpecifiedOverExcitedPowerFactor_L3: RationalNumberType | None = None
    EVSpecifiedOverExcitedDischargePower: RationalNumberType
    """?"""
    EVSpecifiedOverExcitedDischargePower_L2: RationalNumberType | None = None
    EVSpecifiedOverExcitedDischargePower_L3: RationalNumberType | None = None
    EVSpecifiedUnderExcitedPowerFactor: RationalNumberType
    """?"""
    EVSpecifiedUnderExcitedPowerFactor_L2: RationalNumberType | None = None
    EVSpecifiedUnderExcitedPowerFactor_L3: RationalNumberType | None = None
    EVSpecifiedUnderExcitedDischargePower: RationalNumberType
    """?"""
    EVSpecifiedUnderExcitedDischargePower_L2: RationalNumberType | None = None
    EVSpecifiedUnderExcitedDischargePower_L3: RationalNumberType | None = None


EvInverterSwVersionType = Annotated[str, Text(0, 32)]
"""?"""
EvInverterHwVersionType = Annotated[str, Text(0, 32)]
"""?"""
EvInverterManufacturerType = Annotated[str, Text(0, 32)]
"""?"""
EvInverterModelType = Annotated[str, Text(0, 32)]
"""?"""
EvInverterSerialNumberType = Annotated[str, Text(0, 32)]
"""?"""


@AC_DER_SAE.type
class EVInverterDetailsType(Record, frozen=True, kw_only=True):
    """?"""

    EVInverterSwVersion: EvInverterSwVersionType
    """?"""
    EVInverterHwVersion: EvInverterHwVersionType | None = None
    """?"""
    EVInverterManufacturer: EvInverterManufacturerType
    """?"""
    EVInverterModel: EvInverterModelType
    """?"""
    EVInverterSerialNumber: EvInverterSerialNumberType
    """?"""


@AC_DER_SAE.type
class EVSEReactivePowerLimitsType(Record, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumVarAbsorptionDuringCharging: RationalNumberType
    """?"""
    EVSEMaximumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVSEMaximumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVSEMaximumVarInjectionDuringCharging: RationalNumberType
    """?"""
    EVSEMaximumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVSEMaximumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVSEMaximumVarAbsorptionDuringDischarging: RationalNumberType
    """?"""
    EVSEMaximumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVSEMaximumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVSEMaximumVarInjectionDuringDischarging: RationalNumberType
    """?"""
    EVSEMaximumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVSEMaximumVarInjectionDuringDischarging_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class GridLimitsType(Record, frozen=True, kw_only=True):
    """?"""

    GridNominalFrequency: RationalNumberType
    """?"""
    GridNominalVoltage: RationalNumberType
    """?"""
    GridNominalVoltageOffset: RationalNumberType
    """?"""
    GridMinFrequency: RationalNumberType | None = None
    """?"""
    GridMaxFrequency: RationalNumberType | None = None
    """?"""
    GridMaximumVoltage: RationalNumberType
    """?"""
    GridMinimumVoltage: RationalNumberType
    """?"""


@AC_DER_SAE.type
class EVApparentPowerType(Record, frozen=True, kw_only=True):
    """?"""

    EVMaximumApparentPowerDuringChargingAndVarAbsorption: RationalNumberType
    """?"""
    EVMaximumApparentPowerDuringChargingAndVarAbsorption_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarAbsorption_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarInjection: RationalNumberType
    """?"""
    EVMaximumApparentPowerDuringChargingAndVarInjection_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarInjection_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption: RationalNumberType
    """?"""
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarInjection: RationalNumberType
    """?"""
    EVMaximumApparentPowerDuringDischargingAndVarInjection_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarInjection_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class EVReactivePowerType(Record, frozen=True, kw_only=True):
    """?"""

    EVMaximumVarAbsorptionDuringCharging: RationalNumberType
    """?"""
    EVMaximumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringCharging: RationalNumberType | None = None
    """?"""
    EVMinimumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVMaximumVarInjectionDuringCharging: RationalNumberType
    """?"""
    EVMaximumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVMaximumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVMinimumVarInjectionDuringCharging: RationalNumberType | None = None
    """?"""
    EVMinimumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVMinimumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringDischarging: RationalNumberType
    """?"""
    EVMaximumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringDischarging: RationalNumberType | None = None
    """?"""
    EVMinimumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVMaximumVarInjectionDuringDischarging: RationalNumberType
    """?"""
    EVMaximumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVMaximumVarInjectionDuringDischarging_L3: RationalNumberType | None = None
    EVMinimumVarInjectionDuringDischarging: RationalNumberType | None = None
    """?"""
    EVMinimumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVMinimumVarInjectionDuringDischarging_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class EVExcitationType(Record, frozen=True, kw_only=True):
    """?"""

    EVSpecifiedOverExcitedPowerFactor: RationalNumberType | None = None
    """?"""
    EVSpecifiedOverExcitedPowerFactor_L2: RationalNumberType | None = None
    EVSpecifiedOverExcitedPowerFactor_L3: RationalNumberType | None = None
    EVSpecifiedOverExcitedDischargePower: RationalNumberType
    """?"""
    EVSpecifiedOverExcitedDischargePower_L2: RationalNumberType | None = None
    EVSpecifiedOverExcitedDischargePower_L3: RationalNumberType | None = None
    EVSpecifiedUnderExcitedPowerFactor: RationalNumberType | None = None
    """?"""
    EVSpecifiedUnderExcitedPowerFactor_L2: RationalNumberType | None = None
    EVSpecifiedUnderExcitedPowerFactor_L3: RationalNumberType | None = None
    EVSpecifiedUnderExcitedDischargePower: RationalNumberType
    """?"""
    EVSpecifiedUnderExcitedDischargePower_L2: RationalNumberType | None = None
    EVSpecifiedUnderExcitedDischargePower_L3: RationalNumberType | None = None
