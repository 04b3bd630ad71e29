"""USB through USB/IP to another process against a bare blocking TCP echo of the same bytes; the live stream's cost.

``python -m benchmarks.usb --seconds 600`` streams live values for as long and fails when a sample is lost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Any, cast

import usb.core
import usb.util

from benchmarks._usb_echo import echo_peer
from v2xsdk.drivers.usb_diagnostics.port import UsbServicePort
from v2xsdk.transport.usb.in_process import InProcessBackend
from v2xsdk.transport.usb.selector import UsbSelector
from v2xsdk.transport.usb.usbip import UsbipBackend
from v2xsdk_emulator.usb import loopback
from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.in_process import InProcessDoor

ROUNDS, BULK_ROUNDS, REPEATS = 2000, 200, 5
BULK = 65536
HEADER = 48
STREAM_PERIOD_S, STREAM_VALUES = 0.001, 64


@contextmanager
def emulator(device: str) -> Iterator[int]:
    """Run an emulated device in a process of its own; yields its port."""
    command = [sys.executable, "-m", "v2xsdk_emulator.usb", "--port", "0", device]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline().rsplit(":", 1)[1])
    finally:
        process.kill()
        process.communicate()


def median_s(action: Callable[[], object], rounds: int) -> float:
    """Return the median time of one call in s."""
    clock = time.perf_counter
    times = []
    for _ in range(rounds):
        started = clock()
        action()
        times.append(clock() - started)
    return statistics.median(times)


def opened(backend: Any) -> Any:
    """Return the loop-back device, configured."""
    device = usb.core.find(idVendor=loopback.SPEC.vendor_id, backend=backend)
    device.set_configuration()
    return device


def transfers() -> dict[str, float]:
    """Compare control round trips and bulk throughput, taking turns with the echo: best times, median ratios."""
    data = bytes(BULK)
    with emulator("loopback") as port, echo_peer() as exchange:
        device = opened(UsbipBackend(port=port))
        echo_control = exchange(HEADER, HEADER + 8)
        echo_bulk = (exchange(HEADER + BULK, HEADER), exchange(HEADER, HEADER + BULK), exchange(HEADER, HEADER))

        def control() -> object:
            return device.ctrl_transfer(0xC1, loopback.READ, 1, 0, 8)

        def bulk() -> None:
            device.write(loopback.BULK_OUT, data)
            device.read(loopback.BULK_IN, BULK)
            device.read(loopback.BULK_IN, 512)  # the zero-length packet behind whole packets

        def bulk_echo() -> None:
            for step in echo_bulk:
                step()

        turns = [
            (median_s(control, ROUNDS), median_s(echo_control, ROUNDS), median_s(bulk, BULK_ROUNDS))
            + (median_s(bulk_echo, BULK_ROUNDS),)
            for _ in range(REPEATS)
        ]
        usb.util.dispose_resources(device)
    control_s, echo_s, bulk_s, bulk_echo_s = (min(column) for column in zip(*turns, strict=True))
    return {
        "control_us": control_s * 1e6,
        "control_echo_us": echo_s * 1e6,
        "control_ratio": statistics.median(turn[0] / turn[1] for turn in turns),
        "bulk_64k_mb_per_s": BULK / bulk_s / 1e6,
        "bulk_64k_echo_mb_per_s": BULK / bulk_echo_s / 1e6,
        "bulk_64k_ratio": statistics.median(turn[3] / turn[2] for turn in turns),
    }


def in_process() -> float:
    """Return the time of a control transfer to a device in this process, in µs."""
    bus = UsbBus()
    loopback.plug(bus)
    device = opened(InProcessBackend(InProcessDoor(bus)))
    best = min(median_s(lambda: device.ctrl_transfer(0xC1, loopback.READ, 1, 0, 8), 5 * ROUNDS) for _ in range(REPEATS))
    usb.util.dispose_resources(device)
    return best * 1e6


async def stream(seconds: float) -> dict[str, float]:
    """Stream 64 values at 1 kHz from another process; return this process' share of a core, and what was lost."""
    with emulator("charger") as server:
        port = UsbServicePort(UsbSelector(origin=f"usbip://127.0.0.1:{server}"))
        await port.open()
        names = [info.name for info in (await port.capabilities()).values][:STREAM_VALUES]
        wanted, seen = round(seconds / STREAM_PERIOD_S), 0
        started, cpu_started = time.perf_counter(), time.process_time()
        samples = cast("Any", port.live_values(names, STREAM_PERIOD_S))
        async with aclosing(samples):
            async for _ in samples:
                seen += 1
                if seen >= wanted:
                    break
        cpu_s, wall_s = time.process_time() - cpu_started, time.perf_counter() - started
        await port.close()
    return {"stream_core_percent": 100 * cpu_s / wall_s, "stream_samples": seen, "stream_lost": port.lost_samples}


def main(seconds: float = 20.0) -> dict[str, float]:
    """Return all results; ratios compare with the echo in the same run."""
    results = transfers()
    results["in_process_control_us"] = in_process()
    results |= asyncio.run(stream(seconds))
    print(
        f"control {results['control_us']:.0f} us, {results['control_ratio']:.2f} times a bare echo; 64 KiB bulk "
        f"{results['bulk_64k_mb_per_s']:.0f} MB/s, {results['bulk_64k_ratio']:.2f} of the echo; in process "
        f"{results['in_process_control_us']:.1f} us; stream {results['stream_core_percent']:.1f} % of a core, "
        f"{results['stream_lost']:.0f} of {results['stream_samples']:.0f} samples lost"
    )
    return results


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, help="only the stream, for so long")
    asked = parser.parse_args().seconds
    found = main() if asked is None else asyncio.run(stream(asked))
    print(json.dumps(found, indent=2))
    sys.exit(bool(found["stream_lost"]))
