"""What a device offers, by name: values, settings and self-tests with their numbers, fetched once."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from v2xsdk.drivers.usb_diagnostics.channel import Channel
from v2xsdk.errors import ConfigError, DecodeError
from v2xsdk.model.service import SettingInfo, ValueInfo
from v2xsdk.protocol.usb import diagnostics_records as records
from v2xsdk.protocol.usb.diagnostics import Command
from v2xsdk.protocol.usb.fields import FieldReader

T = TypeVar("T")


class KnownSetting(NamedTuple):
    """A setting with its number and type on the wire."""

    number: int
    kind: int
    info: SettingInfo


class Directory:
    """The lists of one device."""

    def __init__(self, channel: Channel) -> None:
        values = fetch_list(channel, Command.LIST_VALUES, records.value_info)
        settings = fetch_list(channel, Command.LIST_SETTINGS, records.setting_info)
        self.values: dict[str, tuple[int, ValueInfo]] = {info.name: (number, info) for number, info in values}
        self.value_names = {number: info.name for number, info in values}
        self.settings = {info.name: KnownSetting(number, kind, info) for number, kind, info in settings}
        self.setting_names = {known.number: name for name, known in self.settings.items()}
        self.tests = _tests(channel.ask(Command.LIST_TESTS))
        self.test_names = {number: name for name, number in self.tests.items()}

    def value_numbers(self, names: Sequence[str]) -> list[int]:
        """Return the numbers of values; all of them when none is named."""
        return [self._known(name, self.values, "live value")[0] for name in names or self.values]

    def setting(self, name: str) -> KnownSetting:
        """Return a setting."""
        return self._known(name, self.settings, "setting")

    def test_number(self, name: str) -> int:
        """Return the number of a self-test."""
        return self._known(name, self.tests, "self-test")

    @staticmethod
    def _known(name: str, table: dict[str, T], what: str) -> T:
        if name not in table:
            raise ConfigError(f"the device has no {what} {name!r}; it has: {', '.join(table) or 'none'}")
        return table[name]


def fetch_list(channel: Channel, command: Command, entry: Callable[[FieldReader], T]) -> list[T]:
    """Return a whole list, however many pieces it comes in."""
    found: list[T] = []
    while True:
        reader = channel.ask(command, struct.pack("<H", len(found)))
        head = records.piece(reader)
        found.extend(entry(reader) for _ in range(head.follow))
        if len(found) >= head.total:
            return found
        if not head.follow:
            raise DecodeError(f"USB diagnostics {command.name}: {head.total} entries announced, {len(found)} came")


def _tests(reader: FieldReader) -> dict[str, int]:
    numbers = {}
    for _ in range(reader.unsigned(1)):
        number = reader.unsigned(1)
        numbers[reader.text()] = number
    return numbers
