"""Routines (31): self-tests, transactions of settings, the clock, the log, and what firmware needs."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

from v2xsdk_emulator.uds.access import PROGRAMMING as PROGRAMMING_LEVEL
from v2xsdk_emulator.uds.access import WRITING
from v2xsdk_emulator.uds.server import (
    DENIED,
    EXTENDED,
    NO_SUB_FUNCTION,
    NOT_NOW,
    OUT_OF_RANGE,
    PROGRAMMING,
    WRONG_LENGTH,
    WRONG_ORDER,
    Later,
    Nrc,
)
from v2xsdk_emulator.usb.reference.packing import Refused

if TYPE_CHECKING:
    from v2xsdk_emulator.uds.ecu import ChargerEcu

START, STOP, RESULTS = 1, 2, 3
#: Routine of each self-test, in the order of the charger's list.
SELF_TESTS = {0x0201: "insulation monitor", 0x0203: "fans", 0x0202: "contactor drivers"}
CONTACTOR_TEST = 0x0202
TRANSACTION, COMMIT, SET_CLOCK, READ_LOG = 0x0301, 0x0302, 0x0310, 0x0320
ERASE, CHECK = 0xFF00, 0xFF01
CHECK_TIME_S, ERASE_TIME_S = 0.4, 2.5
LONGEST = 4000
_NRC_OF = {4: OUT_OF_RANGE, 5: OUT_OF_RANGE, 11: WRONG_ORDER, 14: WRONG_ORDER}


def control(ecu: ChargerEcu, rest: bytes) -> bytes | Later:
    """Answer 31."""
    if len(rest) < 3:
        raise Nrc(WRONG_LENGTH)
    action, routine = rest[0], int.from_bytes(rest[1:3], "big")
    handler, session, level = _ROUTINES.get(routine, (None, EXTENDED, 0))
    if handler is None or session != ecu.server.session:
        raise Nrc(OUT_OF_RANGE)
    if level > ecu.access.level:
        raise Nrc(DENIED)
    if action == START and ecu.energised():
        raise Nrc(NOT_NOW)
    try:
        answer = handler(ecu, action, routine, rest[3:])
    except Refused as refusal:
        raise Nrc(_NRC_OF.get(refusal.code, NOT_NOW)) from refusal
    return answer if isinstance(answer, Later) else rest[:3] + answer


def _self_test(ecu: ChargerEcu, action: int, routine: int, rest: bytes) -> bytes:
    number = next(n for n, test in enumerate(ecu.model.tests) if test.name == SELF_TESTS[routine])
    if action == START:
        ecu.selftest.start(number)
        return b""
    now = ecu.selftest.progress()
    if now.number != number:
        raise Nrc(WRONG_ORDER)
    if action == STOP:
        ecu.selftest.abort()
        return b""
    return bytes((now.state, now.percent)) + now.detail.encode()[:250]


def _transaction(ecu: ChargerEcu, action: int, routine: int, rest: bytes) -> bytes:
    if action == START:
        ecu.transaction.begin()
    elif action == STOP:
        ecu.transaction.roll_back()
    else:
        raise Nrc(NO_SUB_FUNCTION)
    return b""


def _commit(ecu: ChargerEcu, action: int, routine: int, rest: bytes) -> bytes:
    ecu.transaction.commit(int.from_bytes(_start_with(action, rest, 2), "big"))
    ecu.model.log(ecu.scheduler.now(), 1, "settings changed")
    return b""


def _set_clock(ecu: ChargerEcu, action: int, routine: int, rest: bytes) -> bytes:
    wanted_us = int.from_bytes(_start_with(action, rest, 8), "big")
    before_us = ecu.model.time_us(ecu.scheduler.now())
    if wanted_us:
        ecu.model.clock_offset_s += (wanted_us - before_us) / 1e6
    return struct.pack(">Q", before_us)


def _read_log(ecu: ChargerEcu, action: int, routine: int, rest: bytes) -> bytes:
    body, count = b"", 0
    for event in ecu.model.events_from(int.from_bytes(_start_with(action, rest, 8), "big"))[:255]:
        text = event.text.encode()[:1000]
        entry = struct.pack(">QQBH", event.sequence, event.time_us, event.level, len(text)) + text
        if len(body) + len(entry) > LONGEST:
            break
        body += entry
        count += 1
    return bytes((count,)) + body


def _erase(ecu: ChargerEcu, action: int, routine: int, rest: bytes) -> Later:
    _start_with(action, rest, 0)
    ecu.download.end()

    def finish() -> bytes:
        ecu.survive(ecu.staging.forget)
        return struct.pack(">BH", START, ERASE)

    return Later(ERASE_TIME_S, finish)


def _check(ecu: ChargerEcu, action: int, routine: int, rest: bytes) -> Later:
    _start_with(action, rest, 0)

    def finish() -> bytes:
        ecu.download.install()
        return struct.pack(">BHB", START, CHECK, 0)

    return Later(CHECK_TIME_S, finish)


def _start_with(action: int, rest: bytes, size: int) -> bytes:
    if action != START:
        raise Nrc(NO_SUB_FUNCTION)
    if len(rest) != size:
        raise Nrc(WRONG_LENGTH)
    return rest


Routine = Callable[["ChargerEcu", int, int, bytes], bytes | Later]
_ROUTINES: dict[int, tuple[Routine, int, int]] = {
    0x0201: (_self_test, EXTENDED, 0),
    CONTACTOR_TEST: (_self_test, EXTENDED, WRITING),
    0x0203: (_self_test, EXTENDED, 0),
    TRANSACTION: (_transaction, EXTENDED, WRITING),
    COMMIT: (_commit, EXTENDED, WRITING),
    SET_CLOCK: (_set_clock, EXTENDED, 0),
    READ_LOG: (_read_log, EXTENDED, 0),
    ERASE: (_erase, PROGRAMMING, PROGRAMMING_LEVEL),
    CHECK: (_check, PROGRAMMING, PROGRAMMING_LEVEL),
}
