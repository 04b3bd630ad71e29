"""Far end of the V2G benchmark, a process of its own: our charger, or a bare asyncio echo, plain or TLS 1.3.

``python -m benchmarks._v2g_server secc|echo none|1.3 PKI`` prints the port; at end of input it prints its CPU seconds.
"""

from __future__ import annotations

import asyncio
import os
import resource
import ssl
import sys
from pathlib import Path

from v2xsdk.protocol.v2g.evse import SeccSettings
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.runtime.v2g.pki_link import TlsMode, secc_contexts
from v2xsdk.runtime.v2g.secc_connection import SeccContext
from v2xsdk.runtime.v2g.secc_server import SeccServer, SeccServerOptions
from v2xsdk.runtime.v2g.simulated_evse import SimulatedEvse, SimulatedRatings

MANY = 2048


class Echo(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)  # type: ignore[attr-defined]


async def echo(mode: TlsMode, pki: Path) -> None:
    context: ssl.SSLContext | None = secc_contexts(pki, mode)[1] if mode is TlsMode.TLS13 else None
    server = await asyncio.get_running_loop().create_server(Echo, "::1", 0, ssl=context)
    await stand(server.sockets[0].getsockname()[1])


async def secc(mode: TlsMode, pki: Path) -> None:
    settings = SeccSettings(loop_timeout_s=10.0)
    ratings = SimulatedRatings(isolation_check_s=0.0)
    options = SeccServerOptions("lo", mode, pki, sdp_port=0, max_connections=MANY, max_sessions=MANY)
    context = SeccContext(settings, (Protocol.ISO20,))
    server = SeccServer(options, context, lambda: SimulatedEvse(ratings, 10_000.0), lambda c, e: None)
    await server.start()
    await stand(server.ports[0])
    await server.close()


async def stand(port: int) -> None:
    """Say the port, serve until told, say how much CPU the serving took."""
    loop = asyncio.get_running_loop()
    print(port, flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(used.ru_utime + used.ru_stime, flush=True)


def main() -> None:
    kind, mode, pki = sys.argv[1], TlsMode(sys.argv[2]), Path(sys.argv[3])
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asyncio.run(echo(mode, pki) if kind == "echo" else secc(mode, pki))


if __name__ == "__main__":
    main()
