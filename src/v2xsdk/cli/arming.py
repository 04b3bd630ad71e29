"""Hardware is energised only on purpose: what a URL needs before an order is given."""

from __future__ import annotations

from v2xsdk.charger.url import ChargerUrl, parse
from v2xsdk.errors import LimitError, NotArmed

_EMULATED = frozenset({"v2xlink", "memory"})


def leads_to_hardware(url: ChargerUrl) -> bool:
    """Return whether any wire of ``url`` may have real hardware at its far end."""
    if url.is_emulator:
        return False
    wires = [url.transport, *(value for key, value in url.link_options.items() if key == "bus")]
    return any(leads_to_hardware_bus(wire) for wire in wires)


def leads_to_hardware_bus(bus_url: str) -> bool:
    """Return whether the bus at ``bus_url`` may be a real one."""
    return bus_url.partition(":")[0] not in _EMULATED or "allow_remote" in bus_url


def check_armed(url: str, power_w: float, *, armed: bool, max_power_w: float | None) -> None:
    """Raise ``NotArmed`` when ``url`` needs ``--armed --max-power`` and lacks one, ``LimitError`` above the bound."""
    if leads_to_hardware(parse(url)) and (not armed or max_power_w is None):
        raise NotArmed(
            f"{url} may lead to real hardware: energising it needs --armed and --max-power W "
            "(emulator: and v2xlink: need neither)"
        )
    if max_power_w is not None and abs(power_w) > max_power_w:
        raise LimitError(f"{abs(power_w):g} W is more than --max-power {max_power_w:g}")
