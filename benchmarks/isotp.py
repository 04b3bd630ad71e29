"""ISO-TP on v2xlink to an emulated node in another process: 4095 bytes each way, pacing off.

Each time is a whole exchange: the long message and the shortest possible one the other way.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from v2xsdk.drivers.uds.channel import IsoTpChannel
from v2xsdk.drivers.uds.isotp_link import IsoTpAddress
from v2xsdk.transport.can import open_bus

SIZE, ROUNDS = 4095, 50
EXCHANGES = {
    "to_ecu": ((1).to_bytes(2, "big") + bytes(SIZE - 2), 1),
    "from_ecu": (SIZE.to_bytes(2, "big") + b"\x55", SIZE),
}


@contextmanager
def peer() -> Iterator[str]:
    """Run the node in a process of its own; yields the URL of its bus."""
    with tempfile.TemporaryDirectory(prefix="v2x") as folder:
        path = Path(folder) / "p.sock"
        command = [sys.executable, "-m", "benchmarks._isotp_peer", str(path)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            assert process.stdout.readline()
            yield f"v2xlink://{path}"
        finally:
            process.communicate()


async def measure(url: str, rounds: int) -> dict[str, list[float]]:
    """Return the time of each exchange in ms."""
    times: dict[str, list[float]] = {name: [] for name in EXCHANGES}
    async with open_bus(url) as bus:
        channel = IsoTpChannel(bus, IsoTpAddress(0x7E0, 0x7E8))
        channel.open()
        for _ in range(rounds):
            for name, (request, size) in EXCHANGES.items():
                began_s = time.perf_counter()
                await channel.send(request)
                answer = await channel.receive(1.0)
                times[name].append((time.perf_counter() - began_s) * 1000)
                assert answer == request[-1:] * size
        channel.close()
    return times


def main() -> dict[str, object]:
    """Measure, print and return medians and 95 % values in ms."""
    with peer() as url:
        times = asyncio.run(measure(url, ROUNDS))
    result: dict[str, object] = {}
    for name, values in times.items():
        ordered = sorted(values)
        result[f"{name}_median_ms"] = round(statistics.median(ordered), 2)
        result[f"{name}_95_percent_ms"] = round(ordered[int(len(ordered) * 0.95)], 2)
    print(json.dumps(result, indent=2))
    return result


if __name__ == "__main__":
    main()
