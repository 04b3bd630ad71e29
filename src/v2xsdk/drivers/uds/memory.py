"""What an ECU remembers: faults with snapshots and counts, and the event log."""

from __future__ import annotations

import contextlib
import struct

import msgspec

from v2xsdk.drivers.uds.profile import LOG_RANGE, READ_LOG, VALUE_SIZE, ServiceProfile
from v2xsdk.drivers.uds.services import START, UdsServices
from v2xsdk.errors import DecodeError, DeviceRefused
from v2xsdk.model.service import LogEntry, StoredFault
from v2xsdk.protocol.uds.cursor import Cursor

_SNAPSHOTS, _EXTENDED = 0x04, 0x06
_COUNTED, _NAMED = 0x01, 0x02
_TEST_FAILED = 0x01
_SEVERITIES = ("information", "warning", "stop")
_LEVELS = ("debug", "information", "warning", "error")
_SYSTEMS = "PCBU"


async def read_faults(services: UdsServices, profile: ServiceProfile, *, snapshots: bool) -> tuple[StoredFault, ...]:
    """Return the stored faults; what an ECU does not tell of one stays unknown."""
    found = []
    for code, status in (await services.fault_codes()).items():
        fault = StoredFault(code, code_text(code), bool(status & _TEST_FAILED))
        with contextlib.suppress(DeviceRefused):  # extended data are optional, and need not be as in our profile
            fault = _described(fault, await services.fault_records(_EXTENDED, code))
        if snapshots:
            with contextlib.suppress(DeviceRefused):  # no snapshot was kept of this one
                records = await services.fault_records(_SNAPSHOTS, code)
                fault = msgspec.structs.replace(fault, snapshot=_snapshot(records, profile))
        found.append(fault)
    return tuple(found)


async def log_range(services: UdsServices) -> tuple[int, int]:
    """Return the oldest number kept and the next to be given."""
    cursor = Cursor(await services.read(LOG_RANGE), "event log range")
    return cursor.unsigned(8), cursor.unsigned(8)


async def read_log(services: UdsServices, first: int) -> list[LogEntry]:
    """Return as many entries from ``first`` on as one answer holds."""
    cursor = Cursor(await services.routine(START, READ_LOG, first.to_bytes(8, "big")), "event log")
    entries: list[LogEntry] = []
    for _ in range(cursor.unsigned(1)):
        sequence, time_us, level = cursor.unsigned(8), cursor.unsigned(8), cursor.unsigned(1)
        text = cursor.take(cursor.unsigned(2)).decode("utf-8", "replace")
        expected = entries[-1].sequence + 1 if entries else first
        if sequence < expected:
            raise DecodeError(f"event log: entry {sequence} came where {expected} was due")
        entries.append(LogEntry(sequence, time_us / 1e6, _name(_LEVELS, level), text, sequence - expected))
    return entries


def code_text(code: int) -> str:
    """Return a code as it is written, such as ``P0A12-00`` (ISO 15031-6, with the failure type)."""
    return f"{_SYSTEMS[code >> 22 & 3]}{code >> 8 & 0x3FFF:04X}-{code & 0xFF:02X}"


def _described(fault: StoredFault, records: bytes) -> StoredFault:
    cursor = Cursor(records, "extended data of a fault")
    while cursor.left:
        record = cursor.unsigned(1)
        if record == _COUNTED:
            severity, count, first_us, last_us = cursor.unsigned(1), *(cursor.unsigned(size) for size in (4, 8, 8))
            fault = msgspec.structs.replace(
                fault,
                severity=_name(_SEVERITIES, severity),
                count=count,
                first_time_s=first_us / 1e6 if first_us else None,
                last_time_s=last_us / 1e6 if last_us else None,
            )
        elif record == _NAMED:
            fault = msgspec.structs.replace(fault, name=cursor.take(cursor.unsigned(1)).decode("utf-8", "replace"))
        else:
            break  # of unknown length, and so is all that follows
    return fault


def _snapshot(records: bytes, profile: ServiceProfile) -> dict[str, float] | None:
    if not records:
        return None
    cursor = Cursor(records, "snapshot of a fault")
    cursor.take(1)
    values: dict[str, float] = {}
    for _ in range(cursor.unsigned(1)):
        known = profile.values.get(cursor.unsigned(2))
        if known is None:
            raise DecodeError("snapshot of a fault: it holds an identifier that is not in the profile")
        values[known.name] = value_of(cursor.take(VALUE_SIZE))
    return values


def value_of(record: bytes) -> float:
    """Return a live value; not-a-number means that the ECU does not know it."""
    return float(struct.unpack(">f", record)[0])


def _name(names: tuple[str, ...], number: int) -> str:
    return names[number] if number < len(names) else str(number)
