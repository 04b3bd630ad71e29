"""The car's own timers and rules, on records alone."""

from __future__ import annotations

import msgspec
import pytest

from v2xsdk.protocol.can.chademo.ev import EvMachine
from v2xsdk.protocol.can.chademo.ev_options import EvBattery, EvOptions, Provisional
from v2xsdk.protocol.can.chademo.ev_states import EvState, EvStopCause
from v2xsdk.protocol.can.chademo.lines import EvSensed
from v2xsdk.protocol.can.chademo.records import (
    EvControl,
    EvDischargeLimits,
    EvExtended,
    EvLimits,
    EvRecord,
    EvseDischargeLimits,
    EvseDischargeStatus,
    EvseExtended,
    EvseLimits,
    EvseStatus,
)

LOCKED = EvseStatus(connector_locked=True, discharge_compatible=True, remaining_charge_time_min=60)
RUNNING = msgspec.structs.replace(LOCKED, charging=True, stop_control=False, output_voltage_v=370)
STEP_S = 0.05


class Drive:
    """A car with a well-behaved charger that a test bends as it likes."""

    def __init__(self, options: EvOptions | None = None) -> None:
        self.machine = EvMachine(options or EvOptions(discharge_compatible=True))
        self.now = 0.0
        self.battery = EvBattery(50.0, 24.0, 370.0, 100.0, 20.0)
        self.status: EvseStatus | None = LOCKED
        self.limits = EvseLimits(available_output_voltage_v=500, available_output_current_a=15)
        self.discharge: EvseDischargeLimits | None = EvseDischargeLimits(max_input_current_a=15)
        self.extended: EvseExtended | None = None
        self.sensed = EvSensed(d1=True, proximity=True)
        self.voltage_v, self.current_a = 0.0, 0.0
        self.sent: list[EvRecord] = []

    def run(self, duration_s: float) -> None:
        for _ in range(round(duration_s / STEP_S)):
            self.now = round(self.now + STEP_S, 6)
            self._step()

    def _step(self) -> None:
        machine, now = self.machine, self.now
        machine.battery(self.battery, now)
        machine.measured(self.voltage_v, self.current_a, now)
        machine.sense(self.sensed, now)
        if self.status is not None:
            machine.receive(self.limits, now)
            if self.extended is not None:
                machine.receive(self.extended, now)
            machine.receive(self.status, now)
            if self.discharge is not None:
                machine.receive(self.discharge, now)
                machine.receive(EvseDischargeStatus(), now)
        self.sent += machine.to_send(now)

    def reach_running(self) -> None:
        self.run(4.2)
        assert self.state() is EvState.PERMIT
        self.sensed = EvSensed(d1=True, d2=True, proximity=True)
        self.run(1.5)
        assert self.state() is EvState.CLOSED
        self.voltage_v, self.status = 370.0, RUNNING
        self.run(0.2)
        assert self.state() is EvState.RUNNING

    def state(self) -> EvState:
        return self.machine.state

    def cause(self) -> EvStopCause | None:
        return self.machine.cause

    def last(self, kind: type[EvRecord]) -> EvRecord:
        return [one for one in self.sent if isinstance(one, kind)][-1]


def test_the_request_climbs_by_2_a_each_cycle_and_falls_at_once() -> None:
    drive = Drive()
    drive.reach_running()
    drive.sent.clear()
    drive.run(3.0)
    asked = [one.charge_current_request_a for one in drive.sent if isinstance(one, EvControl)]
    climb = sorted(set(asked))
    assert climb == [0, 2, 4, 6, 8, 10, 12, 14, 15] and asked == sorted(asked)
    drive.limits = EvseLimits(available_output_voltage_v=500, available_output_current_a=0)
    drive.run(0.2)
    control = drive.last(EvControl)
    assert isinstance(control, EvControl) and control.charge_current_request_a == 0


def test_discharging_is_allowed_as_far_as_offered() -> None:
    drive = Drive()
    drive.reach_running()
    drive.run(4.0)
    allowed = drive.last(EvDischargeLimits)
    assert isinstance(allowed, EvDischargeLimits) and allowed.max_discharge_current_a == 15
    drive.discharge = EvseDischargeLimits(max_input_current_a=4)
    drive.run(0.2)
    allowed = drive.last(EvDischargeLimits)
    assert isinstance(allowed, EvDischargeLimits) and allowed.max_discharge_current_a == 4


def test_deviation_is_10_a_for_5_s_in_both_directions() -> None:
    for current_a in (40.0, -40.0):
        drive = Drive()
        drive.reach_running()
        drive.run(4.0)
        drive.current_a = current_a
        drive.run(4.9)
        assert drive.cause() is None
        drive.run(0.2)
        assert drive.cause() is EvStopCause.CURRENT_DEVIATION
        drive.run(0.2)
        control = drive.last(EvControl)
        assert isinstance(control, EvControl) and control.battery_current_deviation


def test_no_current_4_s_after_the_request_ends_it() -> None:
    drive = Drive()
    drive.reach_running()
    drive.run(1.5)
    asked_s = drive.machine.view.marks["asked"]
    drive.run(asked_s + 4.0 - drive.now - STEP_S)
    assert drive.cause() is None
    drive.run(2 * STEP_S)
    assert drive.cause() is EvStopCause.NO_CURRENT


def test_six_minutes_of_zero_charge_current_end_a_discharge() -> None:
    drive = Drive()
    drive.limits = EvseLimits(available_output_voltage_v=500, available_output_current_a=0)
    drive.reach_running()
    drive.current_a = -5.0
    drive.run(4.0)
    drive.run(354.0)
    assert drive.cause() is None
    drive.run(4.0)
    assert drive.cause() is EvStopCause.NO_CHARGE_CURRENT


def test_an_ampere_now_and_then_prevents_that() -> None:
    drive = Drive()
    drive.limits = EvseLimits(available_output_voltage_v=500, available_output_current_a=0)
    drive.reach_running()
    drive.current_a = -5.0
    for _ in range(7):
        drive.run(60.0)
        drive.status = msgspec.structs.replace(RUNNING, output_current_a=1)
        drive.run(0.1)
        drive.status = RUNNING
    assert drive.state() is EvState.RUNNING


def test_contactors_stay_open_onto_a_live_cable() -> None:
    drive = Drive()
    drive.run(4.2)
    drive.sensed, drive.voltage_v = EvSensed(d1=True, d2=True, proximity=True), 300.0
    drive.run(3.9)
    assert not drive.machine.view.outputs.contactors and drive.cause() is None
    drive.run(0.3)
    assert drive.cause() is EvStopCause.CABLE_NOT_DEAD


def test_a_dropped_line_opens_at_once_and_d1_puts_it_to_sleep() -> None:
    drive = Drive()
    drive.reach_running()
    drive.sensed = EvSensed(d1=True, d2=False, proximity=True)
    drive.run(STEP_S)
    assert not drive.machine.view.outputs.contactors and drive.cause() is EvStopCause.LINES_DROPPED
    drive.sensed = EvSensed()
    drive.run(STEP_S)
    drive.sent.clear()
    drive.run(1.0)
    assert drive.state() is EvState.ASLEEP and drive.sent == []


def test_current_that_does_not_fall_opens_after_2_5_s() -> None:
    drive = Drive()
    drive.reach_running()
    drive.current_a = 14.0
    drive.run(2.0)
    drive.machine.stop(drive.now)
    drive.run(2.4)
    assert drive.state() is EvState.STOPPING
    drive.run(0.2)
    assert not drive.machine.view.outputs.contactors
    assert EvStopCause.CURRENT_NOT_DOWN in drive.machine.view.causes


def test_remaining_time_of_zero_ends_it() -> None:
    drive = Drive()
    drive.reach_running()
    drive.status = msgspec.structs.replace(RUNNING, remaining_charge_time_s=0, remaining_charge_time_min=0)
    drive.run(0.2)
    assert drive.cause() is EvStopCause.TIME_OVER


def test_a_charger_of_too_little_voltage_gets_no_permission() -> None:
    drive = Drive()
    drive.limits = EvseLimits(available_output_voltage_v=300, available_output_current_a=15)
    drive.run(6.0)
    assert drive.cause() is EvStopCause.INCOMPATIBLE and not drive.machine.view.outputs.permission


def test_high_current_moves_the_request_to_0x110() -> None:
    drive = Drive(EvOptions(protocol_number=3, extended_frames=True, high_current_control=True))
    drive.battery = EvBattery(50.0, 60.0, 370.0, 380.0)
    drive.limits = EvseLimits(available_output_voltage_v=500, available_output_current_a=255)
    drive.extended = EvseExtended(high_current_control=True, extended_available_output_current_a=350)
    drive.status = msgspec.structs.replace(LOCKED, control_protocol_number=3, discharge_compatible=False)
    drive.run(4.2)
    drive.sensed = EvSensed(d1=True, d2=True, proximity=True)
    drive.run(1.5)
    drive.voltage_v = 370.0
    drive.status = msgspec.structs.replace(RUNNING, control_protocol_number=3, discharge_compatible=False)
    for _ in range(10):
        drive.run(2.0)
        drive.current_a = float(drive.machine.view.request_a)
    control, extended = drive.last(EvControl), drive.last(EvExtended)
    assert isinstance(control, EvControl) and control.charge_current_request_a == 0xFF
    assert isinstance(extended, EvExtended) and extended.extended_charge_current_request_a == 350


def test_provisional_values_come_first() -> None:
    options = EvOptions(provisional=(Provisional(0.15, 240, 3, 0.0), Provisional(2.0, 100, 1, 24.0)))
    drive = Drive(options)
    drive.run(2.5)
    references = [one.charge_rate_reference_raw for one in drive.sent if isinstance(one, EvLimits)]
    rates = [one.charge_rate_raw for one in drive.sent if isinstance(one, EvControl)]
    assert references[:2] == [240, 100] and rates[0] == 3 and rates[5] == 1 and rates[-1] == 50


@pytest.mark.parametrize("number", [0, 1])
def test_old_cars_have_no_contactor_flag(number: int) -> None:
    drive = Drive(EvOptions(protocol_number=number))
    drive.run(1.0)
    control = drive.last(EvControl)
    assert isinstance(control, EvControl) and not control.contactor_open
