"""The charger's sequence as tables, to be held against chademo, sections 5 and 6.4."""

from __future__ import annotations

from v2xsdk.protocol.can.chademo import evse_conditions as when
from v2xsdk.protocol.can.chademo.evse_states import EvseState as S
from v2xsdk.protocol.can.chademo.evse_states import StopCause as C
from v2xsdk.protocol.can.chademo.evse_view import EvseView
from v2xsdk.protocol.can.chademo.lines import EvseOutputs
from v2xsdk.protocol.can.chademo.sequence import Limit, Row, Rule, SequenceTable, Stop

_OFF = EvseOutputs()
_D1 = EvseOutputs(d1=True)
_D1_LOCK = EvseOutputs(d1=True, lock=True)
_ALL = EvseOutputs(d1=True, d2=True, lock=True)
_LOCK = EvseOutputs(lock=True)
_D2_LIMIT: Limit[S, C] = Limit("d2_s", C.D2_LATE, mark="permitted")

ROWS: dict[S, Row[EvseView, S, C]] = {
    S.IDLE: Row(_OFF),
    # Steps 1 to 3
    S.WAKE: Row(_D1, (Rule(when.heard, S.EXCHANGE),), (Limit("wake_s", C.NO_VEHICLE),), "d1", raises=True),
    S.EXCHANGE: Row(_D1, (Rule(when.permitted, S.LOCKING),), (Limit("permission_s", C.NO_PERMISSION, mark="d1"),)),
    # Steps 4 and 5
    S.LOCKING: Row(
        _D1_LOCK,
        (Rule(when.locked, S.INSULATION),),
        (Limit("lock_s", C.LOCK_FAILED), _D2_LIMIT),
        "permitted",
        raises=True,
    ),
    S.INSULATION: Row(
        _D1_LOCK,
        (Rule(when.insulation_passed, S.DEENERGISE),),
        (Limit("insulation_s", C.INSULATION_FAILED), _D2_LIMIT),
    ),
    S.DEENERGISE: Row(_D1_LOCK, (Rule(when.dead, S.CLOSING),), (Limit("dead_cable_s", C.CABLE_NOT_DEAD), _D2_LIMIT)),
    # Steps 6 to 8
    S.CLOSING: Row(
        _ALL,
        (Rule(when.contactors_closed, S.AWAIT_REQUEST),),
        (Limit("contactor_s", C.CONTACTORS_NOT_CLOSED),),
        raises=True,
    ),
    S.AWAIT_REQUEST: Row(_ALL, (Rule(when.requested, S.ENERGY),), (Limit("request_s", C.NO_REQUEST),)),
    # Steps 9 and 10
    S.ENERGY: Row(_ALL, enter_mark="energy"),
    # Section 5.1
    S.RAMP_DOWN: Row(
        _ALL, (Rule(when.current_safe, S.AWAIT_OPEN),), (Limit("ramp_down_s", C.CURRENT_NOT_DOWN, S.ABORT),)
    ),
    S.AWAIT_OPEN: Row(
        _ALL,
        (Rule(when.opened_and_dead, S.D2_OFF), Rule(when.weld_time_over, S.D2_OFF)),
        (Limit("open_s", C.CONTACTORS_NOT_OPENED, S.D2_OFF),),
    ),
    S.ABORT: Row(_ALL, (Rule(when.current_safe, S.D2_OFF),), (Limit("emergency_s", to=S.D2_OFF),)),
    S.REFUSED: Row(_D1, (), (Limit("refused_s", to=S.D1_OFF),)),
    S.D2_OFF: Row(_D1_LOCK, (), (Limit("d2_to_d1_s", to=S.D1_OFF),)),
    S.D1_OFF: Row(_LOCK, (Rule(when.dead, S.FAREWELL),), (Limit("unlock_s", C.WELDED, S.WELDED),)),
    S.FAREWELL: Row(_OFF, (), (Limit("farewell_s", to=S.IDLE),)),
    S.WELDED: Row(_LOCK),
}

BEFORE_LOCK = frozenset({S.WAKE, S.EXCHANGE})
BEFORE_D2 = frozenset({S.LOCKING, S.INSULATION, S.DEENERGISE})
D2_ON = frozenset({S.CLOSING, S.AWAIT_REQUEST, S.ENERGY})
IN_SESSION = BEFORE_LOCK | BEFORE_D2 | D2_ON
STOPPING = frozenset({S.RAMP_DOWN, S.AWAIT_OPEN})
"""Stops that still wait for the car; an emergency, silence or blindness shortens them."""


STOPS: tuple[Stop[EvseView, S, C], ...] = (
    Stop(IN_SESSION - {S.WAKE}, when.vehicle_silent, C.VEHICLE_SILENT),
    Stop(BEFORE_D2 | D2_ON, when.measurement_lost, C.MEASUREMENT_LOST),
    Stop(IN_SESSION, when.vehicle_fault, C.VEHICLE_FAULT),
    Stop(IN_SESSION, when.system_fault, C.VEHICLE_SYSTEM_FAULT),
    Stop(IN_SESSION, when.not_in_park, C.NOT_IN_PARK),
    Stop(IN_SESSION - {S.ENERGY}, when.stop_before_start, C.NORMAL_STOP_REQUEST),
    Stop(BEFORE_LOCK, when.incompatible, C.INCOMPATIBLE),
    Stop(frozenset({S.LOCKING}), when.inlet_energised, C.INLET_ENERGISED),
    Stop(BEFORE_LOCK | BEFORE_D2, when.closed_early, C.CLOSED_EARLY),
    Stop(frozenset({S.INSULATION}), when.insulation_failed, C.INSULATION_FAILED),
    Stop(BEFORE_D2 | D2_ON, when.permission_gone, C.PERMISSION_WITHDRAWN),
    Stop(BEFORE_D2 | D2_ON, when.disabled, C.VEHICLE_STOP),
    Stop(frozenset({S.AWAIT_REQUEST, S.ENERGY}), when.opened_alone, C.VEHICLE_OPENED),
    Stop(BEFORE_D2 - {S.LOCKING} | D2_ON, when.unlocked, C.LOCK_FAILED),
    Stop(D2_ON, when.over_voltage, C.OVER_VOLTAGE),
)

PATHS: dict[C, S] = {
    C.VEHICLE_SILENT: S.ABORT,
    C.MEASUREMENT_LOST: S.ABORT,
    C.EMERGENCY: S.ABORT,
    C.INCOMPATIBLE: S.REFUSED,
    C.NO_VEHICLE: S.D1_OFF,
}
"""Where a cause leads; every other one takes the normal way down, RAMP_DOWN."""

EVSE_TABLE = SequenceTable(
    rows=ROWS,
    stops=STOPS,
    paths=PATHS,
    way_down=S.RAMP_DOWN,
    abort=S.ABORT,
    stoppable=IN_SESSION,
    stopping=STOPPING,
)

CHARGER_MALFUNCTION = frozenset(
    {
        C.EVSE_FAULT,
        C.MEASUREMENT_LOST,
        C.LOCK_FAILED,
        C.INSULATION_FAILED,
        C.CABLE_NOT_DEAD,
        C.OVER_VOLTAGE,
        C.CURRENT_NOT_DOWN,
    }
)
"""Causes shown to the car as 0x109 byte 5 bit 1."""

SYSTEM_MALFUNCTION = frozenset(
    {C.VEHICLE_FAULT, C.INLET_ENERGISED, C.CLOSED_EARLY, C.CONTACTORS_NOT_OPENED, C.WELDED, C.EMERGENCY}
)
"""Causes shown to the car as 0x109 byte 5 bit 4."""

NORMAL_STOPS = frozenset({C.EVSE_STOP, C.VEHICLE_STOP, C.PERMISSION_WITHDRAWN, C.NORMAL_STOP_REQUEST, C.VEHICLE_OPENED})
"""Ends that are no fault; only after these do the offers of 0x108 and 0x208 stay as they were."""
