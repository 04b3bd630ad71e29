"""A charger on one interface: discovery, listeners and the sessions of vehicles, one at a time per connector."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import sdp
from v2xsdk.runtime.v2g.charger_side import ChargerSide
from v2xsdk.runtime.v2g.connection import Watcher
from v2xsdk.runtime.v2g.pki_link import TlsMode, secc_contexts
from v2xsdk.runtime.v2g.secc_connection import SeccConnection, SeccContext
from v2xsdk.transport import tcp, udp
from v2xsdk.transport.accept import Acceptor, TlsChoice
from v2xsdk.transport.addresses import v2g_address

log = logging.getLogger(__name__)
CLOSE_S = 1.5
"""How long the end of all connections may take."""


class SeccServerOptions(msgspec.Struct, frozen=True):
    """Where and how a charger listens. Port 0 picks a free dynamic port.

    ``max_connections`` bounds all connections, ``max_sessions`` those with a session: one per connector.
    A session silent for ``stale_s`` gives way to a new vehicle: a link that died leaves no farewell.
    """

    interface: str
    tls: TlsMode = TlsMode.NONE
    pki: Path | None = None
    port: int = 0
    tls_port: int = 0
    sdp_port: int = sdp.PORT
    max_connections: int = 8
    max_sessions: int = 1
    stale_s: float = 5.0
    keylog: Path | None = None
    any_curve: bool = False


class SeccServer:
    """Answers discovery and runs sessions until ``close``.

    ``make_charger`` gives the charger side of each connection, ``on_effect`` is told every effect of a session.
    """

    def __init__(
        self,
        options: SeccServerOptions,
        context: SeccContext,
        make_charger: Callable[[], ChargerSide],
        on_effect: Callable[[SeccConnection, fx.Effect], None],
        watch: Watcher | None = None,
    ) -> None:
        self.options = options
        self.context = context
        self.address = ""
        self._make_charger = make_charger
        self._on_effect = on_effect
        self._watch = watch
        self._connections: set[SeccConnection] = set()
        self._acceptors: list[Acceptor] = []
        self._discovery: asyncio.BaseTransport | None = None
        self.all_gone = asyncio.Event()
        """Set while no connection is open."""
        self.all_gone.set()

    @property
    def connections(self) -> frozenset[SeccConnection]:
        """All open connections."""
        return frozenset(self._connections)

    async def start(self) -> None:
        """Listen; raises ``ConfigError`` or ``TransportError`` and leaves nothing open then."""
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise

    async def _start(self) -> None:
        options = self.options
        self.address = v2g_address(options.interface)
        plain_port = tls_port = None
        if options.tls in (TlsMode.NONE, TlsMode.AUTO):
            plain_port = self._listen(options.port, None)
        if options.tls is not TlsMode.NONE:
            tls_port = self._listen(options.tls_port, self._tls_choice())
        policies = {TlsMode.NONE: sdp.LinkPolicy.PLAIN, TlsMode.AUTO: sdp.LinkPolicy.ANY}
        policy = policies.get(options.tls, sdp.LinkPolicy.TLS)
        server = sdp.SdpServer(self.address, policy, plain_port, tls_port)
        self._discovery = await udp.serve(options.interface, options.sdp_port, sdp.MULTICAST, server.answer)
        where = f"{self.address}%{options.interface}"
        log.info("charger at %s, policy %s, plain %s, TLS %s", where, policy.value, plain_port, tls_port)
        if plain_port is not None:
            log.warning("plain links are allowed: everybody on the cable can read and change them")

    def _tls_choice(self) -> TlsChoice:
        if self.options.pki is None:
            raise ConfigError(f"--tls {self.options.tls.value} needs --pki DIR (v2x pki make DIR)")
        return TlsChoice(
            *secc_contexts(self.options.pki, self.options.tls, self.options.keylog, any_curve=self.options.any_curve)
        )

    def _listen(self, port: int, tls: TlsChoice | None) -> int:
        server = tcp.listening_socket(self.options.interface, self.address, port)
        acceptor = Acceptor(server, self._make_connection, self._full, tls)
        self._acceptors.append(acceptor)
        acceptor.start()
        return acceptor.port

    def _full(self) -> bool:
        pending = sum(acceptor.pending for acceptor in self._acceptors)
        return len(self._connections) + pending >= self.options.max_connections

    def _make_connection(self) -> SeccConnection:
        connection = SeccConnection(self.context, self._make_charger(), self._take_effect, self._gone, self._watch)
        self._connections.add(connection)
        self.all_gone.clear()
        return connection

    def _gone(self, connection: SeccConnection) -> None:
        self._connections.discard(connection)
        if not self._connections:
            self.all_gone.set()

    def _take_effect(self, connection: SeccConnection, effect: fx.Effect) -> None:
        if isinstance(effect, fx.SessionStarted) and not self._admit(connection):
            connection.abort("another vehicle is in session on this connector")
            return
        self._on_effect(connection, effect)

    def _admit(self, connection: SeccConnection) -> bool:
        """One session per connector; a stale one ends for the new one."""
        now = asyncio.get_running_loop().time()
        others = [c for c in self._connections if c is not connection and c.machine is not None and c.end is None]
        running = [c for c in others if c.machine is not None and c.machine.session_id]
        if len(running) < self.options.max_sessions:
            return True
        stale = [c for c in running if now - c.last_received_s >= self.options.stale_s]
        for old in stale[:1]:
            old.abort("a new vehicle came, this one was silent")
        return bool(stale)

    def poke(self) -> None:
        """The charger's state changed: sessions that wait for it go on."""
        for connection in tuple(self._connections):
            connection.poke()

    async def close(self) -> None:
        """End all sessions and release everything, within 2 s."""
        if self._discovery is not None:
            self._discovery.close()
            self._discovery = None
        for acceptor in self._acceptors:
            await acceptor.close()
        self._acceptors.clear()
        for connection in tuple(self._connections):
            connection.abort("the charger closes")
        if self._connections:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.all_gone.wait(), CLOSE_S)
