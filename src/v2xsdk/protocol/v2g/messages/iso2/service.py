"""What the charger offers and what the vehicle chooses."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, ONE_OF, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.iso2.common import (
    BodyBaseType,
    EnergyTransferModeType,
    PhysicalValueType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY, ISO2_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import Byte, Int, Short, UnsignedShort

ServiceScopeType = Annotated[str, Text(0, 64)]
"""Where a service is valid, as a URI"""


class ServiceCategoryType(Enum):
    """Kind of a service."""

    EVCharging = "EVCharging"
    Internet = "Internet"
    ContractCertificate = "ContractCertificate"
    OtherCustom = "OtherCustom"


@ISO2_MSG_BODY.element("ServiceDiscoveryReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ServiceDiscoveryReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: which services are there?"""

    ServiceScope: ServiceScopeType | None = None
    """Only services of this scope"""
    ServiceCategory: ServiceCategoryType | None = None
    """Only services of this kind"""


class PaymentOptionType(Enum):
    """A way to pay."""

    Contract = "Contract"
    ExternalPayment = "ExternalPayment"


@ISO2_MSG_DATA_TYPES.type
class PaymentOptionListType(Record, frozen=True, kw_only=True):
    """Ways to pay."""

    PaymentOption: Annotated[tuple[PaymentOptionType, ...], Occurs(1, 2)]
    """The ways, the preferred one first"""


ServiceIDType = UnsignedShort
"""Number of a service: 1 to 60000 are standardized, the others proprietary"""
ServiceNameType = Annotated[str, Text(0, 32)]
"""Name of a service"""


@ISO2_MSG_DATA_TYPES.type
class ServiceType(Record, frozen=True, kw_only=True):
    """A service."""

    ServiceID: ServiceIDType
    """Number of the service"""
    ServiceName: ServiceNameType | None = None
    """Name of the service"""
    ServiceCategory: ServiceCategoryType
    """Kind of the service"""
    ServiceScope: ServiceScopeType | None = None
    """Where the service is valid, as a URI"""
    FreeService: bool
    """The service costs nothing"""


@ISO2_MSG_DATA_TYPES.type
class SupportedEnergyTransferModeType(Record, frozen=True, kw_only=True):
    """Ways to transfer energy that the charger has."""

    EnergyTransferMode: Annotated[tuple[EnergyTransferModeType, ...], Occurs(1, 6)]
    """A way to transfer energy"""


@ISO2_MSG_DATA_TYPES.type
class ChargeServiceType(ServiceType, frozen=True, kw_only=True):
    """The charging service."""

    SupportedEnergyTransferMode: SupportedEnergyTransferModeType
    """Ways to transfer energy"""


@ISO2_MSG_DATA_TYPES.type
class ServiceListType(Record, frozen=True, kw_only=True):
    """Services on offer."""

    Service: Annotated[tuple[ServiceType, ...], Occurs(1, 8)]
    """The services"""


@ISO2_MSG_BODY.element("ServiceDiscoveryRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ServiceDiscoveryRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the services and the ways to pay."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    PaymentOptionList: PaymentOptionListType
    """Ways to pay"""
    ChargeService: ChargeServiceType
    """The charging service"""
    ServiceList: ServiceListType | None = None
    """Services beside charging"""


@ISO2_MSG_BODY.element("ServiceDetailReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ServiceDetailReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: which parameter sets does a service have?"""

    ServiceID: ServiceIDType
    """Number of the service"""


@ISO2_MSG_DATA_TYPES.type
class ParameterType(Record, frozen=True, kw_only=True):
    """A named parameter: exactly one of the values is set."""

    Name: Annotated[str, ATTRIBUTE]
    """Name of the parameter"""
    boolValue: Annotated[bool | None, ONE_OF] = None
    """A truth value"""
    byteValue: Annotated[Byte | None, ONE_OF] = None
    """A number of 8 bits"""
    shortValue: Annotated[Short | None, ONE_OF] = None
    """A number of 16 bits"""
    intValue: Annotated[Int | None, ONE_OF] = None
    """A number of 32 bits"""
    physicalValue: Annotated[PhysicalValueType | None, ONE_OF] = None
    """A number with its unit"""
    stringValue: Annotated[str | None, ONE_OF] = None
    """A text"""


@ISO2_MSG_DATA_TYPES.type
class ParameterSetType(Record, frozen=True, kw_only=True):
    """A set of parameters that belong together."""

    ParameterSetID: Short
    """Number of the parameter set"""
    Parameter: Annotated[tuple[ParameterType, ...], Occurs(1, 16)]
    """The parameters"""


@ISO2_MSG_DATA_TYPES.type
class ServiceParameterListType(Record, frozen=True, kw_only=True):
    """The parameter sets of a service."""

    ParameterSet: Annotated[tuple[ParameterSetType, ...], Occurs(1, 255)]
    """The parameter sets"""


@ISO2_MSG_BODY.element("ServiceDetailRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ServiceDetailRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the parameter sets of a service."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    ServiceID: ServiceIDType
    """Number of the service"""
    ServiceParameterList: ServiceParameterListType | None = None
    """Parameter sets of the service"""


@ISO2_MSG_DATA_TYPES.type
class SelectedServiceType(Record, frozen=True, kw_only=True):
    """A chosen service."""

    ServiceID: ServiceIDType
    """Number of the service"""
    ParameterSetID: Short | None = None
    """Number of the parameter set"""


@ISO2_MSG_DATA_TYPES.type
class SelectedServiceListType(Record, frozen=True, kw_only=True):
    """All chosen services."""

    SelectedService: Annotated[tuple[SelectedServiceType, ...], Occurs(1, 16)]
    """The chosen services"""


@ISO2_MSG_BODY.element("PaymentServiceSelectionReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PaymentServiceSelectionReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: the chosen services and way to pay."""

    SelectedPaymentOption: PaymentOptionType
    """Chosen way to pay"""
    SelectedServiceList: SelectedServiceListType
    """Chosen services"""


@ISO2_MSG_BODY.element("PaymentServiceSelectionRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PaymentServiceSelectionRes(BodyBaseType, frozen=True, kw_only=True):
    """Response to the chosen services and way to pay."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
