"""Settings change in transactions: staged, then all at once or not at all (section 7 of the specification)."""

from __future__ import annotations

import math
import struct

from v2xsdk_emulator.usb.reference.model import ChargerModel, Setting, SettingEntry
from v2xsdk_emulator.usb.reference.packing import Arguments, Refused, string

IDLE_S = 5.0


def pack_value(kind: int, value: Setting) -> bytes:
    """Build type and content of a value."""
    if kind == 0:
        return struct.pack("<BB", 0, bool(value))
    if kind == 1:
        return struct.pack("<Bd", 1, float(value))
    return b"\x02" + string(str(value))


def take_value(arguments: Arguments, entry: SettingEntry) -> Setting:
    """Read a value meant for ``entry``, or refuse it."""
    if arguments.integer("<B") != entry.kind:
        raise Refused(4, f"{entry.name} has another type")
    if entry.kind == 0:
        return bool(arguments.integer("<B"))
    if entry.kind == 2:
        return bytes(arguments.take(f"<{arguments.integer('<B')}s")[0]).decode("utf-8", "replace")  # type: ignore[arg-type]
    return within_bounds(entry, float(arguments.take("<d")[0]))


def within_bounds(entry: SettingEntry, number: float) -> float:
    """Return a number that ``entry`` takes, or refuse it."""
    low = -math.inf if entry.minimum is None else entry.minimum
    high = math.inf if entry.maximum is None else entry.maximum
    if not low <= number <= high:
        raise Refused(4, f"{entry.name} must lie between {low:g} and {high:g} {entry.unit}")
    return number


def writable(model: ChargerModel, number: int) -> SettingEntry:
    """Return the setting of that number, or refuse to write it."""
    if number >= len(model.setting_entries):
        raise Refused(5, f"no setting {number}")
    entry = model.setting_entries[number]
    if not entry.writable:
        raise Refused(13, f"{entry.name} cannot be written")
    return entry


class Transaction:
    """At most one; it ends by itself when the host falls silent."""

    def __init__(self, model: ChargerModel) -> None:
        self._model = model
        self._staged: dict[int, Setting] | None = None
        self._last_s = 0.0

    def touch(self, now_s: float) -> None:
        """Note a request of the host; roll back when the one before is too long ago."""
        if self._staged is not None and now_s - self._last_s > IDLE_S:
            self._staged = None
        self._last_s = now_s

    @property
    def staged(self) -> int | None:
        """How many values are staged; ``None`` when no transaction is open."""
        return None if self._staged is None else len(self._staged)

    def begin(self) -> None:
        """Open a transaction."""
        if self._staged is not None:
            raise Refused(12, "a transaction is open")
        self._staged = {}

    def stage(self, arguments: Arguments) -> None:
        """Check a value and keep it."""
        self._open()
        number = arguments.integer("<H")
        self.keep(number, take_value(arguments, writable(self._model, number)))

    def keep(self, number: int, value: Setting) -> None:
        """Stage a value that was checked."""
        self._open()[number] = value

    def commit(self, count: int) -> None:
        """Apply all that was staged in one step."""
        staged = self._open()
        if count != len(staged):
            raise Refused(14, f"{len(staged)} settings are staged, not {count}")
        settings = list(self._model.settings)
        for number, value in staged.items():
            settings[number] = value
        self._model.settings = settings
        self._staged = None

    def roll_back(self) -> None:
        """Forget what was staged."""
        self._staged = None

    def _open(self) -> dict[int, Setting]:
        if self._staged is None:
            raise Refused(11, "no transaction is open")
        return self._staged
