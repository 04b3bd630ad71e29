"""Either machine alone, fed with anything in any order: lines, contactors and current keep their rules."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.model import EvseOffer
from v2xsdk.protocol.can.chademo import records as r
from v2xsdk.protocol.can.chademo.demand import DemandMode
from v2xsdk.protocol.can.chademo.ev import EvMachine
from v2xsdk.protocol.can.chademo.ev_options import EvBattery, EvOptions
from v2xsdk.protocol.can.chademo.ev_states import EvState
from v2xsdk.protocol.can.chademo.events import EvseLinesChanged, EvseStateChanged, EvStateChanged
from v2xsdk.protocol.can.chademo.evse import EvseMachine
from v2xsdk.protocol.can.chademo.evse_options import EvseOptions
from v2xsdk.protocol.can.chademo.evse_states import EvseState, StopCause
from v2xsdk.protocol.can.chademo.lines import EvSensed, EvseOutputs, EvseSensed

Step = Callable[[EvseMachine, float], None]
EvStep = Callable[[EvMachine, float], None]

BITS = st.booleans()
# Mostly what a session needs, so that random walks get deep; sometimes anything.
CONTROL = st.builds(
    r.EvControl,
    control_protocol_number=st.sampled_from([2, 2, 2, 0, 1, 3, 255]),
    target_battery_voltage_v=st.sampled_from([410, 410, 0, 65535]),
    charge_current_request_a=st.sampled_from([0, 2, 40, 255]),
    battery_current_deviation=st.sampled_from([False] * 9 + [True]),
    charging_enabled=st.sampled_from([True] * 6 + [False]),
    charging_system_fault=st.sampled_from([False] * 9 + [True]),
    contactor_open=BITS,
    discharge_compatible=BITS,
    charge_rate_raw=st.integers(0, 255),
)
EV_RECORDS = st.one_of(
    CONTROL,
    CONTROL,
    st.builds(r.EvLimits, max_battery_voltage_v=st.sampled_from([435, 435, 0, 100])),
    st.builds(r.EvDischargeLimits, max_discharge_current_a=st.integers(0, 255)),
    st.builds(r.EvExtended, high_current_control=BITS, extended_charge_current_request_a=st.integers(0, 65535)),
    st.builds(r.EvChargeTime),
    st.builds(r.EvDischargeEstimate, v2h_sequence_control_number=st.integers(0, 255)),
)
VOLTAGES = st.sampled_from([0.0, 0.0, 5.0, 15.0, 380.0, 450.0, None, float("nan")])
CURRENTS = st.sampled_from([0.0, 0.0, 3.0, 14.0, -14.0, None])


def _receive(record: r.EvRecord) -> Step:
    return lambda machine, now: machine.receive(record, now)


def _sense(sensed: EvseSensed) -> Step:
    return lambda machine, now: machine.sense(sensed, now)


def _measure(voltage_v: float | None, current_a: float | None) -> Step:
    return lambda machine, now: machine.measured(voltage_v, current_a, now)


def _insulation(passed: bool) -> Step:
    return lambda machine, now: machine.insulation_result(passed, now)


def _offer(setpoint_w: float) -> Step:
    return lambda machine, now: machine.offer(EvseOffer(150, 500, 20, 20, 1e4, 1e4, setpoint_w), now)


def _stop(cause: StopCause) -> Step:
    return lambda machine, now: machine.stop(now, cause)


def _start(machine: EvseMachine, now: float) -> None:
    if machine.state is EvseState.IDLE:
        machine.start(now)


STEPS = st.one_of(
    EV_RECORDS.map(_receive),
    EV_RECORDS.map(_receive),
    st.builds(EvseSensed, permission=st.sampled_from([True] * 5 + [False]), locked=BITS).map(_sense),
    st.builds(_measure, VOLTAGES, CURRENTS),
    st.sampled_from([True, True, False]).map(_insulation),
    st.sampled_from([-5000.0, 0.0, 5000.0]).map(_offer),
    st.sampled_from([StopCause.EVSE_STOP, StopCause.EMERGENCY, StopCause.DEADMAN]).map(_stop),
    st.just(_start),
)
PAUSES = st.sampled_from([0.0, 0.01, 0.05, 0.1, 0.3, 1.2, 2.5])


@given(st.lists(st.tuples(STEPS, PAUSES), max_size=60), BITS)
def test_a_charger_keeps_its_rules_whatever_it_is_told(walk: list[tuple[Step, float]], quiet_start: bool) -> None:
    machine, now = EvseMachine(EvseOptions(discharge_current_max_a=20.0)), 0.0
    LAST.outputs = EvseOutputs()
    machine.start(now)
    if quiet_start:
        now = _walk_to_energy(machine, now)
    for step, pause_s in walk:
        step(machine, now)
        _check(machine, now)
        now = _let_pass(machine, now, pause_s)
    machine.stop(now)
    now = _let_pass(machine, now, 30.0)
    assert machine.state in (EvseState.IDLE, EvseState.WELDED)
    assert not machine.view.outputs.d1 and not machine.view.outputs.d2


def _walk_to_energy(machine: EvseMachine, now: float) -> float:
    machine.measured(0.0, 0.0, now)
    opened = r.EvControl(target_battery_voltage_v=410, charging_enabled=True, discharge_compatible=True)
    closed = r.EvControl(
        target_battery_voltage_v=410, charging_enabled=True, contactor_open=False, charge_current_request_a=2
    )
    machine.sense(EvseSensed(permission=True, locked=True), now)
    for index in range(40):
        machine.measured(0.0, 0.0, now)
        machine.receive(r.EvLimits(max_battery_voltage_v=435), now)
        machine.receive(closed if index > 30 else opened, now)
        machine.insulation_result(True, now)
        now = _let_pass(machine, now, 0.1)
    assert machine.state is EvseState.ENERGY
    return now


def _let_pass(machine: EvseMachine, now: float, pause_s: float) -> float:
    ends = now + pause_s
    for _ in range(2000):
        deadline = machine.next_deadline()
        if deadline is None or deadline > ends:
            return ends
        now = max(now, deadline)
        machine.handle_timeout(now)
        _check_frames(machine, machine.to_send(now))
        _check(machine, now)
    raise AssertionError(f"time stands still in {machine.state}")


def _check(machine: EvseMachine, now: float) -> None:
    view, outputs, demand = machine.view, machine.view.outputs, machine.power.demand
    assert not outputs.d2 or (outputs.d1 and outputs.lock)
    if view.state in (EvseState.CLOSING, EvseState.AWAIT_REQUEST, EvseState.ENERGY):
        assert view.sensed.permission and view.sensed.locked and view.control.charging_enabled
    if demand.mode in (DemandMode.CHARGE, DemandMode.DISCHARGE):
        assert view.state is EvseState.ENERGY
        charging = demand.mode is DemandMode.CHARGE
        asked_a = view.request_a if charging else view.discharge_allowed_a(now)
        offered_a = machine.power.charge_offer_a if charging else machine.power.discharge_offer_a
        assert 0 <= demand.current_a <= min(asked_a, offered_a, 20)
    if demand.mode is DemandMode.INSULATION_TEST:
        assert view.state is EvseState.INSULATION and not outputs.d2 and view.control.charging_enabled
    while (event := machine.next_event()) is not None:
        if isinstance(event, EvseStateChanged):
            _check_entry(machine, event)
            ENTERED[event.state] = LAST.state = event
        elif isinstance(event, EvseLinesChanged):
            _check_rise(event)


class _Last:
    """What was last seen of the machine under test."""

    state: EvseStateChanged
    outputs = EvseOutputs()


LAST = _Last()
ENTERED: dict[EvseState, EvseStateChanged] = {}
RAISED_BY = {"d1": EvseState.WAKE, "lock": EvseState.LOCKING, "d2": EvseState.CLOSING}


def _check_rise(event: EvseLinesChanged) -> None:
    for name, state in RAISED_BY.items():
        if getattr(event.outputs, name) and not getattr(LAST.outputs, name):
            assert LAST.state.state is state, f"{name} rose in {LAST.state.state}"
    LAST.outputs = event.outputs


def _check_entry(machine: EvseMachine, event: EvseStateChanged) -> None:
    view, now = machine.view, event.time_s
    voltage_v, current_a = view.measured_voltage_v(now), view.measured_current_a(now)
    if event.state is EvseState.CLOSING and view.state is EvseState.CLOSING:
        assert event.previous is EvseState.DEENERGISE and view.insulation_passed
        assert voltage_v is not None and voltage_v <= 10
    if event.state is EvseState.D2_OFF and event.previous is EvseState.ABORT and view.state is EvseState.D2_OFF:
        safe = current_a is not None and abs(current_a) <= 5
        assert safe or now - ENTERED[EvseState.ABORT].time_s >= view.timing.emergency_s - 1e-9
    if event.state is EvseState.D2_OFF:
        assert event.previous in (EvseState.ABORT, EvseState.AWAIT_OPEN)


def _check_frames(machine: EvseMachine, sent: list[r.EvseRecord]) -> None:
    statuses = [one for one in sent if isinstance(one, r.EvseStatus)]
    for status in statuses:
        assert status.charging or status.stop_control
        assert status.stop_control == (machine.state is not EvseState.ENERGY)
        assert not status.discharge_compatible or any(isinstance(one, r.EvseDischargeLimits) for one in sent)


EVSE_RECORDS = st.one_of(
    st.builds(
        r.EvseStatus,
        output_voltage_v=st.sampled_from([0, 0, 380]),
        output_current_a=st.integers(0, 60),
        discharge_compatible=BITS,
        charging=BITS,
        charger_malfunction=st.sampled_from([False] * 9 + [True]),
        connector_locked=st.sampled_from([True] * 5 + [False]),
        stop_control=BITS,
        remaining_charge_time_min=st.just(60),
    ),
    st.builds(
        r.EvseLimits,
        available_output_voltage_v=st.sampled_from([500, 500, 100]),
        available_output_current_a=st.integers(0, 255),
    ),
    st.builds(r.EvseDischargeLimits, max_input_current_a=st.integers(0, 255)),
    st.builds(r.EvseDischargeStatus),
)


def _ev_receive(record: r.EvseRecord) -> EvStep:
    return lambda machine, now: machine.receive(record, now)


def _ev_sense(sensed: EvSensed) -> EvStep:
    return lambda machine, now: machine.sense(sensed, now)


def _ev_measure(voltage_v: float | None, current_a: float | None) -> EvStep:
    return lambda machine, now: machine.measured(voltage_v, current_a, now)


MOSTLY = st.sampled_from([True] * 7 + [False])
EV_STEPS = st.one_of(
    EVSE_RECORDS.map(_ev_receive),
    EVSE_RECORDS.map(_ev_receive),
    st.builds(EvSensed, d1=MOSTLY, d2=MOSTLY, proximity=MOSTLY).map(_ev_sense),
    st.builds(_ev_measure, VOLTAGES, CURRENTS),
)


@given(st.sampled_from([0.0, 300.0]), st.lists(st.tuples(EV_STEPS, PAUSES), max_size=80))
def test_a_car_keeps_its_rules_whatever_it_is_told(inlet_v: float, walk: list[tuple[EvStep, float]]) -> None:
    machine, now = EvMachine(EvOptions(discharge_compatible=True)), 0.0
    machine.battery(EvBattery(50.0, 24.0, 370.0, 100.0, 30.0), now)
    was_closed = False
    for step, pause_s in [*_ev_opening(inlet_v), *walk]:
        step(machine, now)
        was_closed = _check_car(machine, now, was_closed)
        now += pause_s
        machine.handle_timeout(now)
        machine.to_send(now)
        was_closed = _check_car(machine, now, was_closed)
    machine.sense(EvSensed(), now)
    machine.handle_timeout(now + 10.0)
    assert not machine.view.outputs.contactors and not machine.view.outputs.permission
    assert machine.to_send(now + 20.0) == []


def _ev_opening(inlet_v: float) -> list[tuple[EvStep, float]]:
    limits = _ev_receive(r.EvseLimits(available_output_voltage_v=500, available_output_current_a=20))
    status = _ev_receive(r.EvseStatus(connector_locked=True, remaining_charge_time_min=60))
    steps: list[tuple[EvStep, float]] = [(_ev_sense(EvSensed(d1=True, proximity=True)), 0.0)]
    for _ in range(8):
        steps += [(limits, 0.0), (_ev_measure(0.0, 0.0), 0.0), (status, 0.6)]
    steps.append((_ev_sense(EvSensed(d1=True, d2=True, proximity=True)), 0.0))
    for _ in range(6):
        steps += [(_ev_measure(inlet_v, 0.0), 0.0), (status, 0.3)]
    return steps


def _check_car(machine: EvMachine, now: float, was_closed: bool) -> bool:
    view, closed = machine.view, machine.view.outputs.contactors
    if closed and not was_closed:
        voltage_v = view.measured_voltage_v(now)
        assert view.sensed.d1 and view.sensed.d2 and voltage_v is not None and voltage_v < 20
        assert view.status.connector_locked
    if view.request_a or view.discharge_allowed_a:
        assert view.state in (EvState.CLOSED, EvState.RUNNING, EvState.STOPPING, EvState.OPENING, EvState.ASLEEP)
    while (event := machine.next_event()) is not None:
        if isinstance(event, EvStateChanged):
            _check_car_entry(machine, event)
            CAR_ENTERED[event.state] = event.time_s
    return closed


CAR_ENTERED: dict[EvState, float] = {}


def _check_car_entry(machine: EvMachine, event: EvStateChanged) -> None:
    if event.state is not EvState.OPENING or machine.state is not EvState.OPENING:
        return
    view, now = machine.view, event.time_s
    current_a = view.measured_current_a(now)
    safe = current_a is not None and abs(current_a) <= 5
    given_up = event.previous is EvState.STOPPING and now - CAR_ENTERED[EvState.STOPPING] >= 2.5 - 1e-9
    assert safe or given_up or not (view.sensed.d1 and view.sensed.d2)
