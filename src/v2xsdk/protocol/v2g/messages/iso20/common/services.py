"""What the charger offers and what the vehicle chooses."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, ONE_OF, Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    NameType,
    RationalNumberType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import Byte, Int, Short, UnsignedShort

ServiceIDType = UnsignedShort
"""?"""


@COMMON_MESSAGES.type
class ServiceIDListType(Record, frozen=True, kw_only=True):
    """?"""

    ServiceID: Annotated[tuple[ServiceIDType, ...], Occurs(1, 16)]
    """?"""


@COMMON_MESSAGES.element("ServiceDiscoveryReq")
class ServiceDiscoveryReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    SupportedServiceIDs: ServiceIDListType | None = None
    """?"""


@COMMON_MESSAGES.type
class ServiceType(Record, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""
    FreeService: bool
    """?"""


@COMMON_MESSAGES.type
class ServiceListType(Record, frozen=True, kw_only=True):
    """?"""

    Service: Annotated[tuple[ServiceType, ...], Occurs(1, 8)]
    """?"""


@COMMON_MESSAGES.element("ServiceDiscoveryRes")
class ServiceDiscoveryRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    ServiceRenegotiationSupported: bool
    """?"""
    EnergyTransferServiceList: ServiceListType
    """?"""
    VASList: ServiceListType | None = None
    """?"""


@COMMON_MESSAGES.element("ServiceDetailReq")
class ServiceDetailReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""


@COMMON_MESSAGES.type
class ParameterType(Record, frozen=True, kw_only=True):
    """?"""

    Name: Annotated[NameType, ATTRIBUTE]
    """?"""
    boolValue: Annotated[bool | None, ONE_OF] = None
    """?"""
    byteValue: Annotated[Byte | None, ONE_OF] = None
    """?"""
    shortValue: Annotated[Short | None, ONE_OF] = None
    """?"""
    intValue: Annotated[Int | None, ONE_OF] = None
    """?"""
    rationalNumber: Annotated[RationalNumberType | None, ONE_OF] = None
    """?"""
    finiteString: Annotated[NameType | None, ONE_OF] = None
    """?"""


@COMMON_MESSAGES.type
class ParameterSetType(Record, frozen=True, kw_only=True):
    """?"""

    ParameterSetID: ServiceIDType
    """?"""
    Parameter: Annotated[tuple[ParameterType, ...], Occurs(1, 32)]
    """?"""


@COMMON_MESSAGES.type
class ServiceParameterListType(Record, frozen=True, kw_only=True):
    """?"""

    ParameterSet: Annotated[tuple[ParameterSetType, ...], Occurs(1, 32)]
    """?"""


@COMMON_MESSAGES.element("ServiceDetailRes")
class ServiceDetailRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""
    ServiceParameterList: ServiceParameterListType
    """?"""


@COMMON_MESSAGES.type
class SelectedServiceType(Record, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""
    ParameterSetID: ServiceIDType
    """?"""


@COMMON_MESSAGES.type
class SelectedServiceListType(Record, frozen=True, kw_only=True):
    """?"""

    SelectedService: Annotated[tuple[SelectedServiceType, ...], Occurs(1, 16)]
    """?"""


@COMMON_MESSAGES.element("ServiceSelectionReq")
class ServiceSelectionReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    SelectedEnergyTransferService: SelectedServiceType
    """?"""
    SelectedVASList: SelectedServiceListType | None = None
    """?"""


@COMMON_MESSAGES.element("ServiceSelectionRes")
class ServiceSelectionRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""
