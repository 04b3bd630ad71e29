"""The fault memory by 14 and 19: codes with status, snapshots, and what was counted of each."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from v2xsdk_emulator.uds.identifiers import LIVE_VALUES
from v2xsdk_emulator.uds.server import NOT_NOW, OUT_OF_RANGE, WRONG_LENGTH, Nrc
from v2xsdk_emulator.usb.reference.model import MemorisedFault

if TYPE_CHECKING:
    from v2xsdk_emulator.uds.ecu import ChargerEcu

ALL_GROUPS, ALL_RECORDS = 0xFFFFFF, 0xFF
AVAILABLE, ACTIVE, STORED = 0x2F, 0x2F, 0x28
COUNTED, NAMED = 0x01, 0x02
TOO_LONG = 0x14
LONGEST = 4000


def clear(ecu: ChargerEcu, rest: bytes) -> bytes:
    """Answer 14: clear one code or all; what is active stays."""
    if len(rest) != 3:
        raise Nrc(WRONG_LENGTH)
    if ecu.energised():
        raise Nrc(NOT_NOW)
    code = int.from_bytes(rest, "big")
    if not ecu.model.clear_faults(None if code == ALL_GROUPS else code):
        raise Nrc(OUT_OF_RANGE)
    return b""


def read(ecu: ChargerEcu, rest: bytes) -> bytes:
    """Answer 19."""
    sub_function, rest = rest[0], rest[1:]
    head = bytes((sub_function,))
    if sub_function in (0x01, 0x02):
        found = [f for f in ecu.model.faults.values() if _status(f) & _exactly(rest, 1)[0]]
        if sub_function == 0x01:
            return head + struct.pack(">BBH", AVAILABLE, 1, len(found))
        return head + _listed(found)
    if sub_function == 0x0A:
        _exactly(rest, 0)
        return head + _listed(list(ecu.model.faults.values()))
    fault, record = _asked(ecu, rest)
    body = _code(fault.code) + bytes((_status(fault),))
    return head + body + (_snapshot(fault, record) if sub_function == 0x04 else _extended(fault, record))


def _listed(found: list[MemorisedFault]) -> bytes:
    body = b"".join(_code(fault.code) + bytes((_status(fault),)) for fault in found)
    if len(body) > LONGEST:
        raise Nrc(TOO_LONG)
    return bytes((AVAILABLE,)) + body


def _asked(ecu: ChargerEcu, rest: bytes) -> tuple[MemorisedFault, int]:
    _exactly(rest, 4)
    fault = ecu.model.faults.get(int.from_bytes(rest[:3], "big"))
    if fault is None:
        raise Nrc(OUT_OF_RANGE)
    return fault, rest[3]


def _snapshot(fault: MemorisedFault, record: int) -> bytes:
    if fault.snapshot is None:
        return b""
    if record not in (1, ALL_RECORDS):
        raise Nrc(OUT_OF_RANGE)
    values = b"".join(struct.pack(">Hf", LIVE_VALUES + number, value) for number, value in fault.snapshot.items())
    return bytes((1, len(fault.snapshot))) + values


def _extended(fault: MemorisedFault, record: int) -> bytes:
    records = {
        COUNTED: struct.pack(">BIQQ", fault.severity, fault.count, fault.first_us, fault.last_us),
        NAMED: bytes((len(fault.name.encode()[:255]),)) + fault.name.encode()[:255],
    }
    wanted = records if record == ALL_RECORDS else (record,)
    if not all(number in records for number in wanted):
        raise Nrc(OUT_OF_RANGE)
    return b"".join(bytes((number,)) + records[number] for number in wanted)


def _status(fault: MemorisedFault) -> int:
    return ACTIVE if fault.active else STORED


def _code(code: int) -> bytes:
    return (code & 0xFFFFFF).to_bytes(3, "big")


def _exactly(rest: bytes, size: int) -> bytes:
    if len(rest) != size:
        raise Nrc(WRONG_LENGTH)
    return rest
