"""A vehicle on one interface: discovery, connection, one session, and what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from pathlib import Path

import msgspec

from v2xsdk.errors import ConfigError, DeviceTimeout, LinkLost
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import sap, sdp
from v2xsdk.protocol.v2g.contracts import Wallet
from v2xsdk.protocol.v2g.ev import EvSettings
from v2xsdk.protocol.v2g.evse import SERVICES
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.runtime.v2g.connection import Watcher
from v2xsdk.runtime.v2g.evcc_connection import EvccConnection, VehicleSide
from v2xsdk.runtime.v2g.pki_link import TlsMode, evcc_context
from v2xsdk.transport import tcp, udp
from v2xsdk.transport.addresses import is_loopback

log = logging.getLogger(__name__)


class EvClientOptions(msgspec.Struct, frozen=True):
    """Where a vehicle looks for a charger. ``address`` asks one address instead of everybody (no root needed)."""

    interface: str
    protocols: tuple[Protocol, ...] = (Protocol.ISO20, Protocol.ISO2, Protocol.DIN)
    tls: TlsMode = TlsMode.NONE
    pki: Path | None = None
    address: str = ""
    sdp_port: int = sdp.PORT
    max_requests: int = sdp.MAX_REQUESTS
    keylog: Path | None = None
    any_curve: bool = False


class EvClient:
    """Runs one session at a time against whatever charger answers."""

    def __init__(
        self,
        options: EvClientOptions,
        settings: EvSettings,
        on_effect: Callable[[fx.Effect], None],
        *,
        wallet: Callable[[Protocol], Wallet | None] = lambda protocol: None,
        watch: Watcher | None = None,
    ) -> None:
        self.options = options
        self.settings = settings
        self.connection: EvccConnection | None = None
        self._on_effect = on_effect
        self._wallet = wallet
        self._watch = watch

    async def run(self, vehicle: VehicleSide) -> fx.SessionEnded:
        """Discover, connect and run one session to its end.

        Raises ``DeviceTimeout`` when no charger answers, ``LinkLost`` when none can be connected to.
        """
        found = await self.discover()
        return await self.session(found, vehicle)

    async def discover(self) -> sdp.SdpResponse:
        """Return where a charger listens; raises ``DeviceTimeout``."""
        options = self.options
        policies = {TlsMode.NONE: sdp.LinkPolicy.PLAIN, TlsMode.AUTO: sdp.LinkPolicy.ANY}
        client = sdp.SdpClient(policies.get(options.tls, sdp.LinkPolicy.TLS), options.max_requests)
        changed = asyncio.Event()

        def received(datagram: bytes, sender: str) -> None:
            del sender
            client.receive(datagram)
            changed.set()

        transport = await udp.ask(options.interface, received)
        try:
            await self._search(client, transport, changed)
        finally:
            transport.close()
        if client.response is None:
            refused = "; it offers no TLS" if client.refused else ""
            raise DeviceTimeout(
                f"no charger on {options.interface} answered {client.requests} discovery requests{refused}"
            )
        if client.others:
            log.warning("more than one charger answers: %s; the first one is taken", client.others)
        return client.response

    async def _search(
        self, client: sdp.SdpClient, transport: asyncio.DatagramTransport, changed: asyncio.Event
    ) -> None:
        loop = asyncio.get_running_loop()
        default = "::1" if is_loopback(self.options.interface) else sdp.MULTICAST
        target = (self.options.address or default, self.options.sdp_port)
        datagram: bytes | None = client.start(loop.time())
        while client.outcome is sdp.SdpOutcome.SEARCHING:
            if datagram is not None:
                transport.sendto(datagram, target)
            deadline = client.next_deadline() or loop.time()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), max(0.0, deadline - loop.time()))
            changed.clear()
            datagram = client.handle_timeout(loop.time())

    async def session(self, found: sdp.SdpResponse, vehicle: VehicleSide) -> fx.SessionEnded:
        """Connect and run one session to its end; raises ``LinkLost``."""
        done = asyncio.Event()
        secure = found.security is sdp.Security.TLS
        context, tls13 = self._context(secure)
        wanted = self._speeches(tls13)

        def make() -> EvccConnection:
            return EvccConnection(
                self.settings, wanted, vehicle, self._on_effect, done.set, wallet=self._wallet, tls=secure,
                watch=self._watch,
            )  # fmt: skip

        connection = await tcp.connect(self.options.interface, found.address, found.port, make, context)
        self.connection = connection
        try:
            await done.wait()
        except asyncio.CancelledError:
            connection.abort("the vehicle was told to stop")
            raise
        return connection.end or fx.SessionEnded(fx.EndReason.PEER_CLOSED, "no session")

    def _context(self, secure: bool) -> tuple[ssl.SSLContext | None, bool]:
        if not secure:
            if self.options.tls not in (TlsMode.NONE, TlsMode.AUTO):
                raise LinkLost("the charger offers no TLS; the policy of this vehicle demands it")
            return None, False
        if self.options.pki is None:
            raise ConfigError("TLS needs --pki DIR (v2x pki make DIR)")
        auto13 = self.options.tls is TlsMode.AUTO and Protocol.ISO20 in self.options.protocols
        tls13 = self.options.tls is TlsMode.TLS13 or auto13
        return evcc_context(
            self.options.pki, tls13=tls13, keylog=self.options.keylog, any_curve=self.options.any_curve
        ), tls13

    def _speeches(self, tls13: bool) -> tuple[sap.Speech, ...]:
        service = SERVICES[self.settings.service].energy
        early = fx.Energy.AC if self.settings.energy_mode.startswith("AC") else fx.Energy.DC
        found = sap.speeches(self.options.protocols, tuple(fx.Energy), tls13=tls13)
        fits = {Protocol.ISO20: lambda s: s.energy is service, Protocol.DIN: lambda s: early is fx.Energy.DC}
        return tuple(s for s in found if fits.get(s.protocol, lambda s: True)(s))
