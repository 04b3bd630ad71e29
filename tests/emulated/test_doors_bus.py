"""The emulated bus: pacing, order, overload, bus-off; and virtual time itself."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator import clock
from v2xsdk_emulator.bus.can_bus import CanBus
from v2xsdk_emulator.bus.timing import frame_time_s
from v2xsdk_emulator.clock import PlantClock, run_virtual

FRAME = CanFrame(can_id=0x02E300F0, data=bytes(8))


def test_frame_times() -> None:
    assert frame_time_s(FRAME, 125_000) == pytest.approx(1.1e-3, rel=0.01)
    assert frame_time_s(CanFrame(0x351, bytes(8), extended=False), 500_000) == pytest.approx(233e-6, rel=0.01)
    assert frame_time_s(CanFrame(0x1, b"", remote=True), 125_000) < frame_time_s(FRAME, 125_000)


def test_frames_leave_one_after_the_other_and_reach_all_but_the_sender() -> None:
    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        bus = CanBus("b", 125_000)
        ports = [bus.open_port(name) for name in "abc"]
        heard: dict[str, list[CanFrame]] = {port.name: [] for port in ports}
        for port in ports:
            port.subscribe(heard[port.name].append)
        for number in range(10):
            assert ports[number % 2].send(CanFrame(number, bytes(8)))
        await asyncio.sleep(1)
        times = [frame.time_s for frame in heard["c"]]
        assert [frame.can_id for frame in heard["c"]] == list(range(10))
        assert times == pytest.approx([(n + 1) * frame_time_s(FRAME, 125_000) for n in range(10)])
        assert [frame.can_id for frame in heard["a"]] == [1, 3, 5, 7, 9]
        assert loop.time() == pytest.approx(1.0)

    run_virtual(scenario())


def test_overload_fills_the_senders_queue_and_delays_everyone() -> None:
    async def scenario() -> None:
        bus = CanBus("b", 125_000)
        flood, other = bus.open_port("flood"), bus.open_port("other")
        room = []
        flood.on_room = lambda: room.append(asyncio.get_running_loop().time())
        assert [flood.send(FRAME) for _ in range(70)].count(False) == 70 - flood.queue_limit
        arrived = []
        flood.subscribe(lambda f: arrived.append(f.time_s))
        assert other.send(FRAME)
        await asyncio.sleep(1)
        assert arrived == pytest.approx([65 * frame_time_s(FRAME, 125_000)])
        assert room == pytest.approx([frame_time_s(FRAME, 125_000)])
        assert flood.send(FRAME)

    run_virtual(scenario())


def test_a_closed_port_neither_sends_nor_hears() -> None:
    async def scenario() -> None:
        bus = CanBus("b", None)
        first, second = bus.open_port("first"), bus.open_port("second")
        heard: list[CanFrame] = []
        unsubscribe = second.subscribe(heard.append)
        first.send(FRAME)
        await asyncio.sleep(0.01)
        unsubscribe()
        unsubscribe()
        first.send(FRAME)
        await asyncio.sleep(0.01)
        assert len(heard) == 1
        first.close()
        assert not first.send(FRAME)

    run_virtual(scenario())


def test_virtual_time_jumps_and_is_the_same_every_time() -> None:
    async def scenario() -> list[float]:
        loop = asyncio.get_running_loop()
        seen: list[float] = []

        async def tick(period_s: float) -> None:
            while loop.time() < 3600:
                await asyncio.sleep(period_s)
                seen.append(loop.time())

        async with asyncio.timeout(10_000):
            await asyncio.gather(tick(7.0), tick(11.0))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5):
                await asyncio.Event().wait()
        return seen

    first = run_virtual(scenario())
    assert first == run_virtual(scenario())
    assert first == sorted(first)
    assert first[0] == 7.0
    assert len(first) == 515 + 328


def test_virtual_time_takes_results_of_threads_and_reports_a_standstill(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def threaded() -> int:
        return await asyncio.to_thread(sum, range(100))

    async def stuck() -> None:
        await asyncio.get_running_loop().create_future()

    assert run_virtual(threaded()) == 4950
    monkeypatch.setattr(clock, "THREAD_WAIT_S", 0.05)
    with pytest.raises(RuntimeError, match="stands still"):
        run_virtual(stuck())


def test_plant_clock_scales_only_the_plant_and_skips_a_stop() -> None:
    plant_clock = PlantClock(100.0, step_s=0.02, scale=60.0)
    assert plant_clock.steps_due(100.0) == 0
    assert plant_clock.steps_due(100.5) == 25
    assert plant_clock.plant_s == pytest.approx(30.0)
    assert plant_clock.steps_due(100.51) == 0
    assert plant_clock.steps_due(400.0) == 50  # stopped for five minutes: one second is caught up, no more
    assert plant_clock.wire_s == 300.0
    assert plant_clock.steps_due(400.1) == 5
    for bad in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="above zero"):
            PlantClock(0.0, scale=bad)


def test_the_documented_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "emulator.md"
    (example,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(example, str(page), "exec"), {})
    said = capsys.readouterr().out
    assert f"can_id={0x02E3F000}" in said
    assert "'t_s': 600.0" in said
