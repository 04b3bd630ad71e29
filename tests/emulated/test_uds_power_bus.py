"""Service over the power bus while power flows: nothing disturbing goes, long messages do, power stays in time."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.rig_charger import RigBus, rig_charger, virtually
from tests.support.service_bench import answer
from tests.support.uds_bench import DISTURBING, RX_ID, TX_ID
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.plan import BITRATE, make_plan
from v2xsdk.drivers.infypower_beg.table import TABLE
from v2xsdk.drivers.uds.channel import IsoTpChannel
from v2xsdk.drivers.uds.isotp_link import IsoTpAddress, IsoTpOptions
from v2xsdk.drivers.uds.port import UdsServicePort
from v2xsdk.drivers.uds.urls import BITS_APART
from v2xsdk.errors import DeviceRefused, NotNow
from v2xsdk.model import CanFrame
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.protocol.can.plan import Slot
from v2xsdk.runtime.clock import clock_of
from v2xsdk.runtime.plan_runner import PlanRunner
from v2xsdk_emulator.bus.timing import frame_time_s
from v2xsdk_emulator.rig import Rig, RigOptions
from v2xsdk_emulator.uds.isotp import IsoTpNode, NodeOptions
from v2xsdk_emulator.uds.loop_time import LoopTime

APART_S = BITS_APART / BITRATE
PACED = IsoTpOptions(st_min_ms=APART_S * 1000, pacing_s=APART_S)
SET_POINT = {Slot.VOLTAGE_V: 700.0, Slot.CUTOFF_VOLTAGE_V: 500.0, Slot.CURRENT_A: 10.0}


class TimedBus(RigBus):
    """Notes when each power frame was sent, and when it had left."""

    def __init__(self, rig: Rig) -> None:
        super().__init__(rig.power_bus, "rig:power")
        self.lateness_s: list[float] = []
        self._sent_s: list[float] = []
        rig.power_bus.open_port("observer").subscribe(self._left)

    def send(self, frame: CanFrame) -> None:
        if frame.extended:
            self._sent_s.append(self._running_loop().time())
        super().send(frame)

    def _left(self, frame: CanFrame) -> None:
        if frame.extended and frame.can_id & 0xFF == 0xF0:
            self.lateness_s.append(self._running_loop().time() - self._sent_s.pop(0))


async def power_frames(messages: int) -> tuple[float, int]:
    """Run a set-point for 30 s beside messages of 4095 bytes each way; return the 99 % lateness and how many came."""
    rig = Rig(RigOptions())
    bus = TimedBus(rig)
    await bus.open()
    rig.start()
    loop = asyncio.get_running_loop()
    failures: list[Exception | None] = []
    runner = PlanRunner(
        bus,
        make_plan(BegOptions()),
        FrameCodec(TABLE),
        clock_of(loop),
        on_fall_back=lambda: failures.append(None),
        on_error=failures.append,
    )
    runner.start()
    runner.hold(SET_POINT, loop.time() + 60.0)
    came = 0
    port = rig.power_bus.open_port("echo")
    node = IsoTpNode(NodeOptions(0x7A0, 0x7A8), port.send, LoopTime(), lambda message, _: node.send(message))
    port.subscribe(node.receive)
    channel = IsoTpChannel(bus, IsoTpAddress(0x7A0, 0x7A8), PACED)
    channel.open()
    began_s = loop.time()
    for number in range(messages):
        payload = bytes((number + 1,)) * 4095
        await channel.send(payload)
        came += await channel.receive(1.0) == payload
    await asyncio.sleep(began_s + 30.0 - loop.time())
    channel.close()
    await runner.close()
    await bus.close()
    rig.close()
    late = sorted(bus.lateness_s)
    assert len(late) > 400
    assert not failures
    return late[int(len(late) * 0.99)], came


@virtually
async def test_long_messages_pass_and_power_frames_are_late_by_two_frames_at_most() -> None:
    alone_s, _ = await power_frames(0)
    beside_s, came = await power_frames(4)
    assert came == 4
    frame_s = frame_time_s(CanFrame(0x02A3F0F0, bytes(8)), BITRATE)
    assert beside_s - alone_s <= 2 * frame_s


@virtually
async def test_service_of_a_charger_that_delivers() -> None:
    async with rig_charger(RigOptions(vehicle="school-bus")) as (charger, rig):
        port = UdsServicePort(RigBus(rig.power_bus, "rig:service"), IsoTpAddress(TX_ID, RX_ID), PACED)
        await port.open()
        await port.unlock(answer)
        order = charger.set_power(10_000.0, expires_in_s=60.0)
        await order.in_effect()
        (sample,) = [await anext(port.live_values(["dc_power_w", "mode"], 1.0))]
        assert sample.values[0] == pytest.approx(10_000.0, rel=0.1)
        assert sample.values[1] == 1.0
        for attempt in (
            port.write_settings({"max_current_a": 1.0}),
            port.restart(),
            anext(port.self_test("contactor drivers")),
            port.firmware().begin(b"x" * 200),
        ):
            with pytest.raises(NotNow, match="output"):
                await attempt
        for request in DISTURBING:
            with pytest.raises(DeviceRefused) as refused:
                await port.client.request(request)
            assert refused.value.code == 0x22
        await charger.stop()
        await port.write_settings({"max_current_a": 1.0})
        assert rig.ecu.model.settings[0] == 1.0
        await port.close()


@virtually
async def test_alarms_of_modules_are_faults_of_the_ecu() -> None:
    rig = Rig(RigOptions())
    rig.start()
    port = UdsServicePort(RigBus(rig.power_bus, "rig:service"), IsoTpAddress(TX_ID, RX_ID), PACED)
    await port.open()
    rig.faults.apply("alarm", value="fan_fault", module=1)
    await asyncio.sleep(0.5)
    (fault,) = await port.faults(snapshots=True)
    assert (fault.name, fault.severity, fault.active) == ("fan fault", "warning", True)
    assert fault.snapshot is not None
    assert fault.snapshot["dc_voltage_v"] == pytest.approx(rig.plant.voltage_v, rel=0.01)
    rig.faults.apply("alarm", value="fan_fault", module=1, on=False)
    rig.faults.apply("session")
    await asyncio.sleep(0.5)
    assert [f.active for f in await port.faults()] == [False]
    with pytest.raises(NotNow):
        await port.clear_faults()
    rig.faults.apply("session", on=False)
    await port.clear_faults()
    assert not await port.faults()
    await port.close()
    rig.close()
