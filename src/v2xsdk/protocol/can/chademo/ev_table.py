"""The car's sequence as tables, to be held against chademo, sections 5 and 6.4."""

from __future__ import annotations

from v2xsdk.protocol.can.chademo import ev_conditions as when
from v2xsdk.protocol.can.chademo.ev_states import EvState as S
from v2xsdk.protocol.can.chademo.ev_states import EvStopCause as C
from v2xsdk.protocol.can.chademo.ev_view import EvView
from v2xsdk.protocol.can.chademo.lines import EvOutputs
from v2xsdk.protocol.can.chademo.sequence import Limit, Row, Rule, SequenceTable, Stop

_NONE = EvOutputs()
_PERMIT = EvOutputs(permission=True)
_CLOSED = EvOutputs(permission=True, contactors=True)
_HOLD = EvOutputs(contactors=True)

ROWS: dict[S, Row[EvView, S, C]] = {
    S.ASLEEP: Row(_NONE, (Rule(when.woken, S.ANNOUNCE),)),
    # Steps 1 to 3
    S.ANNOUNCE: Row(_NONE, (Rule(when.unplugged, S.ASLEEP), Rule(when.ready, S.PERMIT)), enter_mark="awake"),
    S.PERMIT: Row(_PERMIT, (Rule(when.d2_on, S.CLOSING),), (Limit("d2_s", C.D2_LATE),), raises=True),
    # Steps 6 to 8
    S.CLOSING: Row(_PERMIT, (Rule(when.may_close, S.CLOSED),), (Limit("close_s", C.CABLE_NOT_DEAD),)),
    S.CLOSED: Row(
        _CLOSED,
        (Rule(when.started, S.RUNNING),),
        (Limit("start_s", C.NO_CURRENT),),
        enter_mark="closed",
        raises=True,
    ),
    # Steps 9 and 10
    S.RUNNING: Row(_CLOSED),
    # Section 5.1
    S.STOPPING: Row(_HOLD, (Rule(when.may_open, S.OPENING),), (Limit("ramp_down_s", C.CURRENT_NOT_DOWN, S.OPENING),)),
    S.OPENING: Row(_NONE, (Rule(when.weld_tested, S.OPENED), Rule(when.unplugged, S.ASLEEP))),
    S.OPENED: Row(_NONE, (Rule(when.unplugged, S.ASLEEP),)),
    S.HUNG: Row(_NONE, (Rule(when.unplugged, S.ASLEEP),)),
}

BEFORE_CLOSED = frozenset({S.ANNOUNCE, S.PERMIT, S.CLOSING})
WITH_CONTACTORS = frozenset({S.CLOSED, S.RUNNING})
AWAKE = BEFORE_CLOSED | WITH_CONTACTORS
CLOSED_OR_STOPPING = WITH_CONTACTORS | {S.STOPPING}

STOPS: tuple[Stop[EvView, S, C], ...] = (
    Stop(CLOSED_OR_STOPPING | {S.CLOSING}, when.lines_dropped, C.LINES_DROPPED),
    Stop(frozenset({S.ANNOUNCE}), when.discharge_bit_early, C.EARLY_DISCHARGE_BIT),
    Stop(AWAKE, when.charger_silent, C.EVSE_SILENT),
    Stop(AWAKE, when.charger_fault, C.EVSE_FAULT),
    Stop(BEFORE_CLOSED, when.incompatible, C.INCOMPATIBLE),
    Stop(AWAKE, when.no_discharge_frames, C.NO_DISCHARGE_FRAMES),
    Stop(frozenset({S.RUNNING}), when.stopped, C.EVSE_STOP),
    Stop(WITH_CONTACTORS, when.no_current, C.NO_CURRENT),
    Stop(WITH_CONTACTORS, when.no_charge_current, C.NO_CHARGE_CURRENT),
    Stop(WITH_CONTACTORS, when.time_over, C.TIME_OVER),
    Stop(WITH_CONTACTORS, when.battery_full, C.BATTERY_FULL),
    Stop(WITH_CONTACTORS, when.current_deviates, C.CURRENT_DEVIATION),
    Stop(WITH_CONTACTORS, when.voltage_deviates, C.VOLTAGE_DEVIATION),
    Stop(WITH_CONTACTORS, when.over_voltage, C.OVER_VOLTAGE),
)

EV_TABLE = SequenceTable(
    rows=ROWS,
    stops=STOPS,
    paths={C.LINES_DROPPED: S.OPENING, C.EARLY_DISCHARGE_BIT: S.HUNG},
    way_down=S.STOPPING,
    abort=S.OPENING,
    stoppable=AWAKE,
    stopping=frozenset({S.STOPPING}),
)
"""Contactors are held by d1 and d2: without them they are open, whatever the car commands."""

BYTE_4_CAUSES = {
    C.OVER_VOLTAGE: "battery_over_voltage",
    C.UNDER_VOLTAGE: "battery_under_voltage",
    C.CURRENT_DEVIATION: "battery_current_deviation",
    C.BATTERY_HOT: "high_battery_temperature",
    C.VOLTAGE_DEVIATION: "battery_voltage_deviation",
}
"""Causes that the car shows as a bit of 0x102 byte 4."""

SYSTEM_FAULTS = frozenset({C.SYSTEM_FAULT, C.NO_DISCHARGE_FRAMES, C.NO_CURRENT, C.CABLE_NOT_DEAD, C.D2_LATE})
"""Causes that the car shows as 0x102 byte 5 bit 2."""
