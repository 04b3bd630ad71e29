"""Answers of the diagnostic protocol as the records people hold (docs/reference/usb-diagnostics.md, section 4)."""

from __future__ import annotations

from typing import NamedTuple

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.model.service import (
    FirmwareSlot,
    FirmwareState,
    LogEntry,
    SelfTestProgress,
    ServiceFeature,
    ServiceIdentity,
    SettingInfo,
    SettingValue,
    SlotState,
    StoredFault,
    TestState,
    ValueInfo,
)
from v2xsdk.protocol.usb.fields import FieldReader, number_field, text_field

FEATURES = tuple(ServiceFeature)
_SEVERITIES = ("information", "warning", "stop")
_LEVELS = ("debug", "information", "warning", "error")
_TEST_STATES = {1: TestState.RUNNING, 2: TestState.PASSED, 3: TestState.FAILED, 4: TestState.ABORTED}
_SLOT_STATES = tuple(SlotState)
BOOL, NUMBER, TEXT = 0, 1, 2


class Piece(NamedTuple):
    """Where a list stands: how many there are in all, and how many follow here."""

    total: int
    follow: int


def piece(reader: FieldReader) -> Piece:
    """Return the head of a list."""
    return Piece(reader.unsigned(2), reader.unsigned(1))


def identity(reader: FieldReader) -> ServiceIdentity:
    """Return the answer to IDENTIFY."""
    maker, product, serial, hardware, firmware, bootloader = (reader.text() for _ in range(6))
    protocol = f"v2xsdk USB diagnostics 1.{reader.unsigned(2)}"
    return ServiceIdentity(maker, product, serial, hardware, firmware, bootloader, protocol)


def features(bits: int) -> frozenset[ServiceFeature]:
    """Return the features set in ``bits``; bits of later versions are ignored."""
    return frozenset(feature for bit, feature in enumerate(FEATURES) if bits >> bit & 1)


def value_info(reader: FieldReader) -> tuple[int, ValueInfo]:
    """Return one entry of LIST_VALUES with its number."""
    return reader.unsigned(2), ValueInfo(reader.text(), reader.text())


def stored_fault(reader: FieldReader) -> tuple[StoredFault, bool]:
    """Return one entry of LIST_FAULTS, and whether it has a snapshot."""
    code, flags, severity = reader.unsigned(4), reader.unsigned(1), reader.unsigned(1)
    count, first, last = reader.unsigned(4), _time(reader), _time(reader)
    fault = StoredFault(
        code, reader.text(), bool(flags & 1), _named(_SEVERITIES, severity), count, first, last, snapshot=None
    )
    return fault, bool(flags & 2)


def snapshot(reader: FieldReader, names: dict[int, str]) -> dict[str, float]:
    """Return the answer to FAULT_SNAPSHOT; a value without a name is called by its number."""
    found = {}
    for _ in range(reader.unsigned(1)):
        number = reader.unsigned(2)
        found[names.get(number, f"value {number}")] = reader.number()
    return found


def log_entry(reader: FieldReader) -> LogEntry:
    """Return one entry of READ_LOG."""
    sequence, time_s, level = reader.unsigned(8), reader.unsigned(8) / 1e6, reader.unsigned(1)
    return LogEntry(sequence, time_s, _named(_LEVELS, level), reader.text(2))


def setting_info(reader: FieldReader) -> tuple[int, int, SettingInfo]:
    """Return one entry of LIST_SETTINGS with its number and type."""
    number, kind, flags = reader.unsigned(2), reader.unsigned(1), reader.unsigned(1)
    low, high = reader.number(), reader.number()
    name, unit = reader.text(), reader.text()
    minimum, maximum = (low if flags & 2 else None), (high if flags & 4 else None)
    return number, kind, SettingInfo(name, unit, minimum, maximum, bool(flags & 1))


def setting_value(reader: FieldReader) -> SettingValue:
    """Return a value."""
    kind = reader.unsigned(1)
    if kind == BOOL:
        return bool(reader.unsigned(1))
    if kind == NUMBER:
        return reader.number()
    if kind == TEXT:
        return reader.text()
    raise DecodeError(f"USB diagnostics: a value of type {kind}")


def encode_value(kind: int, value: SettingValue, name: str) -> bytes:
    """Return the value of the setting ``name``; raise :class:`EncodeError` when it has another type."""
    if kind == BOOL and isinstance(value, bool):
        return bytes((kind, value))
    if kind == NUMBER and isinstance(value, int | float) and not isinstance(value, bool):
        return bytes((kind,)) + number_field(float(value))
    if kind == TEXT and isinstance(value, str):
        return bytes((kind,)) + text_field(value)
    raise EncodeError(f"setting {name!r} takes {('true or false', 'a number', 'a text')[kind]}, not {value!r}")


def self_test_progress(reader: FieldReader, names: dict[int, str]) -> SelfTestProgress:
    """Return the answer to TEST_STATE."""
    number, state, percent = reader.unsigned(1), reader.unsigned(1), reader.unsigned(1)
    if state not in _TEST_STATES:
        raise DecodeError(f"USB diagnostics: test state {state}")
    return SelfTestProgress(names.get(number, str(number)), _TEST_STATES[state], float(percent), reader.text())


def firmware_state(reader: FieldReader) -> FirmwareState:
    """Return the answer to FIRMWARE_STATE."""
    product, hardware, counter = reader.text(), reader.unsigned(2), reader.unsigned(4)
    energised, active = bool(reader.unsigned(1)), reader.unsigned(1)
    slots = tuple(_slot(reader) for _ in range(reader.unsigned(1)))
    if active >= len(slots):
        raise DecodeError(f"USB diagnostics: slot {active} is active, of {len(slots)}")
    return FirmwareState(slots, slots[active].name, product, hardware, counter, energised)


def _slot(reader: FieldReader) -> FirmwareSlot:
    name, state, version, counter = reader.text(), reader.unsigned(1), reader.text(), reader.unsigned(4)
    if state >= len(_SLOT_STATES):
        raise DecodeError(f"USB diagnostics: slot state {state}")
    return FirmwareSlot(name, _SLOT_STATES[state], version, counter)


def _time(reader: FieldReader) -> float | None:
    time_us = reader.unsigned(8)
    return time_us / 1e6 if time_us else None


def _named(names: tuple[str, ...], number: int) -> str:
    return names[number] if number < len(names) else str(number)
