from __future__ import annotations

import io
import json
import re

import pytest
from rich.console import Console

from v2xsdk import model
from v2xsdk.cli.view import Snapshot
from v2xsdk.cli.view.live import LiveView
from v2xsdk.cli.view.plain import JsonView, PlainView
from v2xsdk.cli.view.wording import event_text, off_text

ORDER = model.OrderStatus(
    3, "grid", model.OrderState.LIMITED, -60_000, -39_600, -39_500, model.Reason.SITE_LIMIT, "meter", "export 40 kW"
)
FAULT = model.Fault(model.FaultKind.FAN, "module 1", model.Severity.WARNING, "status bit fan_fault", 1.0)
LIMITS = model.Limits(57_000, float("inf"), "site", "vehicle")
EVENTS: dict[model.Event, str] = {
    model.OrderChanged(
        1.0, ORDER
    ): "order 3 of grid, -60.00 kW: limited to -39.60 kW (site_limit by meter: export 40 kW)",
    model.FaultRaised(1.0, FAULT): "fault: fan at module 1 [warning] status bit fan_fault",
    model.FaultCleared(1.0, FAULT): "fault cleared: fan at module 1 [warning] status bit fan_fault",
    model.LimitsChanged(1.0, LIMITS): "limits: charge 57.00 kW (site), discharge no limit (vehicle)",
    model.FellBack(1.0, model.Reason.EXPIRED, 3): "fell back and latched (expired)",
    model.LinkLostEvent(1.0, "bus", "end of file"): "lost: bus: end of file",
    model.OutputOff(1.0, True): "off confirmed",
    model.OutputOff(1.0, False, 10.0): "not confirmed: the unit may deliver up to 10 s",
    model.VehicleChanged(1.0, None): "vehicle gone",
    model.VehicleChanged(1.0, model.VehicleStatus(1.0, soc_percent=50.0)): "vehicle connected, ready, SoC 50.0 %",
    model.StateChanged(
        1.0, model.ChargerState.LATCHED, model.ChargerState.RUNNING, model.Reason.FAULT
    ): "running -> latched (fault)",
}


def snapshot(time_s: float = 1.0, power_w: float | None = -20_000.0) -> Snapshot:
    measurement = model.Measurement(time_s, 640.0, -31.25, power_w, soc_percent=55.5, output_on=True)
    return Snapshot("t", measurement, 60_000, "running", ORDER, LIMITS, ("fan at module 1",), 10.0, 2_500.0, 50.0)


@pytest.mark.parametrize(("event", "text"), EVENTS.items(), ids=lambda value: type(value).__name__)
def test_every_event_is_one_sentence(event: model.Event, text: str) -> None:
    assert event_text(event) == text


def test_every_kind_of_event_has_words_of_its_own() -> None:
    assert {type(event) for event in EVENTS} == set(model.Event.__subclasses__())


def test_an_undocumented_silence_time_is_not_called_a_number() -> None:
    assert off_text(False, None) == "not confirmed: the unit may deliver up to an undocumented time"


def test_plain_lines_come_once_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    view = PlainView()
    for time_s in (1.0, 1.4, 1.8, 2.2):
        view.show(snapshot(time_s))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "power  -20.00 kW" in lines[0]
    assert "SoC  55.5 %" in lines[0]


def test_an_unknown_power_is_a_dash_not_a_zero(capsys: pytest.CaptureFixture[str]) -> None:
    PlainView().show(snapshot(power_w=None))
    assert re.search(r"power +–", capsys.readouterr().out)


def test_json_lines_hold_the_records(capsys: pytest.CaptureFixture[str]) -> None:
    view = JsonView()
    view.show(snapshot())
    for event in EVENTS:
        view.event(event)
    view.note("a remark")
    said = capsys.readouterr()
    records = [json.loads(line) for line in said.out.splitlines()]
    assert records[0]["kind"] == "measurement"
    assert records[0]["dc_power_w"] == -20_000.0
    assert [record["event"] for record in records[1:]] == [type(event).__name__ for event in EVENTS]
    assert next(one for one in records if one.get("event") == "LimitsChanged")["limits"]["discharge_w"] is None
    assert said.err == "a remark\n"


def test_the_live_table_shows_bars_sparklines_order_limits_and_faults() -> None:
    stream = io.StringIO()
    view = LiveView(Console(file=stream, force_terminal=True, width=120, color_system=None))
    for power_w in (-10_000.0, None, -20_000.0):
        view.show(snapshot(power_w=power_w))
    view.event(model.FaultRaised(1.0, FAULT))
    view.close()
    text = stream.getvalue()
    for part in (
        "-20.00 kW",
        "▐",
        "│",
        "▄",
        "limited to -39.60 kW",
        "57.00 kW by site",
        "reserve 50 %",
        "2.50 kWh out",
    ):
        assert part in text
    assert "fault: fan at module 1" in text
