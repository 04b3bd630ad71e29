"""Settings the grid asks for, in parameter discovery and in the loop."""

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.der_sae.active_support import (
    ActivePowerSupportCLResType,
    ActivePowerSupportCPDResType,
)
from v2xsdk.protocol.v2g.messages.iso20.der_sae.reactive_support import (
    ReactivePowerSupportCLResType,
    ReactivePowerSupportCPDResType,
)
from v2xsdk.protocol.v2g.messages.iso20.der_sae.trip import (
    EnterServiceCLResType,
    EnterServiceCPDResType,
    FrequencyTripType,
    VoltageTripType,
)
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE


@AC_DER_SAE.type
class DERControlCLResType(Record, frozen=True, kw_only=True):
    """The functions that have changed."""

    VoltageTrip: VoltageTripType | None = None
    """Voltages at which the inverter must, or may, stop"""
    FrequencyTrip: FrequencyTripType | None = None
    """Frequencies at which the inverter must, or may, stop"""
    EnterServiceCLRes: EnterServiceCLResType
    """Conditions for connecting"""
    ReactivePowerSupportCLRes: ReactivePowerSupportCLResType | None = None
    """The reactive power functions that have changed"""
    ActivePowerSupportCLRes: ActivePowerSupportCLResType | None = None
    """The active power functions that have changed"""


@AC_DER_SAE.type
class DERControlCPDResType(Record, frozen=True, kw_only=True):
    """All functions that the grid asks for."""

    VoltageTrip: VoltageTripType
    """Voltages at which the inverter must, or may, stop"""
    FrequencyTrip: FrequencyTripType
    """Frequencies at which the inverter must, or may, stop"""
    EnterServiceCPDRes: EnterServiceCPDResType
    """Conditions for connecting"""
    ReactivePowerSupportCPDRes: ReactivePowerSupportCPDResType
    """The reactive power functions"""
    ActivePowerSupportCPDRes: ActivePowerSupportCPDResType
    """The active power functions"""
