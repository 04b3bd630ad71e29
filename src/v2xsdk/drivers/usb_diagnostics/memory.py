"""What a device remembers: faults with snapshots, and the event log."""

from __future__ import annotations

import struct

import msgspec

from v2xsdk.drivers.usb_diagnostics.channel import Channel
from v2xsdk.drivers.usb_diagnostics.directory import Directory, fetch_list
from v2xsdk.errors import DecodeError
from v2xsdk.model.service import LogEntry, StoredFault
from v2xsdk.protocol.usb import diagnostics_records as records
from v2xsdk.protocol.usb.diagnostics import Command

ALL_FAULTS = 0xFFFF_FFFF


def read_faults(channel: Channel, directory: Directory, *, snapshots: bool) -> tuple[StoredFault, ...]:
    """Return the stored faults."""
    found = fetch_list(channel, Command.LIST_FAULTS, records.stored_fault)
    if not snapshots:
        return tuple(fault for fault, _ in found)
    return tuple(_with_snapshot(channel, directory, fault) if kept else fault for fault, kept in found)


def clear_faults(channel: Channel, code: int | None) -> None:
    """Clear one fault or all."""
    channel.ask(Command.CLEAR_FAULTS, struct.pack("<I", ALL_FAULTS if code is None else code))


def log_end(channel: Channel) -> int:
    """Return the number that the next event will have."""
    reader = channel.ask(Command.LOG_RANGE)
    reader.unsigned(8)
    return reader.unsigned(8)


def read_log(channel: Channel, first: int) -> list[LogEntry]:
    """Return one piece of the log from ``first`` on; entries that were overwritten are counted."""
    reader = channel.ask(Command.READ_LOG, struct.pack("<Q", first))
    entries = []
    for _ in range(reader.unsigned(1)):
        entry = records.log_entry(reader)
        if entry.sequence < first:
            raise DecodeError(f"USB diagnostics: log entry {entry.sequence} came again")
        entries.append(msgspec.structs.replace(entry, lost=entry.sequence - first))
        first = entry.sequence + 1
    return entries


def _with_snapshot(channel: Channel, directory: Directory, fault: StoredFault) -> StoredFault:
    reader = channel.ask(Command.FAULT_SNAPSHOT, struct.pack("<I", fault.code))
    return msgspec.structs.replace(fault, snapshot=records.snapshot(reader, directory.value_names))
