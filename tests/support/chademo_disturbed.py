"""A plug whose CAN bus loses, delays, doubles and falsifies frames, and whose sensors may lie or fall silent."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from tests.support.chademo_bench import Bench
from tests.support.rig_charger import RigBus
from v2xsdk.drivers.chademo import ChademoLink, ChademoOptions, LineModule
from v2xsdk.errors import DeviceTimeout
from v2xsdk.model import CanFrame
from v2xsdk.model.can import from_record, to_record
from v2xsdk.protocol.can.chademo.ev_options import EvTiming
from v2xsdk_emulator.chademo_rig import ChademoRig, ChademoRigOptions
from v2xsdk_emulator.devices.chademo_outlet import OutletParams
from v2xsdk_emulator.devices.chademo_vehicle import LEAF_ZE1, CarProfile

QUICK_CAR = CarProfile(
    kind=LEAF_ZE1.kind,
    options=msgspec.structs.replace(
        LEAF_ZE1.options,
        timing=EvTiming(enable_delay_s=0.5, close_delay_s=0.4, request_delay_s=0.3, open_delay_s=0.4, weld_test_s=0.5),
    ),
)
QUICK_OUTLET = OutletParams(lock_s=0.1, unlock_s=0.1, insulation_test_s=0.3)


class Disturbance(msgspec.Struct, frozen=True):
    """Between ``from_s`` and ``until_s``: shares of frames lost, doubled, falsified (0 to 1), and delays in s."""

    from_s: float = 0.0
    until_s: float = 0.0
    lost: float = 0.0
    doubled: float = 0.0
    falsified: float = 0.0
    delay_s: float = 0.0


class DisturbedBus(RigBus):
    """Applies the disturbances to both directions."""

    def __init__(self, rig: ChademoRig, disturbances: list[Disturbance], seed: int) -> None:
        super().__init__(rig.can_bus, "rig:disturbed")
        self._disturbances = disturbances
        self._random = random.Random(seed)

    def _arrived(self, frame: CanFrame) -> None:
        for delay_s, one in self._disturb(frame):
            self._running_loop().call_later(delay_s, super()._arrived, one)

    def _write(self, record: bytes) -> bool:
        for delay_s, one in self._disturb(from_record(record)):
            self._running_loop().call_later(delay_s, super()._write, to_record(one))
        return True

    def _disturb(self, frame: CanFrame) -> list[tuple[float, CanFrame]]:
        now, chance = self._running_loop().time(), self._random
        frames = [(0.0, frame)]
        for one in self._disturbances:
            if not one.from_s <= now < one.until_s:
                continue
            if chance.random() < one.lost:
                return []
            frames = [(delay + chance.random() * one.delay_s, frame) for delay, frame in frames]
            if chance.random() < one.doubled:
                frames += [(frames[0][0] + 0.02, frames[0][1])]
            if chance.random() < one.falsified:
                frames = [(delay, self._falsify(frame)) for delay, frame in frames]
        return frames

    def _falsify(self, frame: CanFrame) -> CanFrame:
        data = bytearray(frame.data)
        data[self._random.randrange(8)] ^= 1 << self._random.randrange(8)
        return msgspec.structs.replace(frame, data=bytes(data))


@asynccontextmanager
async def disturbed_bench(disturbances: list[Disturbance], seed: int) -> AsyncIterator[Bench]:
    """A quick car on a disturbed bus; a session that does not even begin is one of the outcomes."""
    rig = ChademoRig(ChademoRigOptions(car=QUICK_CAR, outlet=QUICK_OUTLET))
    bus, lines = DisturbedBus(rig, disturbances, seed), RigBus(rig.line_bus, "rig:lines")
    link = ChademoLink(bus, LineModule(lines), ChademoOptions(charge_current_max_a=15.0, discharge_current_max_a=15.0))
    bench = Bench(rig, link)
    rig.start()
    await bus.open()
    try:
        try:
            await link.open(bench.said.append)
        except DeviceTimeout:
            bench.refused = True
        yield bench
    finally:
        if rig.failed.done():
            rig.failed.result()
        await link.close()
        await bus.close()
        rig.close()
