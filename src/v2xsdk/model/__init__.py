"""What people hold: orders, limits, measurements, faults, events. All are frozen records."""

from v2xsdk.model.can import CanFrame
from v2xsdk.model.events import (
    ChargerState,
    Event,
    FaultCleared,
    FaultRaised,
    FellBack,
    LimitsChanged,
    LinkLostEvent,
    OrderChanged,
    OutputOff,
    StateChanged,
    VehicleChanged,
)
from v2xsdk.model.faults import Fault, FaultKind, Severity
from v2xsdk.model.info import Deadman, DriverInfo, LossCurve, SilenceResult, ZeroStrategy
from v2xsdk.model.limits import Direction, Limits, MeasuringPoint, NominalLimits, PowerLimit
from v2xsdk.model.measurement import EvseOffer, Measurement, VehicleStatus
from v2xsdk.model.orders import EXPIRY_MAX_S, EXPIRY_MIN_S, OrderRequest, OrderState, OrderStatus
from v2xsdk.model.reasons import Reason
from v2xsdk.model.status import ChargerStatus

__all__ = [
    "EXPIRY_MAX_S",
    "EXPIRY_MIN_S",
    "CanFrame",
    "ChargerState",
    "ChargerStatus",
    "Deadman",
    "Direction",
    "DriverInfo",
    "Event",
    "EvseOffer",
    "Fault",
    "FaultCleared",
    "FaultKind",
    "FaultRaised",
    "FellBack",
    "Limits",
    "LimitsChanged",
    "LinkLostEvent",
    "LossCurve",
    "Measurement",
    "MeasuringPoint",
    "NominalLimits",
    "OrderChanged",
    "OrderRequest",
    "OrderState",
    "OrderStatus",
    "OutputOff",
    "PowerLimit",
    "Reason",
    "Severity",
    "SilenceResult",
    "StateChanged",
    "VehicleChanged",
    "VehicleStatus",
    "ZeroStrategy",
]
