"""Bus URLs: ``open_bus("socketcan://can0?bitrate=125000")``."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from v2xsdk import plugins
from v2xsdk.errors import UrlError
from v2xsdk.plugins import Entry, PluginGroup
from v2xsdk.transport.can.bus import BusOptions, CanBus

TRANSPORTS = MappingProxyType(
    {
        "v2xlink": "v2xsdk.transport.can.v2xlink:from_url",
        "socketcan": "v2xsdk.transport.can.socketcan:from_url",
        "python-can": "v2xsdk.transport.can.python_can_bus:from_url",
        "memory": "v2xsdk.transport.can.memory:from_url",
    }
)
"""``module:callable`` by URL scheme; the callable takes a :class:`BusUrl` and gives an unopened bus."""

_TRUE = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_COMMON: dict[str, Callable[[str], int | float]] = {
    "bitrate": int,
    "queue_limit": int,
    "max_age_s": float,
}


class BusUrl:
    """A parsed bus URL whose options are taken out one by one; what is left over is an error."""

    def __init__(self, text: str) -> None:
        self.text = text
        scheme, colon, _ = text.partition(":")
        entry = plugins.find(PluginGroup.TRANSPORTS, TRANSPORTS, scheme) if colon else None
        if entry is None:
            raise UrlError(f"{text!r}: expected a CAN bus such as {_examples(scheme)}")
        try:
            parts = urlsplit(text)
            self._options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        except ValueError as error:
            raise UrlError(f"{text!r}: {error}") from error
        self.scheme = scheme
        self.entry = entry
        self.host = unquote(parts.netloc)
        self.path = unquote(parts.path)

    def take(self, name: str) -> str | None:
        """Take option ``name`` out; ``None`` where it is not given."""
        return self._options.pop(name, None)

    def take_flag(self, name: str) -> bool:
        """Take a yes-or-no option out; false where it is not given."""
        value = self.take(name)
        if value is None:
            return False
        if value.lower() not in _TRUE:
            raise UrlError(f"{self.text!r}: {name} is 1 or 0, not {value!r}")
        return _TRUE[value.lower()]

    def take_all(self) -> dict[str, str]:
        """Take the remaining options out, for a transport that passes them on."""
        options, self._options = self._options, {}
        return options

    def common(self) -> BusOptions:
        """Take out what every bus understands."""
        options: dict[str, Any] = {"listen_only": self.take_flag("listen_only")}
        for name, convert in _COMMON.items():
            if (value := self.take(name)) is not None:
                options[name] = self._number(name, value, convert)
        return cast(BusOptions, options)

    def finish(self) -> None:
        """Raise ``UrlError`` for options that nobody took."""
        for name in self._options:
            known = ["listen_only", "allow_remote", *_COMMON]
            near = difflib.get_close_matches(name, known) or known
            raise UrlError(f"{self.text!r}: unknown option {name!r}; known: {', '.join(near)}")

    def _number(self, name: str, value: str, convert: Callable[[str], int | float]) -> int | float:
        try:
            number = convert(value)
        except ValueError as error:
            raise UrlError(f"{self.text!r}: {name} is a number, not {value!r}") from error
        if not 0 < number < 10**9:
            raise UrlError(f"{self.text!r}: {name} is a positive number, not {value!r}")
        return number


class TransportSpec(msgspec.Struct, frozen=True):
    """What an entry point of ``v2xsdk.transports`` names; the entry point's name is the URL scheme.

    ``make`` takes its options out of the :class:`BusUrl` and gives a bus that is not open yet. Commands that
    energise take it for one with real hardware at its far end.
    """

    summary: str
    make: Callable[[BusUrl], CanBus]
    spi: tuple[int, int] = (1, 0)


def open_bus(url: str) -> CanBus:
    """The bus that ``url`` names, not yet opened: ``async with open_bus(url) as bus``.

    Raises ``UrlError`` that says which part is wrong and what is expected, ``PluginError`` for a broken plug-in.
    """
    parsed = BusUrl(url)
    bus = _maker(parsed.entry)(parsed)
    parsed.finish()
    return bus


def _maker(entry: Entry) -> Callable[[BusUrl], CanBus]:
    if entry.origin == plugins.BUILT_IN:
        return cast(Callable[[BusUrl], CanBus], plugins.load(entry))
    return plugins.load_spec(entry, TransportSpec).make


def _examples(scheme: str) -> str:
    examples = {
        "v2xlink": "v2xlink:///run/bus.sock",
        "socketcan": "socketcan://can0?bitrate=125000",
        "python-can": "python-can://slcan/ttyACM0?bitrate=125000",
        "memory": "memory:NAME",
    }
    near = difflib.get_close_matches(scheme, examples, n=1)
    return examples[near[0]] if near else ", ".join(examples.values())
