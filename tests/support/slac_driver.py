"""Drives one SLAC machine record by record on a clock that the test moves."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar

from v2xsdk.protocol.slac.keys import Nmk
from v2xsdk.protocol.slac.modem import Vendor
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState
from v2xsdk.protocol.slac.records import Mme, SetKeyCnf, SetKeyReq
from v2xsdk.protocol.slac.station import Station

EV, OTHER_EV = (bytes([2, 0, 0x5E, 0, 0, n]) for n in (0x0A, 0x0B))
EVSE, OTHER_EVSE = (bytes([2, 0, 0x5E, 0, 0, n]) for n in (0x0E, 0x0F))
MODEM = bytes([2, 0, 0x5E, 1, 0, 1])
RUN, OTHER_RUN = b"11223344", b"\xb4\x87\x96\xe1\xf0\xc3\xd2\x2d"
FIVE_PERCENT = PilotReading(PilotState.B, 5.0)
UNPLUGGED = PilotReading(PilotState.A)
M = TypeVar("M")


class Driver:
    """A machine with its clock, what it sent (with the time) and what it reported."""

    def __init__(self, machine: Station) -> None:
        self.machine: Any = machine
        self.now = 100.0
        self.sent: list[tuple[float, Mme]] = []
        self.events: list[Any] = []
        self.keys: list[Nmk] = []

    def is_in(self, state: Enum) -> bool:
        return bool(self.machine.state is state)

    def flush(self) -> None:
        self.sent += [(self.now, record) for record in self.machine.to_send(self.now)]
        while (event := self.machine.next_event()) is not None:
            self.events.append(event)

    def give(self, *records: Mme) -> None:
        for record in records:
            self.machine.receive(record, self.now)
            self.flush()

    def pilot(self, reading: PilotReading) -> None:
        self.machine.pilot_changed(reading, self.now)
        self.flush()

    def wait(self, seconds: float) -> None:
        """Move the clock, serving each deadline at its time."""
        end_s = self.now + seconds
        self.flush()
        while (due := self.machine.next_deadline()) is not None and due <= end_s:
            self.now = max(self.now, due)
            self.machine.handle_timeout(self.now)
            self.flush()
        self.now = end_s

    def start(self) -> None:
        self.machine.start(self.now)
        self.flush()

    def confirm_key(self, result: int = 0, source: bytes = MODEM) -> SetKeyReq:
        """Answer the newest CM_SET_KEY.REQ as the own modem does."""
        request = self.all(SetKeyReq)[-1]
        self.keys.append(request.new_key)
        self.give(SetKeyCnf(self.machine.mac, source, result, b"modm", request.my_nonce))
        return request

    def know_vendor(self) -> None:
        self.machine.modem.vendor = Vendor.QUALCOMM

    def all(self, kind: type[M]) -> list[M]:
        return [record for _, record in self.sent if isinstance(record, kind)]

    def times(self, kind: type[Any]) -> list[float]:
        return [round(at_s - 100.0, 6) for at_s, record in self.sent if isinstance(record, kind)]

    def seen(self, kind: type[M]) -> list[M]:
        return [event for event in self.events if isinstance(event, kind)]

    def forget(self) -> None:
        self.sent.clear()
        self.events.clear()
