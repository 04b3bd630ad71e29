"""A hand-made controller of BEG modules for the tests: it shares no code with the SDK's driver."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, NamedTuple

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.clock import run_virtual
from v2xsdk_emulator.rig import Rig, RigOptions

GROUP, MODULE, ALL = 0x0B, 0x0A, 0x3F
ON, OFF = 0xA0, 0xA1
RECTIFIER, INVERTER = 0xA0, 0xA1


class Answer(NamedTuple):
    """One answer: error code, address of the module, value."""

    error: int
    address: int
    value: int


class Controller:
    """Asks and orders on the power bus of a rig."""

    def __init__(self, rig: Rig, *, address: int = 0xF0) -> None:
        self.rig = rig
        self.address = address
        self.heard: list[CanFrame] = []
        self.port = rig.power_bus.open_port("controller")
        self.port.subscribe(self.heard.append)

    async def _ask(self, command: int, index: int, value: int, device: int, to: int) -> list[Answer]:
        self.heard.clear()
        can_id = device << 22 | command << 16 | to << 8 | self.address
        data = index.to_bytes(2) + bytes(2) + value.to_bytes(4)
        if not self.port.send(CanFrame(can_id=can_id, data=data)):
            raise AssertionError("the bus did not take the frame")
        await asyncio.sleep(0.04)
        return [
            Answer(frame.can_id >> 26, frame.can_id & 0xFF, int.from_bytes(frame.data[4:]))
            for frame in self.heard
            if frame.can_id >> 8 & 0xFF == self.address
            and frame.can_id >> 16 & 0x3F == command
            and frame.data[:2] == index.to_bytes(2)
        ]

    async def read(self, index: int, *, device: int = GROUP, to: int = 0) -> list[Answer]:
        """Read ``index`` and return all answers."""
        return await self._ask(0x23, index, 0, device, to)

    async def write(self, index: int, value: int, *, device: int = GROUP, to: int = 0) -> list[Answer]:
        """Write ``index`` and return all answers."""
        return await self._ask(0x24, index, value, device, to)

    async def set_point(self, volts: float, amps: float) -> None:
        """Write voltage and total current."""
        await self.write(0x1001, round(volts * 1000))
        await self.write(0x1002, round(amps * 1000))

    async def keep(self, seconds: float) -> None:
        """Let time pass while the modules hear of the controller."""
        end_s = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end_s:
            await self.read(0x1110)
            await asyncio.sleep(0.2)

    async def change_mode(self, mode: int) -> None:
        """Write the working mode and wait until it is in force."""
        await self.write(0x2110, mode)
        await self.keep(2.0)

    async def run(self, volts: float, amps: float, *, mode: int = RECTIFIER) -> None:
        """Bring the modules to ``mode`` and to a steady current."""
        if mode == INVERTER:
            await self.change_mode(mode)
            await self.write(0x1132, 560_000)
        await self.set_point(volts, amps)
        await self.write(0x1110, ON)
        await self.keep(2.5)


def with_rig(options: RigOptions, scenario: Any) -> Any:
    """Run ``scenario(rig, controller)`` in virtual time and return its result."""

    async def main() -> Any:
        rig = Rig(options)
        rig.start()
        controller = Controller(rig)
        try:
            result: Coroutine[Any, Any, Any] = scenario(rig, controller)
            outcome = await result
            if rig.failed.done():
                rig.failed.result()
            return outcome
        finally:
            rig.close()

    return run_virtual(main())


def event_names(rig: Rig) -> list[str]:
    """Return the names of all events so far."""
    return [event["name"] for event in rig.truth_log.events]
