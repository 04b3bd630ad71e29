"""Plug lines through an input/output module on a CAN bus of its own (docs/reference/chademo.md, section 5)."""

from __future__ import annotations

from collections.abc import Callable

from v2xsdk.drivers.chademo.pilot_lines import PilotLines
from v2xsdk.errors import DecodeError
from v2xsdk.model import CanFrame
from v2xsdk.protocol.can.chademo.lines import EvseOutputs, EvseSensed
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.protocol.can.fields import bits, little
from v2xsdk.protocol.can.tables import FrameTable, Message
from v2xsdk.transport.can.bus import CanBus

WATCHDOG_S = 0.5

LINE_TABLE = FrameTable(
    name="chademo_lines",
    extended=False,
    messages=(
        Message(
            name="outputs",
            can_id=0x0D1,
            direction="controller_to_module",
            length=2,
            signals=(
                bits("d1", 0, 0, 1, kind="bool"),
                bits("d2", 0, 1, 1, kind="bool"),
                bits("lock", 0, 2, 1, kind="bool"),
                little("alive", 1, 8),
            ),
        ),
        Message(
            name="inputs",
            can_id=0x0D2,
            direction="module_to_controller",
            length=2,
            signals=(
                bits("permission", 0, 0, 1, kind="bool"),
                bits("locked", 0, 1, 1, kind="bool"),
                little("alive", 1, 8),
            ),
        ),
    ),
)


class LineModule(PilotLines):
    """The controller's side of the module; the module drops d1 and d2 0.5 s after the last frame."""

    watchdog_s = WATCHDOG_S

    def __init__(self, bus: CanBus) -> None:
        self._bus = bus
        self._codec = FrameCodec(LINE_TABLE)
        self._outputs = EvseOutputs()
        self._alive = 0
        self._unsubscribe: Callable[[], None] | None = None

    async def open(self, sensed: Callable[[EvseSensed], None]) -> None:
        """Open the bus and switch everything off; raises ``LinkLost`` or ``BusBusy``."""
        self._sensed = sensed
        await self._bus.open()
        self._unsubscribe = self._bus.listen(self._receive)
        self.drive(EvseOutputs())

    def drive(self, outputs: EvseOutputs) -> None:
        """Send the outputs; raises ``TransportError`` when the bus is gone, and the watchdog then acts."""
        self._outputs = outputs
        self._alive = (self._alive + 1) % 256
        values = {"d1": outputs.d1, "d2": outputs.d2, "lock": outputs.lock, "alive": self._alive}
        self._bus.send(self._codec.encode_frame("outputs", values))

    async def close(self) -> None:
        """Drop d1 and d2 and leave the bus."""
        if self._unsubscribe is None:
            return
        self._unsubscribe()
        self._unsubscribe = None
        try:
            self.drive(EvseOutputs(lock=self._outputs.lock))
        finally:
            await self._bus.close()

    def _receive(self, frame: CanFrame) -> None:
        try:
            decoded = self._codec.decode_frame(frame)
        except DecodeError:
            # Damaged inputs count as released: a wire that cannot be read permits nothing.
            self._sensed(EvseSensed())
            return
        if decoded is not None and decoded.message == "inputs":
            values = decoded.values
            self._sensed(EvseSensed(bool(values["permission"]), bool(values["locked"])))
