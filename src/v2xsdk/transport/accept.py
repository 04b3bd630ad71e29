"""Accepts V2G connections: plain, or TLS with the context that fits the vehicle's first bytes. Bounded in number."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable

from v2xsdk.transport.client_hello import MAX_HELLO_BYTES, offers_tls13

log = logging.getLogger(__name__)
HANDSHAKE_S = 5.0
PEEK_S = 2.0
PEEK_TICK_S = 0.005


class TlsChoice:
    """Contexts by what the vehicle offers; one of them may be missing."""

    def __init__(self, tls12: ssl.SSLContext | None, tls13: ssl.SSLContext | None) -> None:
        self.tls12 = tls12
        self.tls13 = tls13

    def pick(self, offered_tls13: bool) -> ssl.SSLContext | None:
        """Return the context: 1.3 where both can, else the other one, else ``None``."""
        return (self.tls13 or self.tls12) if offered_tls13 else (self.tls12 or self.tls13)


class Acceptor:
    """One listening socket. ``full`` says that no further connection may be taken."""

    def __init__(
        self,
        server: socket.socket,
        make: Callable[[], asyncio.Protocol],
        full: Callable[[], bool],
        tls: TlsChoice | None = None,
    ) -> None:
        self.port: int = server.getsockname()[1]
        self._server = server
        self._make = make
        self._full = full
        self._tls = tls
        self._pending: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def pending(self) -> int:
        """Number of connections that are not yet a session: TLS still shakes hands."""
        return len(self._pending)

    def start(self) -> None:
        """Accept from now on."""
        self._task = asyncio.get_running_loop().create_task(self._accept(), name=f"V2G port {self.port}")

    async def close(self) -> None:
        """Stop, and end what is still shaking hands."""
        tasks = [task for task in (self._task, *self._pending) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._server.close()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(self._server)
            except OSError as error:
                log.warning("cannot accept on port %d: %s", self.port, error)
                await asyncio.sleep(0.1)
                continue
            if self._full():
                client.close()
                continue
            task = loop.create_task(self._take(client), name="V2G connection")
            self._pending.add(task)
            task.add_done_callback(self._pending.discard)

    async def _take(self, client: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is None:
                await loop.connect_accepted_socket(self._make, client)
                return
            context = self._tls.pick(await self._offers_tls13(client))
            if context is None:
                client.close()
                return
            await loop.connect_accepted_socket(
                self._make, client, ssl=context, ssl_handshake_timeout=HANDSHAKE_S, ssl_shutdown_timeout=1.0
            )
        except (OSError, ssl.SSLError) as error:
            log.warning("a connection to port %d failed: %s", self.port, error)
            client.close()
        except BaseException:
            client.close()
            raise

    async def _offers_tls13(self, client: socket.socket) -> bool:
        """Look at the first bytes without taking them."""
        if self._tls is None or self._tls.tls12 is None or self._tls.tls13 is None:
            return True
        deadline_s = asyncio.get_running_loop().time() + PEEK_S
        while asyncio.get_running_loop().time() < deadline_s:
            try:
                seen = client.recv(MAX_HELLO_BYTES, socket.MSG_PEEK)
            except BlockingIOError:
                seen = b""
            found = offers_tls13(seen)
            if found is not None:
                return found
            await asyncio.sleep(PEEK_TICK_S)
        return False
