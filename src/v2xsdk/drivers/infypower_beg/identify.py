"""Finding the modules behind an address; nothing here energises."""

from __future__ import annotations

from v2xsdk.drivers.infypower_beg.exchange import Exchange
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.errors import ConfigError, DeviceRefused, DeviceTimeout

_ATTEMPTS = 2


async def find_modules(exchange: Exchange, options: BegOptions) -> frozenset[int]:
    """Return the addresses of the modules that answer.

    Raises ``DeviceTimeout`` when none does, ``DeviceRefused`` when two share an address, ``ConfigError`` when
    their number is not the one expected.
    """
    count = await _module_count(exchange, options)
    if options.modules is not None and count != options.modules:
        raise ConfigError(f"{count} BEG modules answer, modules={options.modules} are expected")
    answers = await exchange.read("1110", count=count)
    found = [answer.values["source_address"] for answer in answers]
    addresses = frozenset(address for address in found if isinstance(address, int))
    if len(addresses) < count:
        twice = sorted({str(address) for address in found if found.count(address) > 1})
        raise DeviceRefused(f"two BEG modules share address {', '.join(twice)}: set their addresses apart")
    return addresses


async def read_capabilities(exchange: Exchange, count: int) -> None:
    """Ask every module for its voltage range, current and power; the answers become readings."""
    for index in ("1130", "1131", "1132", "1133"):
        await exchange.read(index, count=count)


async def _module_count(exchange: Exchange, options: BegOptions) -> int:
    if options.module is not None:
        return 1
    for attempt in range(_ATTEMPTS):
        try:
            (answer,) = await exchange.read("1010")
        except DeviceTimeout:
            if attempt == _ATTEMPTS - 1:
                raise DeviceTimeout(
                    f"no BEG module answers in group {options.group or 0}: check power, bit rate 125 kbit/s, "
                    "termination and the group dial"
                ) from None
        else:
            count = answer.values["module_count"]
            return count if isinstance(count, int) and count > 0 else 1
    raise DeviceTimeout("no BEG module answers")
