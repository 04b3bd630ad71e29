"""A charger and a vehicle on loopback, as two users of this SDK would run them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.effects import SessionEnded
from v2xsdk.protocol.v2g.ev import EvSettings
from v2xsdk.protocol.v2g.evse import SeccSettings
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.runtime.v2g.contract_files import desk_of, wallet_of
from v2xsdk.runtime.v2g.ev_client import EvClient, EvClientOptions
from v2xsdk.runtime.v2g.pki_link import TlsMode
from v2xsdk.runtime.v2g.secc_connection import SeccConnection, SeccContext
from v2xsdk.runtime.v2g.secc_server import SeccServer, SeccServerOptions
from v2xsdk.runtime.v2g.simulated_ev import EvProfile, SimulatedEv
from v2xsdk.runtime.v2g.simulated_evse import SimulatedEvse, SimulatedRatings


def NOTHING(protocol: Protocol) -> None:  # noqa: N802 - a constant that is a function
    """No wallet."""


ALL = (Protocol.ISO20, Protocol.ISO2, Protocol.DIN)


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        probe.bind(("::1", 0))
        return int(probe.getsockname()[1])


class Bench:
    """A running charger; ``drive`` runs one vehicle against it."""

    def __init__(self, server: SeccServer, sdp_port: int, evse: SimulatedEvse) -> None:
        self.server, self.sdp_port, self.evse = server, sdp_port, evse
        self.ends: list[SessionEnded] = []
        self.effects: list[fx.Effect] = []

    def take(self, connection: SeccConnection, effect: fx.Effect) -> None:
        del connection
        self.effects.append(effect)
        if isinstance(effect, SessionEnded):
            self.ends.append(effect)

    async def drive(
        self,
        settings: EvSettings,
        *,
        protocols: tuple[Protocol, ...] = ALL,
        tls: TlsMode = TlsMode.NONE,
        pki: Path | None = None,
        loops: int = 3,
        profile: EvProfile | None = None,
        contracts: bool = False,
    ) -> tuple[SessionEnded, SimulatedEv]:
        options = EvClientOptions("lo", protocols, tls, pki, sdp_port=self.sdp_port, max_requests=4)
        ev = SimulatedEv(profile or EvProfile(loops=loops, discharge=True))
        client = EvClient(options, settings, lambda effect: None, wallet=wallet_of(pki) if contracts else NOTHING)
        end = await client.run(ev)
        await self.settled()
        return end, ev

    async def settled(self) -> None:
        """Wait until the charger saw its connections end."""
        await asyncio.wait_for(self.server.all_gone.wait(), 2.0)


@contextlib.asynccontextmanager
async def bench(
    settings: SeccSettings | None = None,
    *,
    protocols: tuple[Protocol, ...] = ALL,
    tls: TlsMode = TlsMode.NONE,
    pki: Path | None = None,
    setpoint_w: float = 10_000.0,
    max_connections: int = 8,
    contracts: bool = False,
) -> AsyncIterator[Bench]:
    port = free_udp_port()
    evse = SimulatedEvse(
        SimulatedRatings(isolation_check_s=0.02, contactor_s=0.01, direction_change_s=0.02), setpoint_w
    )
    context = SeccContext(settings or SeccSettings(), protocols)
    if contracts:
        context.desk = desk_of(pki)
    options = SeccServerOptions("lo", tls, pki, sdp_port=port, max_connections=max_connections)
    found: list[Bench] = []
    server = SeccServer(options, context, lambda: evse, lambda connection, effect: found[0].take(connection, effect))
    found.append(Bench(server, port, evse))
    await server.start()
    try:
        yield found[0]
    finally:
        await server.close()
