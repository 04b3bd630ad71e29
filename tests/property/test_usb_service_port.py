"""Whatever goes wrong on the wire, the service port answers right or raises one of the SDK's errors, and recovers."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.emulated.usb_charger import Bench, in_process_origin
from v2xsdk.drivers.usb_diagnostics.port import UsbServicePort
from v2xsdk.errors import V2xError
from v2xsdk_emulator.usb.faults import Fault

KINDS = ("delay", "ignore", "stall", "short", "overflow", "corrupt", "bus_error")
ENDPOINTS = (0x00, 0x01, 0x81, 0x82)

faults = st.builds(
    Fault,
    kind=st.sampled_from(KINDS),
    endpoint=st.sampled_from(ENDPOINTS),
    times=st.integers(1, 3),
    delay_s=st.sampled_from([0.01, 0.5, 2.0]),
    keep_bytes=st.integers(0, 40),
)
steps = st.lists(
    st.one_of(faults, st.sampled_from(["settings", "faults", "log", "time", "stream", "write"])), max_size=15
)


async def act(port: UsbServicePort, bench: Bench, step: str, written: list[float]) -> None:
    """Ask for something and judge the answer by what the charger really holds."""
    model = bench.charger.model
    if step == "settings":
        assert list((await port.read_settings()).values()) == model.settings
    elif step == "faults":
        assert [f.name for f in await port.faults(snapshots=True)] == ["weld"]
    elif step == "log":
        numbers = [entry.sequence async for entry in port.event_log()]
        assert numbers == list(range(len(numbers)))
    elif step == "time":
        assert abs(await port.synchronise_time(model.time_us(bench.time.now()) / 1e6)) < 10.0
    elif step == "write":
        before = model.settings[0]
        written.append(float(len(written) % 100))
        try:
            await port.write_settings({"max_current_a": written[-1], "site_name": str(written[-1])})
        finally:
            assert (model.settings[0], model.settings[3]) in (
                (written[-1], str(written[-1])),
                (before, model.settings[3]),
            )
    else:
        await stream(port, bench)


async def stream(port: UsbServicePort, bench: Bench) -> None:
    voltage, offset_s = bench.charger.model.values[0], bench.charger.model.clock_offset_s
    samples: Any = port.live_values(["dc_voltage_v"], 0.001)
    expected = 0
    try:
        async for sample in samples:
            assert sample.sequence == expected + sample.lost
            assert sample.values[0] is not None
            assert abs(sample.values[0] - voltage.read(sample.time_s - offset_s)) < 1e-3
            expected = sample.sequence + 1
            if expected >= 200:
                break
    finally:
        await samples.aclose()


@given(sequence=steps)
def test_right_answer_or_typed_error_and_always_recovery(sequence: list[Fault | str]) -> None:
    async def run(bench: Bench) -> None:
        bench.charger.model.raise_fault(1, "weld", 2, 0.0)
        written: list[float] = []
        async with bench.port(unlocked=True) as port:
            for step in sequence:
                if isinstance(step, Fault):
                    bench.charger.device.faults.add(step)
                    continue
                try:
                    await act(port, bench, step, written)
                except V2xError:
                    continue
            bench.charger.device.faults.clear()
            bench.time.advance(5.0)
            assert list((await port.read_settings()).values()) == bench.charger.model.settings

    with in_process_origin(Bench()) as bench:
        asyncio.run(run(bench))
