"""TCP for V2G sessions: listeners on one address, connections with a zone, no Nagle."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from v2xsdk.errors import LinkLost, TransportError
from v2xsdk.transport.addresses import interface_index, is_loopback

DYNAMIC_PORTS = (49_152, 65_535)
BACKLOG = 128
ProtocolT = TypeVar("ProtocolT", bound=asyncio.Protocol)


def _scope(interface: str) -> int:
    return 0 if is_loopback(interface) else interface_index(interface)


def listening_socket(interface: str, address: str, port: int = 0) -> socket.socket:
    """Return a listening socket on ``address`` of ``interface``; port 0 picks a free dynamic one.

    Raises ``TransportError`` when the port is taken or the address is not there.
    """
    tries = [port] if port else [_dynamic_port() for _ in range(32)]
    last: OSError | None = None
    for number in tries:
        server = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        try:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            server.setblocking(False)
            server.bind((address, number, 0, _scope(interface)))
            server.listen(BACKLOG)
        except OSError as error:
            server.close()
            last = error
            continue
        return server
    raise TransportError(f"cannot listen on {address} of {interface}: {last}")


def _dynamic_port() -> int:
    low, high = DYNAMIC_PORTS
    return low + secrets.randbelow(high - low + 1)


async def connect(
    interface: str,
    address: str,
    port: int,
    make: Callable[[], ProtocolT],
    context: ssl.SSLContext | None = None,
    timeout_s: float = 5.0,
) -> ProtocolT:
    """Connect to a charger; raises ``LinkLost`` when it does not answer or its TLS is not accepted."""
    loop = asyncio.get_running_loop()
    client = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    client.setblocking(False)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        async with asyncio.timeout(timeout_s):
            await loop.sock_connect(client, (address, port, 0, _scope(interface)))
            name = "" if context is not None else None
            _, protocol = await loop.create_connection(make, sock=client, ssl=context, server_hostname=name)
    except BaseException as error:
        client.close()
        if isinstance(error, ssl.SSLError):
            raise LinkLost(f"TLS with {address} port {port} failed: {error}") from error
        if isinstance(error, OSError):
            raise LinkLost(f"no connection to {address} port {port}: {error or 'timed out'}") from error
        raise
    return protocol
