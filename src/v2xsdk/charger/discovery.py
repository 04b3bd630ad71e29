"""What is on the buses of this machine. Listens only, unless asking is allowed."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import msgspec

from v2xsdk import registry
from v2xsdk.charger.url import listening
from v2xsdk.errors import TransportError, V2xError
from v2xsdk.model import CanFrame
from v2xsdk.spi import DriverKind, DriverSpec
from v2xsdk.transport.can import open_bus

_ARPHRD_CAN = "280"


class Found(msgspec.Struct, frozen=True):
    """One device, or one bus with nothing recognised on it.

    ``url`` opens it (a power stage still needs a ``link``); ``driver`` is empty where nothing was recognised;
    ``how`` is ``heard`` or ``asked``.
    """

    url: str
    driver: str
    detail: str
    how: str


async def discover(bus_url: str | None = None, *, active: bool = False, listen_s: float = 1.0) -> list[Found]:
    """Listen on ``bus_url``, else on every SocketCAN interface, for ``listen_s`` seconds.

    ``active`` also asks each driver's identification question: that puts frames on the bus and may keep an
    abandoned unit running for one more silence time-out. Raises ``TransportError`` when a named bus cannot be
    opened; buses found by themselves that cannot be opened are reported in ``detail``.
    """
    if bus_url is not None:
        return await _search(bus_url, active, listen_s)
    found: list[Found] = []
    for url in can_interfaces():
        try:
            found += await _search(url, active, listen_s)
        except TransportError as error:
            found.append(Found(url, "", str(error), "heard"))
    return found


def can_interfaces() -> list[str]:
    """Return the URLs of the SocketCAN interfaces that this machine has."""
    urls = []
    for kind in sorted(Path("/sys/class/net").glob("*/type")):
        with contextlib.suppress(OSError):
            if kind.read_text().strip() == _ARPHRD_CAN:
                urls.append(f"socketcan://{kind.parent.name}")
    return urls


async def _search(bus_url: str, active: bool, listen_s: float) -> list[Found]:
    specs = [spec for spec in _stage_specs() if spec.recognise is not None]
    bus = open_bus(bus_url if active else listening(bus_url))
    heard: dict[tuple[str, str], Found] = {}

    def receive(frame: CanFrame) -> None:
        for spec in specs:
            detail = spec.recognise(frame) if spec.recognise else None
            if detail is not None:
                heard[spec.name, detail] = Found(_join(spec.name, bus_url), spec.name, detail, "heard")

    await bus.open()
    stop_listening = bus.listen(receive)
    try:
        await asyncio.sleep(listen_s)
        found = list(heard.values())
        if active:
            for spec in specs:
                if spec.probe is not None:
                    found += [
                        Found(_join(spec.name, bus_url), spec.name, text, "asked") for text in await spec.probe(bus)
                    ]
    finally:
        stop_listening()
        await bus.close()
    return found or [Found(bus_url, "", "nothing recognised", "asked" if active else "heard")]


def _stage_specs() -> list[DriverSpec]:
    specs = []
    for entry in registry.entries():
        with contextlib.suppress(V2xError):
            spec = registry.load_entry(entry)
            if spec.kind is not DriverKind.LINK:
                specs.append(spec)
    return specs


def _join(driver: str, bus_url: str) -> str:
    scheme, _, rest = bus_url.partition(":")
    return f"{driver}+{scheme}:{rest}"
