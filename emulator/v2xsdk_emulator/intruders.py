"""Others on the power bus: a second controller, and a node that sends rubbish."""

from __future__ import annotations

import random

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import CanBus

SECOND_CONTROLLER_PERIOD_S = 0.2
GARBAGE_PERIOD_S = 0.02
#: Group 0 read and write as sent by controller F1.
_READ_BY_F1 = 0x02E3_00F1
_WRITE_BY_F1 = 0x02E4_00F1


class SecondController:
    """A controller at address F1 that reads the system voltage and now and then writes a current of 5 A."""

    def __init__(self, bus: CanBus) -> None:
        self._port = bus.open_port("second controller")
        self._next_s = 0.0
        self._count = 0

    def tick(self, now: float) -> None:
        """Send the next frame when it is due."""
        if now < self._next_s:
            return
        self._next_s = now + SECOND_CONTROLLER_PERIOD_S
        self._count += 1
        if self._count % 5 == 0:
            self._port.send(CanFrame(can_id=_WRITE_BY_F1, data=bytes.fromhex("1002000000001388")))
        else:
            self._port.send(CanFrame(can_id=_READ_BY_F1, data=bytes.fromhex("1001000000000000")))

    def close(self) -> None:
        """Leave the bus."""
        self._port.close()


class GarbageSender:
    """Sends frames of random identifiers, lengths and contents, from a seed."""

    def __init__(self, bus: CanBus, seed: int) -> None:
        self._rng = random.Random(seed)
        self._port = bus.open_port("garbage")
        self._next_s = 0.0

    def tick(self, now: float) -> None:
        """Send the next frame when it is due."""
        if now >= self._next_s:
            self._next_s = now + GARBAGE_PERIOD_S
            self._port.send(self._frame())

    def _frame(self) -> CanFrame:
        rng = self._rng
        extended = rng.random() < 0.8
        remote = rng.random() < 0.05
        can_id = rng.getrandbits(29 if extended else 11)
        if extended and rng.random() < 0.5:
            can_id = 0x02C0_F000 | can_id & 0x043F_00FF  # looks like a module's answer
        data = b"" if remote else rng.randbytes(rng.randrange(9))
        return CanFrame(can_id=can_id, data=data, extended=extended, remote=remote)

    def close(self) -> None:
        """Leave the bus."""
        self._port.close()
