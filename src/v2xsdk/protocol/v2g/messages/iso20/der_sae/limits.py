"""Limits of the inverter, the charger and the grid."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Text
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE


@AC_DER_SAE.type
class EVApparentPowerLimitsType(Record, frozen=True, kw_only=True):
    """Apparent power limits of the vehicle, by direction of active and reactive power."""

    EVMaximumApparentPowerDuringChargingAndVarAbsorption: RationalNumberType
    """Charging and absorbing, VA"""
    EVMaximumApparentPowerDuringChargingAndVarAbsorption_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarAbsorption_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarInjection: RationalNumberType
    """Charging and injecting, VA"""
    EVMaximumApparentPowerDuringChargingAndVarInjection_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarInjection_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption: RationalNumberType
    """Discharging and absorbing, VA"""
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarInjection: RationalNumberType
    """Discharging and injecting, VA"""
    EVMaximumApparentPowerDuringDischargingAndVarInjection_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarInjection_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class EVReactivePowerLimitsType(Record, frozen=True, kw_only=True):
    """Reactive power limits of the vehicle."""

    EVMaximumVarAbsorptionDuringCharging: RationalNumberType
    """Largest absorption while charging, var"""
    EVMaximumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringCharging: RationalNumberType | None = None
    """Least absorption while charging, var"""
    EVMinimumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVMaximumVarInjectionDuringCharging: RationalNumberType
    """Largest injection while charging, var"""
    EVMaximumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVMaximumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVMinimumVarInjectionDuringCharging: RationalNumberType | None = None
    """Least injection while charging, var"""
    EVMinimumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVMinimumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringDischarging: RationalNumberType
    """Largest absorption while discharging, var"""
    EVMaximumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringDischarging: RationalNumberType | None = None
    """Least absorption while discharging, var"""
    EVMinimumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVMaximumVarInjectionDuringDischarging: RationalNumberType
    """Largest injection while discharging, var"""
    EVMaximumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVMaximumVarInjectionDuringDischarging_L3: RationalNumberType | None = None
    EVMinimumVarInjectionDuringDischarging: RationalNumberType | None = None
    """Least injection while discharging, var"""
    EVMinimumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVMinimumVarInjectionDuringDischarging_L3: RationalNumberType | None = None
    EVReactiveSusceptance: RationalNumberType
    """Susceptance of the vehicle when it does not run, S"""
    EVReactiveSusceptance_L2: RationalNumberType | None = None
    EVReactiveSusceptance_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class EVExcitationLimitsType(Record, frozen=True, kw_only=True):
    """Power factor limits of the vehicle, with the power they hold for."""

    EVSpecifiedOverExcitedPowerFactor: RationalNumberType
    """Least over-excited power factor"""
    EVSpecifiedOverExcitedPowerFactor_L2: RationalNumberType | None = None
    EVSpecifiedOverExcitedPowerFactor_L3: RationalNumberType | None = None
    EVSpecifiedOverExcitedDischargePower: RationalNumberType
    """Discharging power at that power factor, W"""
    EVSpecifiedOverExcitedDischargePower_L2: RationalNumberType | None = None
    EVSpecifiedOverExcitedDischargePower_L3: RationalNumberType | None = None
    EVSpecifiedUnderExcitedPowerFactor: RationalNumberType
    """Least under-excited power factor"""
    EVSpecifiedUnderExcitedPowerFactor_L2: RationalNumberType | None = None
    EVSpecifiedUnderExcitedPowerFactor_L3: RationalNumberType | None = None
    EVSpecifiedUnderExcitedDischargePower: RationalNumberType
    """Discharging power at that power factor, W"""
    EVSpecifiedUnderExcitedDischargePower_L2: RationalNumberType | None = None
    EVSpecifiedUnderExcitedDischargePower_L3: RationalNumberType | None = None


EvInverterSwVersionType = Annotated[str, Text(0, 32)]
"""Software version of the inverter"""
EvInverterHwVersionType = Annotated[str, Text(0, 32)]
"""Hardware version of the inverter"""
EvInverterManufacturerType = Annotated[str, Text(0, 32)]
"""Maker of the inverter"""
EvInverterModelType = Annotated[str, Text(0, 32)]
"""Model of the inverter"""
EvInverterSerialNumberType = Annotated[str, Text(0, 32)]
"""Serial number of the inverter"""


@AC_DER_SAE.type
class EVInverterDetailsType(Record, frozen=True, kw_only=True):
    """Make and model of the vehicle's inverter."""

    EVInverterSwVersion: EvInverterSwVersionType
    """Software version"""
    EVInverterHwVersion: EvInverterHwVersionType | None = None
    """Hardware version"""
    EVInverterManufacturer: EvInverterManufacturerType
    """Maker"""
    EVInverterModel: EvInverterModelType
    """Model"""
    EVInverterSerialNumber: EvInverterSerialNumberType
    """Serial number"""


@AC_DER_SAE.type
class EVSEReactivePowerLimitsType(Record, frozen=True, kw_only=True):
    """Reactive power limits of the charger."""

    EVSEMaximumVarAbsorptionDuringCharging: RationalNumberType
    """Largest absorption while charging, var"""
    EVSEMaximumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVSEMaximumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVSEMaximumVarInjectionDuringCharging: RationalNumberType
    """Largest injection while charging, var"""
    EVSEMaximumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVSEMaximumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVSEMaximumVarAbsorptionDuringDischarging: RationalNumberType
    """Largest absorption while discharging, var"""
    EVSEMaximumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVSEMaximumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVSEMaximumVarInjectionDuringDischarging: RationalNumberType
    """Largest injection while discharging, var"""
    EVSEMaximumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVSEMaximumVarInjectionDuringDischarging_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class GridLimitsType(Record, frozen=True, kw_only=True):
    """Nominal values and limits of the grid."""

    GridNominalFrequency: RationalNumberType
    """Nominal frequency, Hz"""
    GridNominalVoltage: RationalNumberType
    """Nominal voltage, V"""
    GridNominalVoltageOffset: RationalNumberType
    """Offset of the nominal voltage, V"""
    GridMinFrequency: RationalNumberType | None = None
    """Least frequency, Hz"""
    GridMaxFrequency: RationalNumberType | None = None
    """Largest frequency, Hz"""
    GridMaximumVoltage: RationalNumberType
    """Largest voltage, V"""
    GridMinimumVoltage: RationalNumberType
    """Least voltage, V"""


@AC_DER_SAE.type
class EVApparentPowerType(Record, frozen=True, kw_only=True):
    """Apparent power that the vehicle can take or give now."""

    EVMaximumApparentPowerDuringChargingAndVarAbsorption: RationalNumberType
    """Charging and absorbing, VA"""
    EVMaximumApparentPowerDuringChargingAndVarAbsorption_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarAbsorption_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarInjection: RationalNumberType
    """Charging and injecting, VA"""
    EVMaximumApparentPowerDuringChargingAndVarInjection_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringChargingAndVarInjection_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption: RationalNumberType
    """Discharging and absorbing, VA"""
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarAbsorption_L3: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarInjection: RationalNumberType
    """Discharging and injecting, VA"""
    EVMaximumApparentPowerDuringDischargingAndVarInjection_L2: RationalNumberType | None = None
    EVMaximumApparentPowerDuringDischargingAndVarInjection_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class EVReactivePowerType(Record, frozen=True, kw_only=True):
    """Reactive power that the vehicle can take or give now."""

    EVMaximumVarAbsorptionDuringCharging: RationalNumberType
    """Largest absorption while charging, var"""
    EVMaximumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringCharging: RationalNumberType | None = None
    """Least absorption while charging, var"""
    EVMinimumVarAbsorptionDuringCharging_L2: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringCharging_L3: RationalNumberType | None = None
    EVMaximumVarInjectionDuringCharging: RationalNumberType
    """Largest injection while charging, var"""
    EVMaximumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVMaximumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVMinimumVarInjectionDuringCharging: RationalNumberType | None = None
    """Least injection while charging, var"""
    EVMinimumVarInjectionDuringCharging_L2: RationalNumberType | None = None
    EVMinimumVarInjectionDuringCharging_L3: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringDischarging: RationalNumberType
    """Largest absorption while discharging, var"""
    EVMaximumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVMaximumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringDischarging: RationalNumberType | None = None
    """Least absorption while discharging, var"""
    EVMinimumVarAbsorptionDuringDischarging_L2: RationalNumberType | None = None
    EVMinimumVarAbsorptionDuringDischarging_L3: RationalNumberType | None = None
    EVMaximumVarInjectionDuringDischarging: RationalNumberType
    """Largest injection while discharging, var"""
    EVMaximumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVMaximumVarInjectionDuringDischarging_L3: RationalNumberType | None = None
    EVMinimumVarInjectionDuringDischarging: RationalNumberType | None = None
    """Least injection while discharging, var"""
    EVMinimumVarInjectionDuringDischarging_L2: RationalNumberType | None = None
    EVMinimumVarInjectionDuringDischarging_L3: RationalNumberType | None = None


@AC_DER_SAE.type
class EVExcitationType(Record, frozen=True, kw_only=True):
    """Power factors that the vehicle can keep now, with the power they hold for."""

    EVSpecifiedOverExcitedPowerFactor: RationalNumberType | None = None
    """Least over-excited power factor"""
    EVSpecifiedOverExcitedPowerFactor_L2: RationalNumberType | None = None
    EVSpecifiedOverExcitedPowerFactor_L3: RationalNumberType | None = None
    EVSpecifiedOverExcitedDischargePower: RationalNumberType
    """Discharging power at that power factor, W"""
    EVSpecifiedOverExcitedDischargePower_L2: RationalNumberType | None = None
    EVSpecifiedOverExcitedDischargePower_L3: RationalNumberType | None = None
    EVSpecifiedUnderExcitedPowerFactor: RationalNumberType | None = None
    """Least under-excited power factor"""
    EVSpecifiedUnderExcitedPowerFactor_L2: RationalNumberType | None = None
    EVSpecifiedUnderExcitedPowerFactor_L3: RationalNumberType | None = None
    EVSpecifiedUnderExcitedDischargePower: RationalNumberType
    """Discharging power at that power factor, W"""
    EVSpecifiedUnderExcitedDischargePower_L2: RationalNumberType | None = None
    EVSpecifiedUnderExcitedDischargePower_L3: RationalNumberType | None = None
