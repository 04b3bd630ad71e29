"""The link's periodic traffic as data, and what a fall-back sends (DESIGN of the plan: protocol/can/plan.py)."""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.can.chademo.codec import message_of, to_values
from v2xsdk.protocol.can.chademo.evse import EvseMachine
from v2xsdk.protocol.can.chademo.evse_frames import compose
from v2xsdk.protocol.can.chademo.records import EvseDischargeLimits, EvseLimits, EvseRecord, EvseStatus
from v2xsdk.protocol.can.chademo.table import BIT_RATE, TABLE
from v2xsdk.protocol.can.plan import Answer, CyclicFrame, CyclicPlan, SafeFrame, When

SAFE_ATTEMPTS = 10


def cyclic_plan(machine: EvseMachine, now: float) -> CyclicPlan:
    """The frames of this moment, each cycle; the safe frames say stop and offer nothing."""
    timing, frames = machine.view.timing, compose(machine.view, machine.power, now)
    return CyclicPlan(
        table=TABLE,
        frames=tuple(
            CyclicFrame(message_of(type(one)).name, to_values(one), timing.cycle_s, When.LIVE) for one in frames
        ),
        safe=tuple(SafeFrame(message_of(type(one)).name, to_values(one)) for one in map(_withdraw, frames)),
        answers=(
            Answer("ev_control", "charge_current_request_a", "charge_current_request_a"),
            Answer("ev_control", "charge_rate_raw", "charge_rate_raw"),
            Answer("ev_discharge_limits", "max_discharge_current_a", "max_discharge_current_a"),
        ),
        key_signal="control_protocol_number",
        spacing_s=0.0,
        bitrate=BIT_RATE,
        safe_period_s=timing.cycle_s,
        safe_attempts=SAFE_ATTEMPTS,
    )


def _withdraw(record: EvseRecord) -> EvseRecord:
    if isinstance(record, EvseLimits):
        return msgspec.structs.replace(record, available_output_current_a=0)
    if isinstance(record, EvseDischargeLimits):
        return msgspec.structs.replace(record, max_input_current_a=0)
    if isinstance(record, EvseStatus):
        return msgspec.structs.replace(record, stop_control=True, charging=False)
    return record
