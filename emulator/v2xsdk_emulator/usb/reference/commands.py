"""What the reference charger answers to each command (section 4 of the specification)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from v2xsdk_emulator.usb.reference.packing import MINOR, Arguments, Refused, string
from v2xsdk_emulator.usb.reference.settings import pack_value

if TYPE_CHECKING:
    from v2xsdk_emulator.usb.reference.function import DiagnosticsFunction

FEATURES = 0x1FF
FASTEST_HZ = 1000
PIECE_BYTES = 4000
ALL_FAULTS = 0xFFFF_FFFF

Handler = Callable[["DiagnosticsFunction", Arguments], bytes]


class Entry(msgspec.Struct, frozen=True):
    """A command: its handler, the level it needs, and whether it is refused while energised."""

    handler: Handler
    level: int = 0
    idle_only: bool = False


def _piece(first: int, entries: Sequence[bytes]) -> bytes:
    """Build as much of a list as fits into one answer."""
    body, count = b"", 0
    for entry in entries[first : first + 255]:
        if len(body) + len(entry) > PIECE_BYTES:
            break
        body += entry
        count += 1
    return struct.pack("<HB", len(entries), count) + body


def _identify(port: DiagnosticsFunction, _: Arguments) -> bytes:
    model, firmware = port.model, port.firmware
    texts = [model.manufacturer, model.product, model.serial, f"rev {model.hardware}"]
    texts += [firmware.running_version(), firmware.bootloader_version]
    return b"".join(string(text) for text in texts) + struct.pack("<H", MINOR)


def _capabilities(port: DiagnosticsFunction, _: Arguments) -> bytes:
    return struct.pack("<II", FEATURES, FASTEST_HZ)


def _time(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    before_us = port.model.time_us(port.now())
    wanted_us = arguments.integer("<Q")
    if wanted_us:
        port.model.clock_offset_s += (wanted_us - before_us) / 1e6
    return struct.pack("<Q", before_us)


def _list_values(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    entries = [
        struct.pack("<H", number) + string(value.name) + string(value.unit)
        for number, value in enumerate(port.model.values)
    ]
    return _piece(arguments.integer("<H"), entries)


def _start_stream(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    period_us, count = arguments.integer("<I"), arguments.integer("<H")
    numbers = [arguments.integer("<H") for _ in range(count)]
    if not numbers or period_us * FASTEST_HZ < 1_000_000:
        raise Refused(4, f"between 1 and {FASTEST_HZ} samples of at least one value per second")
    if any(number >= len(port.model.values) for number in numbers):
        raise Refused(5, "no such value")
    stream = port.start_stream(numbers, period_us / 1e6)
    return struct.pack("<HH", stream.number, stream.sample_size)


def _stop_stream(port: DiagnosticsFunction, _: Arguments) -> bytes:
    return struct.pack("<I", port.stop_stream() & 0xFFFF_FFFF)


def _list_faults(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    entries = []
    for fault in port.model.faults.values():
        flags = fault.active | (fault.snapshot is not None) << 1
        numbers = (fault.code, flags, fault.severity, fault.count, fault.first_us, fault.last_us)
        entries.append(struct.pack("<IBBIQQ", *numbers) + string(fault.name))
    return _piece(arguments.integer("<H"), entries)


def _fault_snapshot(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    fault = port.model.faults.get(arguments.integer("<I"))
    if fault is None or fault.snapshot is None:
        raise Refused(5, "no snapshot of this fault")
    body = b"".join(struct.pack("<Hd", number, value) for number, value in fault.snapshot.items())
    return bytes((len(fault.snapshot),)) + body


def _clear_faults(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    code = arguments.integer("<I")
    if not port.model.clear_faults(None if code == ALL_FAULTS else code):
        raise Refused(5, f"no fault {code:#x} is stored")
    return b""


def _log_range(port: DiagnosticsFunction, _: Arguments) -> bytes:
    return struct.pack("<QQ", *port.model.log_range())


def _read_log(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    body, count = b"", 0
    for event in port.model.events_from(arguments.integer("<Q"))[:255]:
        entry = struct.pack("<QQB", event.sequence, event.time_us, event.level) + string(event.text, "<H")
        if len(body) + len(entry) > PIECE_BYTES:
            break
        body += entry
        count += 1
    return bytes((count,)) + body


def _list_settings(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    entries = []
    for number, entry in enumerate(port.model.setting_entries):
        flags = entry.writable | (entry.minimum is not None) << 1 | (entry.maximum is not None) << 2
        numbers = (number, entry.kind, flags, entry.minimum or 0.0, entry.maximum or 0.0)
        entries.append(struct.pack("<HBBdd", *numbers) + string(entry.name) + string(entry.unit))
    return _piece(arguments.integer("<H"), entries)


def _read_settings(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    numbers = [arguments.integer("<H") for _ in range(arguments.integer("<B"))]
    if any(number >= len(port.model.settings) for number in numbers):
        raise Refused(5, "no such setting")
    body = b"".join(
        struct.pack("<H", n) + pack_value(port.model.setting_entries[n].kind, port.model.settings[n]) for n in numbers
    )
    return bytes((len(numbers),)) + body


def _begin(port: DiagnosticsFunction, _: Arguments) -> bytes:
    port.transaction.begin()
    return b""


def _stage(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    port.transaction.stage(arguments)
    return b""


def _commit(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    port.transaction.commit(arguments.integer("<H"))
    port.model.log(port.now(), 1, "settings changed")
    return b""


def _roll_back(port: DiagnosticsFunction, _: Arguments) -> bytes:
    port.transaction.roll_back()
    return b""


def _list_tests(port: DiagnosticsFunction, _: Arguments) -> bytes:
    tests = port.model.tests
    return bytes((len(tests),)) + b"".join(bytes((n,)) + string(test.name) for n, test in enumerate(tests))


def _start_test(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    port.selftest.start(arguments.integer("<B"))
    return b""


def _test_state(port: DiagnosticsFunction, _: Arguments) -> bytes:
    return port.selftest.report()


def _abort_test(port: DiagnosticsFunction, _: Arguments) -> bytes:
    port.selftest.abort()
    return b""


def _challenge(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    return port.security.challenge(arguments.integer("<B"), port.now())


def _response(port: DiagnosticsFunction, arguments: Arguments) -> bytes:
    port.security.respond(arguments.integer("<B"), arguments.rest(), port.now())
    return b""


def _lock(port: DiagnosticsFunction, _: Arguments) -> bytes:
    port.lock()
    return b""


def _firmware_state(port: DiagnosticsFunction, _: Arguments) -> bytes:
    firmware = port.firmware
    head = string(firmware.product) + struct.pack("<HI", port.model.hardware, firmware.security_counter())
    slots = firmware.slot_reports()
    body = struct.pack("<BBB", port.model.energised, firmware.active_slot(), len(slots))
    for slot in slots:
        body += string(slot.name) + bytes((slot.state,)) + string(slot.version) + struct.pack("<I", slot.counter)
    return head + body


def _restart(port: DiagnosticsFunction, _: Arguments) -> bytes:
    port.restart_soon()
    return b""


COMMANDS: dict[int, Entry] = {
    0x01: Entry(_identify),
    0x02: Entry(_capabilities),
    0x03: Entry(_time),
    0x10: Entry(_list_values),
    0x11: Entry(_start_stream),
    0x12: Entry(_stop_stream),
    0x20: Entry(_list_faults),
    0x21: Entry(_fault_snapshot),
    0x22: Entry(_clear_faults, level=1, idle_only=True),
    0x30: Entry(_log_range),
    0x31: Entry(_read_log),
    0x40: Entry(_list_settings),
    0x41: Entry(_read_settings),
    0x42: Entry(_begin, level=1, idle_only=True),
    0x43: Entry(_stage, level=1),
    0x44: Entry(_commit, level=1, idle_only=True),
    0x45: Entry(_roll_back),
    0x50: Entry(_list_tests),
    0x51: Entry(_start_test, idle_only=True),
    0x52: Entry(_test_state),
    0x53: Entry(_abort_test),
    0x60: Entry(_challenge),
    0x61: Entry(_response),
    0x62: Entry(_lock),
    0x70: Entry(_firmware_state),
    0x71: Entry(_restart, level=1, idle_only=True),
}
