"""The input/output module for a plug's analog lines, on a bus of its own (docs/reference/chademo.md, section 5).

It drops d1 and d2 by itself when the charger's frame stops coming: the external watchdog.
"""

from __future__ import annotations

import math

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import BusPort
from v2xsdk_emulator.devices.chademo_vehicle.wires import PlugWires

OUTPUTS_ID, INPUTS_ID = 0x0D1, 0x0D2
PERIOD_S = 0.1
_OUTPUTS = ("d1", "d2", "lock")
_INPUTS = ("k", "locked")


class LineModule:
    """Joins ``wires`` to the bus at ``port``: takes d1, d2 and lock, tells k and the lock's feedback."""

    def __init__(self, port: BusPort, wires: PlugWires) -> None:
        self._port = port
        self._wires = wires
        self._next_s = -math.inf
        self._alive = 0
        port.subscribe(self._receive)
        wires.listen(self._wire_changed)

    def tick(self, now: float) -> None:
        """Repeat the inputs."""
        if now >= self._next_s:
            self._next_s = now + PERIOD_S
            self._send()

    def _receive(self, frame: CanFrame) -> None:
        if frame.can_id != OUTPUTS_ID or frame.extended or len(frame.data) != 2:
            return
        self._wires.refresh()
        for bit, name in enumerate(_OUTPUTS):
            self._wires.set(name, bool(frame.data[0] >> bit & 1))

    def _wire_changed(self, name: str, on: bool) -> None:
        if name in _INPUTS:
            self._send()

    def _send(self) -> None:
        self._alive = (self._alive + 1) % 256
        state = sum(1 << bit for bit, name in enumerate(_INPUTS) if self._wires[name])
        self._port.send(CanFrame(can_id=INPUTS_ID, data=bytes((state, self._alive)), extended=False))
