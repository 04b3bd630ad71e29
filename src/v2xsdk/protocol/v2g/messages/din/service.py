"""What the charger offers and what the vehicle chooses."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, ONE_OF, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.din.common import BodyBaseType, PhysicalValueType, ResponseCodeType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DATA_TYPES, DIN_MSG_DEF
from v2xsdk.protocol.v2g.messages.simple_types import Byte, Int, Short, UnsignedShort

ServiceScopeType = Annotated[str, Text(0, 32)]
"""Where a service is valid, as a URI"""


class ServiceCategoryType(Enum):
    """Kind of a service."""

    EVCharging = "EVCharging"
    Internet = "Internet"
    ContractCertificate = "ContractCertificate"
    OtherCustom = "OtherCustom"


@DIN_MSG_BODY.element("ServiceDiscoveryReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
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


@DIN_MSG_DATA_TYPES.type
class PaymentOptionsType(Record, frozen=True, kw_only=True):
    """Ways to pay."""

    PaymentOption: Annotated[tuple[PaymentOptionType, ...], Occurs(1, None)]
    """The ways, the preferred one first"""


ServiceIDType = UnsignedShort
"""Number of a service: 1 to 60000 are standardized, the others proprietary"""
ServiceNameType = Annotated[str, Text(0, 32)]
"""Name of a service"""


@DIN_MSG_DATA_TYPES.type
class ServiceTagType(Record, frozen=True, kw_only=True):
    """What identifies and describes a service."""

    ServiceID: ServiceIDType
    """Number of the service"""
    ServiceName: ServiceNameType | None = None
    """Name of the service"""
    ServiceCategory: ServiceCategoryType
    """Kind of the service"""
    ServiceScope: ServiceScopeType | None = None
    """Where the service is valid, as a URI"""


@DIN_MSG_DATA_TYPES.type
class ServiceType(Record, frozen=True, kw_only=True):
    """A service."""

    ServiceTag: ServiceTagType
    """What identifies the service"""
    FreeService: bool
    """The service costs nothing"""


class EVSESupportedEnergyTransferType(Enum):
    """A way to transfer energy that the charger has."""

    AC_single_phase_core = "AC_single_phase_core"
    AC_three_phase_core = "AC_three_phase_core"
    DC_core = "DC_core"
    DC_extended = "DC_extended"
    DC_combo_core = "DC_combo_core"
    DC_dual = "DC_dual"
    AC_core1p_DC_extended = "AC_core1p_DC_extended"
    AC_single_DC_core = "AC_single_DC_core"
    AC_single_phase_three_phase_core_DC_extended = "AC_single_phase_three_phase_core_DC_extended"
    AC_core3p_DC_extended = "AC_core3p_DC_extended"


@DIN_MSG_DATA_TYPES.element("ServiceCharge")
class ServiceChargeType(ServiceType, frozen=True, kw_only=True):
    """The charging service."""

    EnergyTransferType: EVSESupportedEnergyTransferType
    """Ways to transfer energy"""


@DIN_MSG_DATA_TYPES.type
class ServiceTagListType(Record, frozen=True, kw_only=True):
    """Services on offer."""

    Service: Annotated[tuple[ServiceType, ...], Occurs(1, None)]
    """The services"""


@DIN_MSG_BODY.element("ServiceDiscoveryRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServiceDiscoveryRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the services and the ways to pay."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    PaymentOptions: PaymentOptionsType
    """Ways to pay"""
    ChargeService: ServiceChargeType
    """The charging service"""
    ServiceList: ServiceTagListType | None = None
    """Services beside charging"""


@DIN_MSG_BODY.element("ServiceDetailReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServiceDetailReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: which parameter sets does a service have?"""

    ServiceID: ServiceIDType
    """Number of the service"""


class ParameterValueType(Enum):
    """Type of a parameter."""

    bool = "bool"
    byte = "byte"
    short = "short"
    int = "int"
    physicalValue = "physicalValue"
    string = "string"


@DIN_MSG_DATA_TYPES.type
class ParameterType(Record, frozen=True, kw_only=True):
    """A named parameter: exactly one of the values is set."""

    Name: Annotated[str, ATTRIBUTE]
    """Name of the parameter"""
    ValueType: Annotated[ParameterValueType, ATTRIBUTE]
    """Which of the values is set"""
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


@DIN_MSG_DATA_TYPES.type
class ParameterSetType(Record, frozen=True, kw_only=True):
    """A set of parameters that belong together."""

    ParameterSetID: Short
    """Number of the parameter set"""
    Parameter: Annotated[tuple[ParameterType, ...], Occurs(1, None)]
    """The parameters"""


@DIN_MSG_DATA_TYPES.type
class ServiceParameterListType(Record, frozen=True, kw_only=True):
    """The parameter sets of a service."""

    ParameterSet: Annotated[tuple[ParameterSetType, ...], Occurs(1, None)]
    """The parameter sets"""


@DIN_MSG_BODY.element("ServiceDetailRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServiceDetailRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the parameter sets of a service."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    ServiceID: ServiceIDType
    """Number of the service"""
    ServiceParameterList: ServiceParameterListType | None = None
    """Parameter sets of the service"""


@DIN_MSG_DATA_TYPES.type
class SelectedServiceType(Record, frozen=True, kw_only=True):
    """A chosen service."""

    ServiceID: ServiceIDType
    """Number of the service"""
    ParameterSetID: Short | None = None
    """Number of the parameter set"""


@DIN_MSG_DATA_TYPES.type
class SelectedServiceListType(Record, frozen=True, kw_only=True):
    """All chosen services."""

    SelectedService: Annotated[tuple[SelectedServiceType, ...], Occurs(1, None)]
    """The chosen services"""


@DIN_MSG_BODY.element("ServicePaymentSelectionReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServicePaymentSelectionReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: the chosen services and way to pay."""

    SelectedPaymentOption: PaymentOptionType
    """Chosen way to pay"""
    SelectedServiceList: SelectedServiceListType
    """Chosen services"""


@DIN_MSG_BODY.element("ServicePaymentSelectionRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServicePaymentSelectionRes(BodyBaseType, frozen=True, kw_only=True):
    """Response to the chosen services and way to pay."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
