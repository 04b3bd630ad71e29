"""The EVSE's pilot sequences, and the emulated pilot line they drive."""

from __future__ import annotations

from typing import Any

import pytest

from v2xsdk.errors import DeviceRefused
from v2xsdk.protocol.slac.events import LinkLost, Matched, MatchingFailed, MatchingStarted, Reason
from v2xsdk.protocol.slac.evse_pilot import EvsePilot, LeaveNetwork, Phase, PilotSettings
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState, SetDuty, SetError, SetVehicleState
from v2xsdk_emulator.control_pilot import PilotLine

EV = bytes(6)
STARTED = MatchingStarted(EV, bytes(8))
MATCHED = Matched(EV, bytes(7), 8.0, 1.0)
SILENCE = MatchingFailed(Reason.NO_REQUEST)
LOST = LinkLost(EV, Reason.LINK_DOWN)
X1, FIVE, NOMINAL, F = SetDuty(None), SetDuty(5.0), SetDuty(26.0), SetError(PilotState.F)
LEAVE = LeaveNetwork()


class Bench:
    """A sequence driving a line, with the time of each command."""

    def __init__(self, settings: PilotSettings | None = None) -> None:
        self.sequence = EvsePilot(settings or PilotSettings(nominal_duty_percent=26.0))
        self.line = PilotLine()
        self.now = 0.0
        self.commands: list[tuple[float, Any]] = []
        self.line.evse.subscribe(lambda reading: self.sequence.pilot_changed(reading, self.now))

    def flush(self) -> None:
        while (command := self.sequence.next_event()) is not None:
            self.commands.append((round(self.now, 3), command))
            if isinstance(command, SetDuty | SetError):
                self.line.evse.apply(command)

    def plug(self) -> None:
        self.line.plug()
        self.flush()

    def tell(self, *events: Any) -> None:
        for event in events:
            self.sequence.slac_event(event, self.now)
            self.flush()

    def wait(self, seconds: float) -> list[tuple[float, Any]]:
        """Return what was driven until then, and forget it."""
        end_s = self.now + seconds
        self.flush()
        while (due := self.sequence.next_deadline()) is not None and due <= end_s:
            self.now = due
            self.sequence.handle_timeout(due)
            self.flush()
        self.now = end_s
        driven, self.commands = self.commands, []
        return driven


def test_dc_drives_five_percent_as_soon_as_a_vehicle_is_there() -> None:
    bench = Bench()
    bench.plug()
    assert bench.wait(1.0) == [(0.0, FIVE)]
    assert bench.line.ev.reading() == PilotReading(PilotState.B, 5.0)


def test_ac_without_communication_drives_the_nominal_duty_cycle() -> None:
    bench = Bench(PilotSettings(hlc=False, nominal_duty_percent=26.0))
    bench.plug()
    assert bench.wait(1.0) == [(0.0, NOMINAL)]
    bench.tell(SILENCE, LOST)
    assert bench.wait(1.0) == [], "basic charging goes on undisturbed"


def test_silence_passes_through_the_error_state_twice_and_ends_in_x1() -> None:
    bench = Bench()
    bench.plug()
    bench.wait(0.0)
    for n in range(2):
        bench.tell(SILENCE)
        assert bench.wait(10.0) == [(10.0 * n, F), (10.0 * n + 4.0, X1), (10.0 * n + 4.75, FIVE)]
    bench.tell(SILENCE)
    assert bench.wait(10.0) == [(20.0, X1)]
    assert bench.sequence.state is Phase.RESTING


def test_five_percent_to_nominal_goes_through_the_error_state_when_nobody_matched() -> None:
    bench = Bench()
    bench.plug()
    bench.wait(0.0)
    bench.sequence.go_basic(bench.now)
    assert bench.wait(10.0) == [(0.0, F), (4.0, X1), (4.75, NOMINAL)]


@pytest.mark.parametrize("events", [(STARTED,), (STARTED, MATCHED)])
def test_and_through_x1_when_matching_began(events: tuple[Any, ...]) -> None:
    bench = Bench()
    bench.plug()
    bench.tell(*events)
    bench.wait(0.0)
    bench.sequence.go_basic(bench.now)
    assert bench.wait(10.0) == [(0.0, X1), (3.0, NOMINAL)]


def test_a_wish_for_nominal_waits_for_the_running_sequence() -> None:
    bench = Bench()
    bench.plug()
    bench.tell(SILENCE)
    bench.sequence.go_basic(bench.now)
    assert bench.wait(20.0)[-1] == (9.5, NOMINAL)


@pytest.mark.parametrize("how", ["link", "session", "matching"])
def test_an_error_while_matched_leaves_the_network_before_the_error_state(how: str) -> None:
    bench = Bench()
    bench.plug()
    bench.tell(STARTED)
    bench.wait(0.0)
    if how == "session":
        bench.sequence.session_error(bench.now)
    else:
        bench.tell(LOST if how == "link" else MatchingFailed(Reason.NO_MATCH))
    assert bench.wait(10.0) == [(0.0, X1), (0.75, LEAVE), (0.75, F), (4.75, X1), (5.5, FIVE)]


def test_errors_without_end_rest_in_x1_outside_the_network() -> None:
    bench = Bench()
    bench.plug()
    for _ in range(3):
        bench.tell(STARTED)
        bench.wait(0.0)
        bench.sequence.session_error(bench.now)
        driven = bench.wait(10.0)
    assert [command for _, command in driven] == [X1, LEAVE]


def test_a_match_resets_the_count_and_losing_the_plug_does_too() -> None:
    bench = Bench()
    bench.plug()
    for _ in range(4):
        bench.tell(STARTED, MATCHED, LOST)
        assert bench.wait(10.0)[-1][1] == FIVE
    bench.line.unplug()
    assert bench.wait(1.0)[-1][1] == X1
    assert bench.sequence.state is Phase.IDLE


def test_a_link_lost_with_the_plug_is_no_error() -> None:
    bench = Bench()
    bench.plug()
    bench.tell(STARTED, MATCHED)
    bench.wait(0.0)
    bench.tell(LinkLost(EV, Reason.UNPLUGGED))
    assert bench.wait(10.0) == []


def test_a_pause_ends_with_the_vehicles_toggle_or_the_stations_wish() -> None:
    for wake in ("toggle", "station"):
        bench = Bench()
        bench.plug()
        bench.tell(STARTED, MATCHED)
        bench.sequence.pause(bench.now)
        assert bench.wait(5.0)[-1][1] == X1
        if wake == "station":
            bench.sequence.wake(bench.now)
        else:
            bench.line.ev.apply(SetVehicleState(PilotState.C))
            bench.wait(0.3)
            bench.line.ev.apply(SetVehicleState(PilotState.B))
        assert [command for _, command in bench.wait(1.0)] == [FIVE]


def test_the_line_is_read_from_its_voltages() -> None:
    line = PilotLine()
    assert (round(line.high_v, 1), line.evse.reading().state) == (12.0, PilotState.A)
    line.plug()
    for state, volts in ((PilotState.B, 9.0), (PilotState.C, 6.0), (PilotState.D, 3.0)):
        line.ev.apply(SetVehicleState(state))
        assert line.high_v == pytest.approx(volts, abs=0.1)
        assert line.evse.reading().state is line.ev.reading().state is state
    line.evse.apply(SetDuty(53.0))
    assert line.ev.reading() == PilotReading(PilotState.D, 53.0)
    for state in (PilotState.E, PilotState.F):
        line.evse.apply(SetError(state))
        assert line.ev.reading() == PilotReading(state)
    line.unplug()
    assert line.ev.reading() == PilotReading(PilotState.A)


def test_listeners_hear_each_change_once() -> None:
    line = PilotLine()
    heard: list[PilotReading] = []
    line.ev.subscribe(heard.append)
    line.plug()
    line.evse.apply(SetDuty(5.0))
    line.evse.apply(SetDuty(5.0))
    assert heard == [PilotReading(PilotState.B), PilotReading(PilotState.B, 5.0)]


def test_an_end_refuses_the_other_ends_commands() -> None:
    line = PilotLine()
    for end, command in (
        (line.evse, SetVehicleState(PilotState.C)),
        (line.evse, SetError(PilotState.B)),
        (line.ev, SetDuty(5.0)),
        (line.ev, SetVehicleState(PilotState.F)),
    ):
        with pytest.raises(DeviceRefused):
            end.apply(command)
