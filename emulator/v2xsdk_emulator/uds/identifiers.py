"""Data by identifier (22, 2E): identification, live values, settings, firmware; numbers are big-endian."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

from v2xsdk_emulator.uds.server import EXTENDED, OUT_OF_RANGE, PROGRAMMING, WRONG_LENGTH, Nrc
from v2xsdk_emulator.usb.reference.model import Setting, SettingEntry
from v2xsdk_emulator.usb.reference.packing import Refused
from v2xsdk_emulator.usb.reference.settings import within_bounds, writable

if TYPE_CHECKING:
    from v2xsdk_emulator.uds.ecu import ChargerEcu

LIVE_VALUES, CLOCK, SETTINGS = 0x0200, 0x02F0, 0xFD00
FIRMWARE_STATE, FIRMWARE_PROGRESS, FIRMWARE_REFUSAL, LOG_RANGE = 0xFE00, 0xFE01, 0xFE02, 0xFE03
AT_ONCE = 8
PART_NUMBER, SUPPLIER_SOFTWARE = "V2X-DC-60", "v2xsdk emulator"

_IDENTIFICATION: dict[int, Callable[[ChargerEcu], str]] = {
    0xF180: lambda ecu: ecu.bootloader_version,
    0xF187: lambda ecu: PART_NUMBER,
    0xF188: lambda ecu: ecu.product,
    0xF189: lambda ecu: ecu.running_version(),
    0xF18A: lambda ecu: ecu.model.manufacturer,
    0xF18C: lambda ecu: ecu.model.serial,
    0xF191: lambda ecu: PART_NUMBER + "-HW",
    0xF193: lambda ecu: f"rev {ecu.model.hardware}",
    0xF195: lambda ecu: SUPPLIER_SOFTWARE,
    0xF197: lambda ecu: ecu.model.product,
}
_FOR_PROGRAMMING: dict[int, Callable[[ChargerEcu], bytes]] = {
    0xF186: lambda ecu: bytes((ecu.server.session,)),
    FIRMWARE_STATE: lambda ecu: _firmware_state(ecu),
    FIRMWARE_PROGRESS: lambda ecu: _firmware_progress(ecu),
    FIRMWARE_REFUSAL: lambda ecu: ecu.download.refusal.encode(),
}


def read(ecu: ChargerEcu, rest: bytes) -> bytes:
    """Answer 22 with every identifier asked for."""
    if not rest or len(rest) % 2:
        raise Nrc(WRONG_LENGTH)
    numbers = [number for (number,) in struct.iter_unpack(">H", rest)]
    if len(numbers) > AT_ONCE:
        raise Nrc(WRONG_LENGTH)
    return b"".join(struct.pack(">H", number) + _content(ecu, number) for number in numbers)


def write(ecu: ChargerEcu, rest: bytes) -> bytes:
    """Answer 2E: a setting, at once or in the open transaction."""
    if len(rest) < 3:
        raise Nrc(WRONG_LENGTH)
    number = int.from_bytes(rest[:2], "big") - SETTINGS
    try:
        if number < 0:
            raise Nrc(OUT_OF_RANGE)
        value = _value_of(writable(ecu.model, number), rest[2:])
    except Refused as refusal:
        raise Nrc(OUT_OF_RANGE) from refusal
    if ecu.transaction.staged is not None:
        ecu.transaction.keep(number, value)
    else:
        ecu.model.settings[number] = value
        ecu.model.log(ecu.scheduler.now(), 1, f"setting {ecu.model.setting_entries[number].name} changed")
    return rest[:2]


def live_value(ecu: ChargerEcu, number: int) -> bytes:
    """Return a live value, by its place in the list, as it is now."""
    return struct.pack(">f", ecu.model.values[number].read(ecu.scheduler.now()))


def _content(ecu: ChargerEcu, number: int) -> bytes:
    if number in _IDENTIFICATION:
        return _IDENTIFICATION[number](ecu).encode()
    if number in _FOR_PROGRAMMING:
        return _FOR_PROGRAMMING[number](ecu)
    if ecu.server.session == PROGRAMMING:
        raise Nrc(OUT_OF_RANGE)
    if number == CLOCK:
        return struct.pack(">Q", ecu.model.time_us(ecu.scheduler.now()))
    if number == LOG_RANGE:
        return struct.pack(">QQ", *ecu.model.log_range())
    if 0 <= number - LIVE_VALUES < len(ecu.model.values):
        return live_value(ecu, number - LIVE_VALUES)
    if 0 <= number - SETTINGS < len(ecu.model.settings):
        return _packed(ecu.model.setting_entries[number - SETTINGS], ecu.model.settings[number - SETTINGS])
    if ecu.server.session == EXTENDED and number in ecu.controls.outputs:
        return bytes((ecu.controls.outputs[number],))
    raise Nrc(OUT_OF_RANGE)


def _packed(entry: SettingEntry, value: Setting) -> bytes:
    if entry.kind == 0:
        return bytes((bool(value),))
    return struct.pack(">d", float(value)) if entry.kind == 1 else str(value).encode()


def _value_of(entry: SettingEntry, raw: bytes) -> Setting:
    if entry.kind == 2:
        return raw.decode("utf-8", "replace")
    if len(raw) != (1 if entry.kind == 0 else 8):
        raise Nrc(WRONG_LENGTH)
    if entry.kind == 0:
        return bool(raw[0])
    number = struct.unpack(">d", raw)[0]
    if math.isnan(number):
        raise Nrc(OUT_OF_RANGE)
    return within_bounds(entry, number)


def _text(text: str) -> bytes:
    raw = text.encode()[:255]
    return bytes((len(raw),)) + raw


def _firmware_state(ecu: ChargerEcu) -> bytes:
    slots = ecu.slot_reports()
    head = _text(ecu.product) + struct.pack(">HIB", ecu.model.hardware, ecu.security_counter(), ecu.energised())
    body = bytes((ecu.active_slot(), len(slots)))
    for slot in slots:
        body += _text(slot.name) + bytes((slot.state,)) + _text(slot.version) + struct.pack(">I", slot.counter)
    return head + body


def _firmware_progress(ecu: ChargerEcu) -> bytes:
    manifest, kept = ecu.staging.progress()
    if ecu.staging.header_accepted:
        kept = ecu.staging.kept
    return manifest + struct.pack(">I", kept)
