"""Settings: read, and written in transactions."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from v2xsdk.drivers.usb_diagnostics.channel import Channel
from v2xsdk.drivers.usb_diagnostics.directory import Directory
from v2xsdk.errors import ConfigError, LinkLost, V2xError
from v2xsdk.model.service import SettingValue
from v2xsdk.protocol.usb import diagnostics_records as records
from v2xsdk.protocol.usb.diagnostics import Command

AT_ONCE = 100


def read_settings(channel: Channel, directory: Directory, names: Sequence[str]) -> dict[str, SettingValue]:
    """Return settings by name, all when none is named."""
    numbers = [directory.setting(name).number for name in names or directory.settings]
    found: dict[str, SettingValue] = {}
    for at in range(0, len(numbers), AT_ONCE):
        part = numbers[at : at + AT_ONCE]
        reader = channel.ask(Command.READ_SETTINGS, struct.pack(f"<B{len(part)}H", len(part), *part))
        for _ in range(reader.unsigned(1)):
            name = directory.setting_names.get(reader.unsigned(2), "")
            found[name] = records.setting_value(reader)
    return found


def write_settings(channel: Channel, directory: Directory, changes: Mapping[str, SettingValue]) -> None:
    """Change all of ``changes`` or, on any error, none."""
    staged = [_encoded(directory, name, value) for name, value in changes.items()]
    channel.ask(Command.BEGIN)
    try:
        for payload in staged:
            channel.ask(Command.STAGE, payload)
        channel.ask(Command.COMMIT, struct.pack("<H", len(staged)))
    except LinkLost:
        raise  # the device rolls back by itself
    except V2xError:
        channel.ask(Command.ROLL_BACK)
        raise


def _encoded(directory: Directory, name: str, value: SettingValue) -> bytes:
    known = directory.setting(name)
    if not known.info.writable:
        raise ConfigError(f"setting {name!r} cannot be written")
    return struct.pack("<H", known.number) + records.encode_value(known.kind, value, name)
