"""Charger URLs: which driver, over which transport, with which vehicle link.

::

    infypower-beg+socketcan://can0?group=0&link=battery-can&link.bus=socketcan://can1
    infypower-beg+v2xlink:///run/me/p.sock?link=fixed&link.voltage_min_v=550&link.voltage_max_v=780
    emulator:school-bus?soc=60&time_scale=60

The scheme is ``DRIVER+TRANSPORT``. Keys that begin with ``link.`` go to the link, ``bus.`` to the transport, all
others to the driver. ``energy_time_scale`` says how many times faster than real time an emulated plant runs.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

import msgspec

from v2xsdk.errors import UrlError

EMULATOR = "emulator"
_TIME_SCALE = "energy_time_scale"
_OWN = frozenset({"link", _TIME_SCALE})
_EXAMPLE = "infypower-beg+socketcan://can0?group=0&link=battery-can"


class ChargerUrl(msgspec.Struct, frozen=True):
    """A parsed charger URL. ``transport`` is the URL of the bus, empty for ``emulator:``."""

    driver: str
    transport: str
    link: str
    options: dict[str, str]
    link_options: dict[str, str]
    energy_time_scale: str = ""

    @property
    def is_emulator(self) -> bool:
        """Whether the URL asks for the embedded emulator."""
        return self.driver == EMULATOR


def parse(url: str) -> ChargerUrl:
    """Parse ``url``; raises ``UrlError`` that names the part at fault."""
    parts = urlsplit(url)
    if not parts.scheme:
        raise UrlError(f"{url!r} has no scheme; write DRIVER+TRANSPORT:..., such as {_EXAMPLE}")
    if parts.fragment:
        raise UrlError(f"{url!r}: '#{parts.fragment}' is not used; write '%23' for a '#' in a value")
    query = _query(url, parts.query)
    if parts.scheme == EMULATOR:
        return _emulator(url, parts.netloc + parts.path, query)
    driver, plus, transport = parts.scheme.partition("+")
    if not (driver and plus and transport):
        raise UrlError(f"{url!r}: the scheme {parts.scheme!r} is not DRIVER+TRANSPORT, such as in {_EXAMPLE}")
    bus_options = _with_prefix(query, "bus.")
    bus_query = "&".join(f"{key}={quote(value, safe='')}" for key, value in bus_options.items())
    bus = f"{transport}://{parts.netloc}{parts.path}" + (f"?{bus_query}" if bus_query else "")
    return ChargerUrl(
        driver=driver,
        transport=bus,
        link=query.get("link", ""),
        options={k: v for k, v in query.items() if k not in _OWN and not k.startswith(("link.", "bus."))},
        link_options=_with_prefix(query, "link."),
        energy_time_scale=query.get(_TIME_SCALE, ""),
    )


def listening(bus_url: str) -> str:
    """Return ``bus_url`` opened so that it only listens: it takes no ownership and cannot send."""
    return f"{bus_url}{'&' if '?' in bus_url else '?'}listen_only=1"


def _emulator(url: str, vehicle: str, query: dict[str, str]) -> ChargerUrl:
    if vehicle:
        if "vehicle" in query:
            raise UrlError(f"{url!r} names the vehicle twice: {vehicle!r} and {query['vehicle']!r}")
        query["vehicle"] = vehicle
    return ChargerUrl(driver=EMULATOR, transport="", link="", options=query, link_options={})


def _query(url: str, text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError as error:
        raise UrlError(f"{url!r}: the part after '?' must be key=value&key=value ({error})") from error
    found: dict[str, str] = {}
    for key, value in pairs:
        if key in found:
            raise UrlError(f"{url!r}: {key!r} is given twice")
        if not value:
            raise UrlError(f"{url!r}: {key!r} has no value")
        found[key] = value
    return found


def _with_prefix(query: dict[str, str], prefix: str) -> dict[str, str]:
    return {key.removeprefix(prefix): value for key, value in query.items() if key.startswith(prefix)}
