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
"""?"""


class ServiceCategoryType(Enum):
    """?"""

    EVCharging = "EVCharging"
    Internet = "Internet"
    ContractCertificate = "ContractCertificate"
    OtherCustom = "OtherCustom"


@ISO2_MSG_BODY.element("ServiceDiscoveryReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ServiceDiscoveryReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ServiceScope: ServiceScopeType | None = None
    """?"""
    ServiceCategory: ServiceCategoryType | None = None
    """?"""


class PaymentOptionType(Enum):
    """?"""

    Contract = "Contract"
    ExternalPayment = "ExternalPayment"


@ISO2_MSG_DATA_TYPES.type
class PaymentOptionListType(Record, frozen=True, kw_only=True):
    """?"""

    PaymentOption: Annotated[tuple[PaymentOptionType, ...], Occurs(1, 2)]
    """?"""


ServiceIDType = UnsignedShort
"""?"""
ServiceNameType = Annotated[str, Text(0, 32)]
"""?"""


@ISO2_MSG_DATA_TYPES.type
class ServiceType(Record, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""
    ServiceName: ServiceNameType | None = None
    """?"""
    ServiceCategory: ServiceCategoryType
    """?"""
    ServiceScope: ServiceScopeType | None = None
    """?"""
    FreeService: bool
    """?"""


@ISO2_MSG_DATA_TYPES.type
class SupportedEnergyTransferModeType(Record, frozen=True, kw_only=True):
    """?"""

    EnergyTransferMode: Annotated[tuple[EnergyTransferModeType, ...], Occurs(1, 6)]
    """?"""


@ISO2_MSG_DATA_TYPES.type
class ChargeServiceType(ServiceType, frozen=True, kw_only=True):
    """?"""

    SupportedEnergyTransferMode: SupportedEnergyTransferModeType
    """?"""


@ISO2_MSG_DATA_TYPES.type
class ServiceListType(Record, frozen=True, kw_only=True):
    """?"""

    Service: Annotated[tuple[ServiceType, ...], Occurs(1, 8)]
    """?"""


@ISO2_MSG_BODY.element("ServiceDiscoveryRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ServiceDiscoveryRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    PaymentOptionList: PaymentOptionListType
    """?"""
    ChargeService: ChargeServiceType
    """?"""
    ServiceList: ServiceListType | None = None
    """?"""


@ISO2_MSG_BODY.element("ServiceDetailReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ServiceDetailReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""


@ISO2_MSG_DATA_TYPES.type
class ParameterType(Record, frozen=True, kw_only=True):
    """?"""

    Name: Annotated[str, ATTRIBUTE]
    """?"""
    boolValue: Annotated[bool | None, ONE_OF] = None
    """?"""
    byteValue: Annotated[Byte | None, ONE_OF] = None
    """?"""
    shortValue: Annotated[Short | None, ONE_OF] = None
    """?"""
    intValue: Annotated[Int | None, ONE_OF] = None
    """?"""
    physicalValue: Annotated[PhysicalValueType | None, ONE_OF] = None
    """?"""
    stringValue: Annotated[str | None, ONE_OF] = None
    """?"""


@ISO2_MSG_DATA_TYPES.type
class ParameterSetType(Record, frozen=True, kw_only=True):
    """?"""

    ParameterSetID: Short
    """?"""
    Parameter: Annotated[tuple[ParameterType, ...], Occurs(1, 16)]
    """?"""


@ISO2_MSG_DATA_TYPES.type
class ServiceParameterListType(Record, frozen=True, kw_only=True):
    """?"""

    ParameterSet: Annotated[tuple[ParameterSetType, ...], Occurs(1, 255)]
    """?"""


@ISO2_MSG_BODY.element("ServiceDetailRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ServiceDetailRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    ServiceID: ServiceIDType
    """?"""
    ServiceParameterList: ServiceParameterListType | None = None
    """?"""


@ISO2_MSG_DATA_TYPES.type
class SelectedServiceType(Record, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""
    ParameterSetID: Short | None = None
    """?"""


@ISO2_MSG_DATA_TYPES.type
class SelectedServiceListType(Record, frozen=True, kw_only=True):
    """?"""

    SelectedService: Annotated[tuple[SelectedServiceType, ...], Occurs(1, 16)]
    """?"""


@ISO2_MSG_BODY.element("PaymentServiceSelectionReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PaymentServiceSelectionReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    SelectedPaymentOption: PaymentOptionType
    """?"""
    SelectedServiceList: SelectedServiceListType
    """?"""


@ISO2_MSG_BODY.element("PaymentServiceSelectionRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PaymentServiceSelectionRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
