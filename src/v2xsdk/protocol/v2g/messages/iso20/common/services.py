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
"""Number of a service: 1 to 60000 are standardized, the others proprietary"""


@COMMON_MESSAGES.type
class ServiceIDListType(Record, frozen=True, kw_only=True):
    """Identifiers of services."""

    ServiceID: Annotated[tuple[ServiceIDType, ...], Occurs(1, 16)]
    """Number of the service"""


@COMMON_MESSAGES.element("ServiceDiscoveryReq")
class ServiceDiscoveryReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: which services are there?"""

    SupportedServiceIDs: ServiceIDListType | None = None
    """Services the vehicle can use"""


@COMMON_MESSAGES.type
class ServiceType(Record, frozen=True, kw_only=True):
    """A service."""

    ServiceID: ServiceIDType
    """Number of the service"""
    FreeService: bool
    """The service costs nothing"""


@COMMON_MESSAGES.type
class ServiceListType(Record, frozen=True, kw_only=True):
    """Services on offer."""

    Service: Annotated[tuple[ServiceType, ...], Occurs(1, 8)]
    """The services"""


@COMMON_MESSAGES.element("ServiceDiscoveryRes")
class ServiceDiscoveryRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the services and the ways to pay."""

    ServiceRenegotiationSupported: bool
    """The service may be changed within the session"""
    EnergyTransferServiceList: ServiceListType
    """Services that transfer energy"""
    VASList: ServiceListType | None = None
    """Value added services"""


@COMMON_MESSAGES.element("ServiceDetailReq")
class ServiceDetailReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: which parameter sets does a service have?"""

    ServiceID: ServiceIDType
    """Number of the service"""


@COMMON_MESSAGES.type
class ParameterType(Record, frozen=True, kw_only=True):
    """A named parameter: exactly one of the values is set."""

    Name: Annotated[NameType, ATTRIBUTE]
    """Name of the parameter"""
    boolValue: Annotated[bool | None, ONE_OF] = None
    """A truth value"""
    byteValue: Annotated[Byte | None, ONE_OF] = None
    """A number of 8 bits"""
    shortValue: Annotated[Short | None, ONE_OF] = None
    """A number of 16 bits"""
    intValue: Annotated[Int | None, ONE_OF] = None
    """A number of 32 bits"""
    rationalNumber: Annotated[RationalNumberType | None, ONE_OF] = None
    """A number with its exponent"""
    finiteString: Annotated[NameType | None, ONE_OF] = None
    """A text"""


@COMMON_MESSAGES.type
class ParameterSetType(Record, frozen=True, kw_only=True):
    """A set of parameters that belong together."""

    ParameterSetID: ServiceIDType
    """Number of the parameter set"""
    Parameter: Annotated[tuple[ParameterType, ...], Occurs(1, 32)]
    """The parameters"""


@COMMON_MESSAGES.type
class ServiceParameterListType(Record, frozen=True, kw_only=True):
    """The parameter sets of a service."""

    ParameterSet: Annotated[tuple[ParameterSetType, ...], Occurs(1, 32)]
    """The parameter sets"""


@COMMON_MESSAGES.element("ServiceDetailRes")
class ServiceDetailRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the parameter sets of a service."""

    ServiceID: ServiceIDType
    """Number of the service"""
    ServiceParameterList: ServiceParameterListType
    """Parameter sets of the service"""


@COMMON_MESSAGES.type
class SelectedServiceType(Record, frozen=True, kw_only=True):
    """A chosen service."""

    ServiceID: ServiceIDType
    """Number of the service"""
    ParameterSetID: ServiceIDType
    """Number of the parameter set"""


@COMMON_MESSAGES.type
class SelectedServiceListType(Record, frozen=True, kw_only=True):
    """All chosen services."""

    SelectedService: Annotated[tuple[SelectedServiceType, ...], Occurs(1, 16)]
    """The chosen services"""


@COMMON_MESSAGES.element("ServiceSelectionReq")
class ServiceSelectionReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: the chosen services with their parameter sets."""

    SelectedEnergyTransferService: SelectedServiceType
    """Chosen service that transfers energy"""
    SelectedVASList: SelectedServiceListType | None = None
    """Chosen value added services"""


@COMMON_MESSAGES.element("ServiceSelectionRes")
class ServiceSelectionRes(V2GResponseType, frozen=True, kw_only=True):
    """Response to the chosen services."""
