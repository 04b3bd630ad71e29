"""What the charger offers and what the vehicle chooses."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, ONE_OF, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.din.common import BodyBaseType, PhysicalValueType, ResponseCodeType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DATA_TYPES, DIN_MSG_DEF
from v2xsdk.protocol.v2g.messages.simple_types import Byte, Int, Short, UnsignedShort

ServiceScopeType = Annotated[str, Text(0, 32)]
"""?"""


class ServiceCategoryType(Enum):
    """?"""

    EVCharging = "EVCharging"
    Internet = "Internet"
    ContractCertificate = "ContractCertificate"
    OtherCustom = "OtherCustom"


@DIN_MSG_BODY.element("ServiceDiscoveryReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
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


@DIN_MSG_DATA_TYPES.type
class PaymentOptionsType(Record, frozen=True, kw_only=True):
    """?"""

    PaymentOption: Annotated[tuple[PaymentOptionType, ...], Occurs(1, None)]
    """?"""


ServiceIDType = UnsignedShort
"""?"""
ServiceNameType = Annotated[str, Text(0, 32)]
"""?"""


@DIN_MSG_DATA_TYPES.type
class ServiceTagType(Record, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""
    ServiceName: ServiceNameType | None = None
    """?"""
    ServiceCategory: ServiceCategoryType
    """?"""
    ServiceScope: ServiceScopeType | None = None
    """?"""


@DIN_MSG_DATA_TYPES.type
class ServiceType(Record, frozen=True, kw_only=True):
    """?"""

    ServiceTag: ServiceTagType
    """?"""
    FreeService: bool
    """?"""


class EVSESupportedEnergyTransferType(Enum):
    """?"""

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
    """?"""

    EnergyTransferType: EVSESupportedEnergyTransferType
    """?"""


@DIN_MSG_DATA_TYPES.type
class ServiceTagListType(Record, frozen=True, kw_only=True):
    """?"""

    Service: Annotated[tuple[ServiceType, ...], Occurs(1, None)]
    """?"""


@DIN_MSG_BODY.element("ServiceDiscoveryRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServiceDiscoveryRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    PaymentOptions: PaymentOptionsType
    """?"""
    ChargeService: ServiceChargeType
    """?"""
    ServiceList: ServiceTagListType | None = None
    """?"""


@DIN_MSG_BODY.element("ServiceDetailReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServiceDetailReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""


class ParameterValueType(Enum):
    """?"""

    bool = "bool"
    byte = "byte"
    short = "short"
    int = "int"
    physicalValue = "physicalValue"
    string = "string"


@DIN_MSG_DATA_TYPES.type
class ParameterType(Record, frozen=True, kw_only=True):
    """?"""

    Name: Annotated[str, ATTRIBUTE]
    """?"""
    ValueType: Annotated[ParameterValueType, ATTRIBUTE]
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


@DIN_MSG_DATA_TYPES.type
class ParameterSetType(Record, frozen=True, kw_only=True):
    """?"""

    ParameterSetID: Short
    """?"""
    Parameter: Annotated[tuple[ParameterType, ...], Occurs(1, None)]
    """?"""


@DIN_MSG_DATA_TYPES.type
class ServiceParameterListType(Record, frozen=True, kw_only=True):
    """?"""

    ParameterSet: Annotated[tuple[ParameterSetType, ...], Occurs(1, None)]
    """?"""


@DIN_MSG_BODY.element("ServiceDetailRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServiceDetailRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    ServiceID: ServiceIDType
    """?"""
    ServiceParameterList: ServiceParameterListType | None = None
    """?"""


@DIN_MSG_DATA_TYPES.type
class SelectedServiceType(Record, frozen=True, kw_only=True):
    """?"""

    ServiceID: ServiceIDType
    """?"""
    ParameterSetID: Short | None = None
    """?"""


@DIN_MSG_DATA_TYPES.type
class SelectedServiceListType(Record, frozen=True, kw_only=True):
    """?"""

    SelectedService: Annotated[tuple[SelectedServiceType, ...], Occurs(1, None)]
    """?"""


@DIN_MSG_BODY.element("ServicePaymentSelectionReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServicePaymentSelectionReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    SelectedPaymentOption: PaymentOptionType
    """?"""
    SelectedServiceList: SelectedServiceListType
    """?"""


@DIN_MSG_BODY.element("ServicePaymentSelectionRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ServicePaymentSelectionRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
