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
    """?"""

    VoltageTrip: VoltageTripType | None = None
    """?"""
    FrequencyTrip: FrequencyTripType | None = None
    """?"""
    EnterServiceCLRes: EnterServiceCLResType
    """?"""
    ReactivePowerSupportCLRes: ReactivePowerSupportCLResType | None = None
    """?"""
    ActivePowerSupportCLRes: ActivePowerSupportCLResType | None = None
    """?"""


@AC_DER_SAE.type
class DERControlCPDResType(Record, frozen=True, kw_only=True):
    """?"""

    VoltageTrip: VoltageTripType
    """?"""
    FrequencyTrip: FrequencyTripType
    """?"""
    EnterServiceCPDRes: EnterServiceCPDResType
    """?"""
    ReactivePowerSupportCPDRes: ReactivePowerSupportCPDResType
    """?"""
    ActivePowerSupportCPDRes: ActivePowerSupportCPDResType
    """?"""
