"""V2G sessions: answer time of the charger against a bare asyncio echo, and a thousand sessions in one process.

The charger is the real one (discovery, TCP or TLS, EXI, state machine, simulated power), the loop that of -20 DC BPT
Dynamic. The echo returns the same bytes over the same transport in the same run.
"""

from __future__ import annotations

import asyncio
import datetime
import os
import resource
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from v2xsdk.pki.make import Names, make
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import sap, wire
from v2xsdk.protocol.v2g.effects import ControlMode
from v2xsdk.protocol.v2g.ev import EvSettings, EvState
from v2xsdk.protocol.v2g.iso20.evcc import Iso20Evcc
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.protocol.v2g.v2gtp import HEADER, Deframer, Frame
from v2xsdk.runtime.v2g.pki_link import evcc_context

PAIRS = 3000
SESSIONS = 1000
PAIRS_PER_S = 4.0
RUN_S = 8.0
RATIO_LIMIT = 2.5
P99_LIMIT_S = 0.025


class Server:
    """A server process; ``cpu_s`` asks for its CPU time so far."""

    def __init__(self, kind: str, tls: str, pki: Path) -> None:
        command = [sys.executable, "-m", "benchmarks._v2g_server", kind, tls, str(pki)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self._line())

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def cpu_s(self) -> float:
        assert self.process.stdin is not None
        self.process.stdin.write("cpu\n")
        self.process.stdin.flush()
        return float(self._line())

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Vehicle:
    """Brings a session to its loop; then only bytes are exchanged."""

    def __init__(self) -> None:
        settings = EvSettings(service="dc-bpt", control_mode=ControlMode.DYNAMIC, poll_period_s=0.0)
        self.machine = Iso20Evcc(settings, EvState(), unix_s=time.time(), now=time.monotonic())
        self.protocol: Protocol | None = None
        self.request = b""
        self.looping = False
        self._deframer = Deframer()

    def hello(self) -> bytes:
        return wire.encode(sap.offer([sap.ISO20_DC]), None)

    def answer(self, data: bytes) -> bytes:
        """Take bytes of the charger, return what to send."""
        out = b""
        for frame in self._deframer.receive(data):
            assert isinstance(frame, Frame)
            decoded = wire.decode(frame, self.protocol)
            assert decoded is not None
            now = time.monotonic()
            if self.protocol is None:
                self.protocol = Protocol.ISO20
                self.machine.start(now)
            else:
                self.machine.receive(decoded[0], now)
                self.machine.handle_timeout(now)
            out += self._requests()
        return out

    def _requests(self) -> bytes:
        out = b""
        for effect in self.machine.effects():
            if isinstance(effect, fx.Send):
                out = wire.encode(effect.message, Protocol.ISO20)
            assert not isinstance(effect, fx.SessionEnded), effect
        if self.machine.state == "charging" and out:
            self.looping, self.request = True, out
        return out


def connected(port: int, context: ssl.SSLContext | None) -> socket.socket:
    raw = socket.create_connection(("::1", port))
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return raw if context is None else context.wrap_socket(raw)


def session(port: int, context: ssl.SSLContext | None) -> tuple[socket.socket, bytes]:
    """Return a socket in the loop, and the loop's request."""
    link, vehicle = connected(port, context), Vehicle()
    link.sendall(vehicle.hello())
    while not vehicle.looping:
        out = vehicle.answer(link.recv(65_536))
        if out and not vehicle.looping:
            link.sendall(out)
    return link, vehicle.request


def round_trips(link: socket.socket, request: bytes) -> list[float]:
    """Return seconds from request to complete answer, as the vehicle sees them."""
    found = []
    for number in range(PAIRS + 300):
        began = time.perf_counter()
        link.sendall(request)
        answer = link.recv(65_536)
        while len(answer) < HEADER.size or len(answer) < HEADER.size + HEADER.unpack_from(answer)[3]:
            answer += link.recv(65_536)
        if number >= 300:
            found.append(time.perf_counter() - began)
    return found


def latency(tls: str, pki: Path) -> dict[str, float]:
    """Return medians of charger and echo over one transport, CPU of the charger per pair, and their ratio."""
    context = evcc_context(pki, tls13=True) if tls == "1.3" else None
    secc, echo = Server("secc", tls, pki), Server("echo", tls, pki)
    try:
        link, request = session(secc.port, context)
        bare = connected(echo.port, context)
        before = secc.cpu_s()
        real: list[float] = []
        plain: list[float] = []
        for _ in range(3):
            real += round_trips(link, request)
            plain += round_trips(bare, request)
        cpu_s = (secc.cpu_s() - before) / (3 * (PAIRS + 300))
        link.close()
        bare.close()
    finally:
        secc.close()
        echo.close()
    charger_s, echo_s = statistics.median(real), statistics.median(plain)
    return {
        "charger_median_ms": charger_s * 1e3,
        "charger_p99_ms": statistics.quantiles(real, n=100)[98] * 1e3,
        "echo_median_ms": echo_s * 1e3,
        "ratio": charger_s / echo_s,
        "cpu_per_pair_ms": cpu_s * 1e3,
    }


class Crowd(asyncio.Protocol):
    """One of many vehicles: a session, then a request every 250 ms."""

    def __init__(self, delays: list[float], ready: asyncio.Semaphore) -> None:
        self.vehicle = Vehicle()
        self.delays, self.ready = delays, ready
        self.sent_s = 0.0
        self.counting = False
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        transport.write(self.vehicle.hello())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if self.vehicle.looping:
            if self.counting:
                self.delays.append(time.perf_counter() - self.sent_s)
            return
        out = self.vehicle.answer(data)
        if self.vehicle.request:
            self.ready.release()
            self.again()
        elif out:
            self.transport.write(out)

    def again(self) -> None:
        if self.transport.is_closing():
            return
        self.sent_s = time.perf_counter()
        self.transport.write(self.vehicle.request)
        asyncio.get_running_loop().call_later(1.0 / PAIRS_PER_S, self.again)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.lost = True


async def drive(port: int, context: ssl.SSLContext | None, delays: list[float]) -> tuple[list[Crowd], float]:
    loop, ready = asyncio.get_running_loop(), asyncio.Semaphore(0)
    crowd: list[Crowd] = []
    for number in range(SESSIONS):
        name = "" if context is not None else None
        _, one = await loop.create_connection(
            lambda: Crowd(delays, ready), "::1", port, ssl=context, server_hostname=name
        )
        crowd.append(one)
        await ready.acquire()
        await asyncio.sleep(0.0 if number % 4 else 0.001)
    await asyncio.sleep(1.0)
    for one in crowd:
        one.counting = True
    began = time.perf_counter()
    await asyncio.sleep(RUN_S)
    took_s = time.perf_counter() - began
    return crowd, took_s


def thousand(tls: str, pki: Path) -> dict[str, float]:
    """Return what one charger process does with a thousand established sessions at 4 pairs a second each."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    context = evcc_context(pki, tls13=True) if tls == "1.3" else None
    delays: list[float] = []
    secc = Server("secc", tls, pki)

    async def measured() -> tuple[list[Crowd], float, float]:
        crowd, took_s = await drive(secc.port, context, delays)
        cpu_s = secc.cpu_s()
        for one in crowd:
            one.transport.abort()
        return crowd, took_s, cpu_s

    try:
        crowd, took_s, cpu_s = asyncio.run(measured())
    finally:
        secc.process.terminate()
        secc.close()
    return {
        "sessions": float(SESSIONS),
        "lost": float(sum(one.lost and not one.counting for one in crowd)),
        "pairs_per_s": len(delays) / took_s,
        "median_ms": statistics.median(delays) * 1e3,
        "p99_ms": statistics.quantiles(delays, n=100)[98] * 1e3,
        "cpu_s_in_all": cpu_s,
    }


def main() -> dict[str, Any]:
    """Measure all and print the ratios; raises ``SystemExit`` when a goal is missed."""
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        pki = Path(folder, "pki")
        make(pki, datetime.datetime.now(datetime.UTC), Names())
        for tls in ("none", "1.3"):
            found = results[f"latency_{tls}"] = latency(tls, pki)
            print(f"TLS {tls}: charger {found['charger_median_ms']:.3f} ms, echo {found['echo_median_ms']:.3f} ms,")
            print(f"  ratio {found['ratio']:.2f} (goal {RATIO_LIMIT}), CPU {found['cpu_per_pair_ms']:.3f} ms a pair")
        for tls in ("none", "1.3"):
            found = results[f"thousand_{tls}"] = thousand(tls, pki)
            print(f"1000 sessions, TLS {tls}: {found['pairs_per_s']:.0f} pairs/s, p99 {found['p99_ms']:.1f} ms")
    late = results["thousand_none"]["p99_ms"] > P99_LIMIT_S * 1e3
    slow = any(results[f"latency_{tls}"]["ratio"] > RATIO_LIMIT for tls in ("none", "1.3"))
    results["goals_met"] = not (late or slow)
    return results


if __name__ == "__main__":
    print(main())
