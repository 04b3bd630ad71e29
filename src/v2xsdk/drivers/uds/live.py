"""Live values by asking for them again and again: UDS has no stream."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Sequence

from v2xsdk.drivers.uds.memory import value_of
from v2xsdk.drivers.uds.profile import CLOCK, VALUE_SIZE, VALUES_AT_ONCE, ServiceProfile
from v2xsdk.drivers.uds.services import UdsServices
from v2xsdk.errors import ConfigError, LimitError
from v2xsdk.model.service import LiveSample

_CLOCK_SIZE = 8


async def poll(
    services: UdsServices, profile: ServiceProfile, names: Sequence[str], period_s: float
) -> AsyncGenerator[LiveSample, None]:
    """Yield a sample each period; periods that an exchange took longer than are counted as lost."""
    if not 0 < period_s < 4000:
        raise LimitError(f"a period of {period_s!r} s: between 0 and 4000 s")
    identifiers = _identifiers(profile, names)
    loop = asyncio.get_running_loop()
    started_s, expected = loop.time(), 0
    while True:
        number = max(expected, math.floor((loop.time() - started_s) / period_s + 1e-6))
        await asyncio.sleep(max(0.0, started_s + number * period_s - loop.time()))
        time_s, values = await _sample(services, identifiers)
        yield LiveSample(number, time_s, values, number - expected)
        expected = number + 1


async def _sample(services: UdsServices, identifiers: Sequence[int]) -> tuple[float, tuple[float | None, ...]]:
    values: list[float | None] = []
    time_s = 0.0
    for at in range(0, len(identifiers), VALUES_AT_ONCE):
        part = identifiers[at : at + VALUES_AT_ONCE]
        records = await services.read_together({CLOCK: _CLOCK_SIZE, **dict.fromkeys(part, VALUE_SIZE)})
        time_s = time_s or int.from_bytes(records[CLOCK], "big") / 1e6
        for identifier in part:
            value = value_of(records[identifier])
            values.append(None if math.isnan(value) else value)
    return time_s, tuple(values)


def _identifiers(profile: ServiceProfile, names: Sequence[str]) -> list[int]:
    known = {info.name: identifier for identifier, info in profile.values.items()}
    for name in names:
        if name not in known:
            raise ConfigError(f"no live value {name!r}; there are: {', '.join(known)}")
    return [known[name] for name in names or known]
