"""Service ports by URL: ``uds+v2xlink:///run/p.sock?tx=0x7E0&rx=0x7E8``, ``uds+socketcan://can0?ecu=0x44``."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from v2xsdk.drivers.uds.isotp_link import IsoTpAddress, IsoTpOptions
from v2xsdk.drivers.uds.port import UdsServicePort
from v2xsdk.errors import UrlError
from v2xsdk.transport.can.bus import CanBus
from v2xsdk.transport.can.url import open_bus

TESTER, DEFAULT_TX = 0xF1, 0x7E0
STANDARD_MAX = 0x7FF
KEYS = ("tx", "rx", "ecu", "block_size", "st_min_ms", "padding")
#: Bits of bus time between two frames of a long message: power frames keep three quarters of the bus.
BITS_APART = 625


def service_port(url: str) -> UdsServicePort:
    """Return the port of that ECU, not yet open; raises ``UrlError`` that names the part at fault."""
    parts = urlsplit(url)
    transport = parts.scheme.partition("+")[2]
    if not transport:
        raise UrlError(f"{url!r}: write uds+TRANSPORT:..., such as uds+socketcan://can0?tx=0x7E0&rx=0x7E8")
    own, for_bus = _options(url, parts.query)
    query = f"?{urlencode(for_bus)}" if for_bus else ""
    bus = open_bus(f"{transport}://{parts.netloc}{parts.path}{query}")
    return UdsServicePort(bus, _address(url, own), _isotp(url, own, bus))


def _options(url: str, query: str) -> tuple[dict[str, str], dict[str, str]]:
    try:
        pairs = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    except ValueError as error:
        raise UrlError(f"{url!r}: the part after '?' must be key=value&key=value ({error})") from error
    for_bus = {key.removeprefix("bus."): value for key, value in pairs.items() if key.startswith("bus.")}
    own = {key: value for key, value in pairs.items() if not key.startswith("bus.")}
    for key in own:
        if key not in KEYS:
            raise UrlError(f"{url!r}: unknown key {key!r}; known: {', '.join(KEYS)}, and bus. for the transport")
    return own, for_bus


def _address(url: str, own: dict[str, str]) -> IsoTpAddress:
    if "ecu" in own:
        if "tx" in own or "rx" in own:
            raise UrlError(f"{url!r}: either ecu=ADDRESS (29 bits, normal fixed) or tx and rx")
        ecu = _number(url, own, "ecu", 0, 0xFF)
        return IsoTpAddress(0x18DA0000 | ecu << 8 | TESTER, 0x18DA0000 | TESTER << 8 | ecu, extended=True)
    tx_id = _number(url, own, "tx", DEFAULT_TX, 0x1FFFFFFF)
    rx_id = _number(url, own, "rx", tx_id + 8, 0x1FFFFFFF)
    if (tx_id > STANDARD_MAX) != (rx_id > STANDARD_MAX):
        raise UrlError(f"{url!r}: tx and rx have both 11 bits or both 29")
    return IsoTpAddress(tx_id, rx_id, extended=tx_id > STANDARD_MAX)


def _isotp(url: str, own: dict[str, str], bus: CanBus) -> IsoTpOptions:
    """Frames of long messages are kept apart where the bit rate is known; ``st_min_ms`` says otherwise."""
    known = IsoTpOptions()
    apart_s = BITS_APART / bus.bitrate if bus.bitrate else 0.0
    if "st_min_ms" in own:
        apart_s = _number(url, own, "st_min_ms", 0, 127) / 1000
    padding = None if own.get("padding") == "none" else _number(url, own, "padding", 0xAA, 0xFF)
    return IsoTpOptions(
        block_size=_number(url, own, "block_size", known.block_size, 255),
        st_min_ms=apart_s * 1000,
        pacing_s=apart_s,
        padding=padding,
    )


def _number(url: str, own: dict[str, str], key: str, default: int, maximum: int) -> int:
    if key not in own:
        return default
    try:
        number = int(own[key], 0)
    except ValueError as error:
        raise UrlError(f"{url!r}: {key} is a number such as 0x7E0, not {own[key]!r}") from error
    if not 0 <= number <= maximum:
        raise UrlError(f"{url!r}: {key} lies between 0 and {maximum:#x}")
    return number
