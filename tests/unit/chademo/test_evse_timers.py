"""Each limit of the charger's table, on both sides of its time, on records alone."""

from __future__ import annotations

import msgspec
import pytest

from v2xsdk.errors import LimitError, ProtocolError
from v2xsdk.model import EvseOffer
from v2xsdk.protocol.can.chademo.demand import DemandMode
from v2xsdk.protocol.can.chademo.evse import EvseMachine
from v2xsdk.protocol.can.chademo.evse_options import EvseOptions
from v2xsdk.protocol.can.chademo.evse_states import EvseState, StopCause
from v2xsdk.protocol.can.chademo.lines import EvseOutputs, EvseSensed
from v2xsdk.protocol.can.chademo.records import (
    EvControl,
    EvDischargeLimits,
    EvExtended,
    EvLimits,
    EvseDischargeLimits,
    EvseExtended,
    EvseLimits,
    EvseRecord,
    EvseStatus,
)

READY = EvControl(target_battery_voltage_v=410, charging_enabled=True, discharge_compatible=True, charge_rate_raw=50)
CLOSED = msgspec.structs.replace(READY, contactor_open=False)
ASKING = msgspec.structs.replace(CLOSED, charge_current_request_a=10)
STEP_S = 0.05


class Drive:
    """A charger with a well-behaved car that a test bends as it likes."""

    def __init__(self, options: EvseOptions | None = None) -> None:
        self.machine = EvseMachine(options or EvseOptions(discharge_current_max_a=15.0))
        self.now = 0.0
        self.control: EvControl | None = READY
        self.extended: EvExtended | None = None
        self.sensed = EvseSensed(permission=True, locked=True)
        self.voltage_v: float | None = 0.0
        self.current_a: float | None = 0.0
        self.passes: bool | None = True
        self.sent: list[EvseRecord] = []
        self.machine.measured(0.0, 0.0, self.now)
        self.machine.start(self.now)

    def run(self, duration_s: float) -> None:
        for _ in range(round(duration_s / STEP_S)):
            self.now = round(self.now + STEP_S, 6)
            self._step()

    def _step(self) -> None:
        machine, now = self.machine, self.now
        machine.sense(self.sensed, now)
        if self.voltage_v is not None:
            machine.measured(self.voltage_v, self.current_a, now)
        if self.control is not None:
            machine.receive(EvLimits(max_battery_voltage_v=435), now)
            machine.receive(EvDischargeLimits(min_discharge_voltage_v=250), now)
            if self.extended is not None:
                machine.receive(self.extended, now)
            machine.receive(self.control, now)
        if self.passes is not None:
            machine.insulation_result(self.passes, now)
        machine.handle_timeout(now)
        self.sent += machine.to_send(now)

    def state(self) -> EvseState:
        return self.machine.state

    def outputs(self) -> EvseOutputs:
        return self.machine.view.outputs

    def cause(self) -> StopCause | None:
        return self.machine.cause

    def reach(self, state: EvseState) -> None:
        for _ in range(600):
            if self.machine.state is state:
                return
            if self.machine.state is EvseState.CLOSING:
                self.control, self.voltage_v = CLOSED, 380.0
            if self.machine.state is EvseState.AWAIT_REQUEST:
                self.control = ASKING
            self.run(STEP_S)
        raise AssertionError(f"{state} not reached: {self.machine.state}, {self.machine.view.causes}")

    def last(self, kind: type[EvseRecord]) -> EvseRecord:
        return [one for one in self.sent if isinstance(one, kind)][-1]


def _never(drive: Drive) -> None:
    drive.control = None


def _no_permission(drive: Drive) -> None:
    drive.sensed = EvseSensed(permission=False, locked=False)


def _no_lock(drive: Drive) -> None:
    drive.sensed = EvseSensed(permission=True, locked=False)


def _no_result(drive: Drive) -> None:
    drive.passes = None


def _no_decay(drive: Drive) -> None:
    drive.passes = None
    drive.reach(EvseState.INSULATION)
    drive.voltage_v, drive.passes = 300.0, True


def _still_open(drive: Drive) -> None:
    drive.reach(EvseState.CLOSING)


def _no_request(drive: Drive) -> None:
    drive.reach(EvseState.AWAIT_REQUEST)
    drive.control = CLOSED


LIMITS = [
    (_never, EvseState.WAKE, 5.0, StopCause.NO_VEHICLE),
    (_no_permission, EvseState.EXCHANGE, 8.0, StopCause.NO_PERMISSION),
    (_no_lock, EvseState.LOCKING, 10.0, StopCause.LOCK_FAILED),
    (_no_result, EvseState.INSULATION, 15.0, StopCause.INSULATION_FAILED),
    (_no_decay, EvseState.DEENERGISE, 5.0, StopCause.CABLE_NOT_DEAD),
    (_still_open, EvseState.CLOSING, 4.0, StopCause.CONTACTORS_NOT_CLOSED),
    (_no_request, EvseState.AWAIT_REQUEST, 4.0, StopCause.NO_REQUEST),
]


@pytest.mark.parametrize(("bend", "state", "limit_s", "cause"), LIMITS)
def test_limits(bend: object, state: EvseState, limit_s: float, cause: StopCause) -> None:
    drive = Drive()
    bend(drive)  # type: ignore[operator]
    while drive.state() is not state:
        drive.run(STEP_S)
        assert drive.now < 30
    start_s = drive.machine.view.marks["d1" if state is EvseState.EXCHANGE else "state"]
    drive.run(start_s + limit_s - drive.now - STEP_S)
    assert drive.state() is state
    drive.run(2 * STEP_S)
    assert drive.cause() is cause
    assert drive.machine.power.demand.mode is DemandMode.OFF


def test_d2_comes_within_20_s_of_k_or_never() -> None:
    timing = msgspec.structs.replace(EvseOptions().timing, lock_s=60.0)
    drive = Drive(EvseOptions(timing=timing))
    drive.sensed = EvseSensed(permission=True, locked=False)
    drive.reach(EvseState.LOCKING)
    permitted_s = drive.machine.view.marks["permitted"]
    drive.run(permitted_s + 20.0 - drive.now - STEP_S)
    assert drive.cause() is None
    drive.run(2 * STEP_S)
    assert drive.cause() is StopCause.D2_LATE and not drive.outputs().d2


def test_silence_is_one_second_without_0x102() -> None:
    drive = Drive()
    drive.reach(EvseState.ENERGY)
    drive.control = None
    drive.run(1.0)
    assert drive.state() is EvseState.ENERGY
    drive.run(2 * STEP_S)
    assert drive.cause() is StopCause.VEHICLE_SILENT
    drive.run(STEP_S)
    assert not drive.outputs().d2 and drive.outputs().d1
    drive.run(0.5)
    assert not drive.outputs().d1


def test_unknown_current_waits_the_emergency_time() -> None:
    drive = Drive()
    drive.reach(EvseState.ENERGY)
    drive.current_a = None
    drive.run(1.0)
    assert drive.cause() is StopCause.MEASUREMENT_LOST
    assert drive.state() is EvseState.ABORT and drive.outputs().d2
    drive.run(0.1)
    assert not drive.outputs().d2


def test_current_that_does_not_fall_ends_in_an_emergency() -> None:
    drive = Drive()
    drive.reach(EvseState.ENERGY)
    drive.current_a = 12.0
    drive.machine.stop(drive.now)
    drive.run(1.4)
    assert drive.state() is EvseState.RAMP_DOWN
    drive.run(0.2)
    assert drive.state() is EvseState.ABORT and StopCause.CURRENT_NOT_DOWN in drive.machine.view.causes
    drive.run(1.0)
    assert not drive.outputs().d2
    status = drive.last(EvseStatus)
    assert isinstance(status, EvseStatus) and status.charger_malfunction


def test_a_contactor_that_stays_closed_keeps_the_plug_locked() -> None:
    drive = Drive()
    drive.reach(EvseState.ENERGY)
    drive.machine.stop(drive.now)
    drive.run(9.9)
    assert drive.state() is EvseState.AWAIT_OPEN
    drive.run(3.0)
    assert drive.state() is EvseState.WELDED
    assert drive.outputs() == EvseOutputs(lock=True)
    with pytest.raises(ProtocolError):
        drive.machine.release(drive.now)
    drive.voltage_v = 0.0
    drive.run(0.1)
    drive.machine.release(drive.now)
    assert drive.state() is EvseState.IDLE and not drive.outputs().lock


def test_open_flag_with_voltage_left_is_a_weld() -> None:
    drive = Drive()
    drive.reach(EvseState.ENERGY)
    drive.machine.stop(drive.now)
    drive.control = READY
    drive.run(1.9)
    assert drive.outputs().d2
    drive.run(3.0)
    assert drive.state() is EvseState.WELDED


@pytest.mark.parametrize(
    ("control", "cause"),
    [
        (msgspec.structs.replace(ASKING, charging_enabled=False), StopCause.VEHICLE_STOP),
        (msgspec.structs.replace(ASKING, charging_system_fault=True), StopCause.VEHICLE_SYSTEM_FAULT),
        (msgspec.structs.replace(ASKING, shift_position_not_park=True), StopCause.NOT_IN_PARK),
        (msgspec.structs.replace(ASKING, high_battery_temperature=True), StopCause.VEHICLE_FAULT),
        (msgspec.structs.replace(ASKING, battery_current_deviation=True), StopCause.VEHICLE_FAULT),
        (msgspec.structs.replace(ASKING, contactor_open=True), StopCause.VEHICLE_OPENED),
    ],
)
def test_each_bit_of_the_car_is_a_stop_of_its_own(control: EvControl, cause: StopCause) -> None:
    drive = Drive()
    drive.reach(EvseState.ENERGY)
    drive.control = control
    drive.run(0.15)
    assert drive.cause() is cause
    assert drive.machine.power.demand.mode is DemandMode.OFF


def test_k_alone_is_a_stop() -> None:
    drive = Drive()
    drive.reach(EvseState.ENERGY)
    drive.sensed = EvseSensed(permission=False, locked=True)
    drive.run(STEP_S)
    assert drive.cause() is StopCause.PERMISSION_WITHDRAWN


def test_incompatible_battery_never_gets_d2() -> None:
    drive = Drive(EvseOptions(voltage_max_v=400.0, insulation_test_voltage_v=400.0))
    drive.run(2.5)
    status = drive.last(EvseStatus)
    assert isinstance(status, EvseStatus) and status.battery_incompatible and status.stop_control
    assert drive.cause() is StopCause.INCOMPATIBLE
    drive.run(5.0)
    assert drive.state() is EvseState.IDLE


def test_a_live_inlet_is_not_tested() -> None:
    drive = Drive()
    drive.voltage_v = 60.0
    drive.run(3.0)
    assert drive.cause() is StopCause.INLET_ENERGISED


def test_contactors_reported_closed_too_early_stop() -> None:
    drive = Drive()
    drive.control = CLOSED
    drive.run(3.0)
    assert drive.cause() is StopCause.CLOSED_EARLY and not drive.outputs().d2


def test_version_0_9_closes_without_a_flag() -> None:
    old = msgspec.structs.replace(READY, control_protocol_number=1, contactor_open=False)
    drive = Drive()
    drive.control = old
    while drive.state() is not EvseState.CLOSING:
        drive.run(STEP_S)
    drive.voltage_v = 380.0
    drive.run(1.9)
    assert drive.state() is EvseState.CLOSING
    drive.run(0.2)
    assert drive.state() is EvseState.AWAIT_REQUEST
    drive.control = msgspec.structs.replace(old, charge_current_request_a=10)
    drive.run(0.1)
    assert drive.state() is EvseState.ENERGY
    drive.machine.stop(drive.now)
    drive.voltage_v = 0.0
    drive.run(4.0)
    assert drive.state() is EvseState.IDLE


def test_high_current_is_asked_in_0x110() -> None:
    options = EvseOptions(charge_current_max_a=350.0, extended_available_current=True, protocol_number=3)
    drive = Drive(options)
    high = EvExtended(dynamic_control=True, high_current_control=True)
    drive.control, drive.extended = msgspec.structs.replace(READY, control_protocol_number=3), high
    drive.reach(EvseState.CLOSING)
    drive.control = msgspec.structs.replace(CLOSED, control_protocol_number=3, charge_current_request_a=255)
    drive.extended = msgspec.structs.replace(high, extended_charge_current_request_a=300)
    drive.voltage_v = 400.0
    drive.run(0.2)
    drive.machine.offer(EvseOffer(150, 500, 350, 0, 2e5, 0, 140_000.0), drive.now)
    drive.run(20.0)
    assert drive.state() is EvseState.ENERGY
    assert drive.machine.power.demand.current_a == pytest.approx(300.0)
    limits, extended = drive.last(EvseLimits), drive.last(EvseExtended)
    assert isinstance(limits, EvseLimits) and limits.available_output_current_a == 255
    assert isinstance(extended, EvseExtended) and extended.high_current_control
    assert extended.extended_available_output_current_a == 350


def test_the_first_frames_are_not_believed() -> None:
    drive = Drive()
    drive.control = msgspec.structs.replace(READY, charge_rate_raw=3)
    drive.run(1.9)
    assert drive.machine.view.soc_percent is None and drive.state() is EvseState.EXCHANGE
    drive.control = READY
    drive.run(0.3)
    assert drive.machine.view.soc_percent == 50.0


def test_offers_must_be_numbers() -> None:
    drive = Drive()
    with pytest.raises(LimitError):
        drive.machine.offer(EvseOffer(150, 500, 10, 10, 1e4, 1e4, float("nan")), 0.0)


def test_the_ramp_is_20_a_per_second_up_and_at_once_down() -> None:
    drive = Drive()
    drive.reach(EvseState.ENERGY)
    drive.control = msgspec.structs.replace(ASKING, charge_current_request_a=80)
    drive.machine.offer(EvseOffer(150, 500, 100, 0, 1e5, 0, 380.0 * 60), drive.now)
    drive.run(1.0)
    assert drive.machine.power.demand.current_a == pytest.approx(20.0, abs=1.1)
    drive.run(3.0)
    assert drive.machine.power.demand.current_a == pytest.approx(60.0)
    drive.machine.offer(EvseOffer(150, 500, 100, 0, 1e5, 0, 380.0 * 10), drive.now)
    assert drive.machine.power.demand.current_a == pytest.approx(10.0)


@pytest.mark.parametrize("feign", [False, True])
def test_charge_current_is_only_feigned_where_asked(feign: bool) -> None:
    drive = Drive(EvseOptions(discharge_current_max_a=15.0, feign_current=feign))
    drive.reach(EvseState.ENERGY)
    drive.current_a = -10.0
    drive.sent.clear()
    drive.run(130.0)
    shown = [one.output_current_a for one in drive.sent if isinstance(one, EvseStatus)]
    assert (shown.count(1), set(shown)) == ((2, {0, 1}) if feign else (0, {0}))
    measured = [one.present_discharge_current_a for one in drive.sent if isinstance(one, EvseDischargeLimits)]
    assert set(measured) == {10}


def test_a_second_start_is_refused_and_a_silent_bus_is_a_silent_car() -> None:
    drive = Drive()
    drive.reach(EvseState.ENERGY)
    with pytest.raises(ProtocolError, match="energy"):
        drive.machine.start(drive.now)
    drive.machine.peer_closed(drive.now)
    assert drive.cause() is StopCause.VEHICLE_SILENT
