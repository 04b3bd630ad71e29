"""UDP for SECC discovery: a server on an interface's multicast group, a client that asks there or one address."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from typing import cast

from v2xsdk.errors import TransportError
from v2xsdk.transport.addresses import interface_index

Answerer = Callable[[bytes], bytes | None]


class DatagramServer(asyncio.DatagramProtocol):
    """Answers datagrams one by one; a flood costs CPU, never memory or descriptors."""

    def __init__(self, answer: Answerer) -> None:
        self._answer = answer
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is ready."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """Answer to where the request came from."""
        answer = self._answer(data)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)

    def error_received(self, exc: Exception) -> None:
        """An asker that went away is no reason to stop."""
        del exc


async def serve(
    interface: str, port: int, group: str, answer: Callable[[bytes], bytes | None]
) -> asyncio.BaseTransport:
    """Listen on ``port`` for requests to the multicast ``group`` on ``interface``; raises ``TransportError``.

    The socket is bound to that interface alone: a charger with several outlets runs one server each.
    """
    loop = asyncio.get_running_loop()
    bound = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        with contextlib.suppress(PermissionError):
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
        bound.setblocking(False)
        bound.bind(("::", port))
        index = interface_index(interface)
        membership = socket.inet_pton(socket.AF_INET6, group) + struct.pack("@I", index)
        with contextlib.suppress(OSError):
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, membership)
        transport, _ = await loop.create_datagram_endpoint(lambda: DatagramServer(answer), sock=bound)
    except OSError as error:
        bound.close()
        raise TransportError(f"cannot listen for discovery on {interface} port {port}: {error}") from error
    return transport


class DatagramClient(asyncio.DatagramProtocol):
    """Sends to one address and passes on what comes back."""

    def __init__(self, received: Callable[[bytes, str], None]) -> None:
        self._received = received

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """Pass on an answer with its sender."""
        self._received(data, str(addr[0]))

    def error_received(self, exc: Exception) -> None:
        """Nobody listens there yet: the next request may find somebody."""
        del exc


async def ask(interface: str, received: Callable[[bytes, str], None]) -> asyncio.DatagramTransport:
    """Open a socket for requests on ``interface``; raises ``TransportError``."""
    loop = asyncio.get_running_loop()
    index = interface_index(interface)
    client = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    try:
        client.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        client.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 1)
        client.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 1)
        client.setblocking(False)
        transport, _ = await loop.create_datagram_endpoint(lambda: DatagramClient(received), sock=client)
    except OSError as error:
        client.close()
        raise TransportError(f"cannot ask for a charger on {interface}: {error}") from error
    return transport
