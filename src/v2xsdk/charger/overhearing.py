"""Listening to a unit that somebody else controls."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from v2xsdk.charger.assembly import assemble
from v2xsdk.charger.broadcast import Subscription
from v2xsdk.charger.url import parse
from v2xsdk.errors import ConfigError, UrlError
from v2xsdk.spi import DriverEvent

_KEPT = 1_000


@contextlib.asynccontextmanager
async def overhear(url: str) -> AsyncIterator[Subscription[DriverEvent]]:
    """Yield what the unit at ``url`` says to whoever controls it; its buses are opened without sending anything.

    Raises ``UrlError`` for ``emulator:``, where nobody else is on the wire, ``ConfigError`` for a unit that cannot
    be overheard, ``LinkLost`` for a wire that is not there.
    """
    parsed = parse(url)
    if parsed.is_emulator:
        raise UrlError("emulator: starts a unit of its own, where nobody else talks; give the URL of a running one")
    assembly = assemble(parsed, listen_only=True)
    events: Subscription[DriverEvent] = Subscription(_KEPT)
    async with contextlib.AsyncExitStack() as stack:
        for bus in assembly.buses:
            await stack.enter_async_context(bus)
        stack.push_async_callback(assembly.driver.close)
        if not await assembly.driver.listen(events.put):
            raise ConfigError(f"{parsed.driver} cannot be overheard")
        yield events
