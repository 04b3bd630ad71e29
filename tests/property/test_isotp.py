"""ISO-TP between SDK and emulated ECU on a bus that loses, doubles and delays frames: right data or an error."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.support.rig_charger import RigBus
from v2xsdk.drivers.uds.channel import IsoTpChannel
from v2xsdk.drivers.uds.isotp_link import IsoTpAddress, IsoTpLink, IsoTpOptions
from v2xsdk.errors import DecodeError, DeviceTimeout, ProtocolError
from v2xsdk.model import CanFrame
from v2xsdk_emulator.bus.can_bus import CanBus as EmulatedBus
from v2xsdk_emulator.clock import run_virtual
from v2xsdk_emulator.uds.isotp import IsoTpNode, NodeOptions
from v2xsdk_emulator.uds.loop_time import LoopTime

KEEP, LOSE, DOUBLE, DELAY = "keep", "lose", "double", "delay"
#: A frame is overtaken by fewer frames than the sequence number can tell apart.
OVERTAKEN_BY, HELD_S = 12, 0.3

fates = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from([LOSE, DOUBLE, DELAY]), st.integers(1, OVERTAKEN_BY)), max_size=6
)
sizes = st.integers(1, 400) | st.sampled_from([1, 6, 7, 8, 13, 4095])


class Disturbance:
    """Decides what becomes of each frame; ``after`` frames that pass, the next fate strikes."""

    def __init__(self, script: list[tuple[int, str, int]]) -> None:
        self._script = script.copy()
        self._next = self._script[0][0] if script else 0
        self._held: list[tuple[int, Callable[[], None]]] = []

    def pass_on(self, deliver: Callable[[], None]) -> None:
        """Deliver a frame, or not, or twice, or later."""
        fate = self._fate()
        if fate[0] == DELAY:
            self._held.append((fate[1], deliver))
            asyncio.get_running_loop().call_later(HELD_S, self._release_all)
            return
        if fate[0] != LOSE:
            deliver()
        if fate[0] == DOUBLE:
            deliver()
        waiting, self._held = self._held, []
        for left, held in waiting:
            if left <= 1:
                held()
            else:
                self._held.append((left - 1, held))

    def end(self) -> None:
        """Disturb no more."""
        self._script.clear()

    def _fate(self) -> tuple[str, int]:
        if not self._script:
            return KEEP, 0
        self._next -= 1
        if self._next > 0:
            return KEEP, 0
        _, fate, places = self._script.pop(0)
        self._next = self._script[0][0] if self._script else 0
        return fate, places

    def _release_all(self) -> None:
        waiting, self._held = self._held, []
        for _, held in waiting:
            held()


class Pair:
    """A channel of the SDK and a node of the emulator, with a disturbance in each direction."""

    def __init__(self, bus: EmulatedBus, near: RigBus, tx_id: int, script: list[tuple[int, str, int]], block: int):
        self.disturbance = Disturbance(script)
        port = bus.open_port(f"ecu {tx_id:x}", queue_limit=1024)

        def outwards(frame: CanFrame) -> bool:
            self.disturbance.pass_on(lambda: void(port.send(frame)))
            return True

        options = NodeOptions(tx_id, tx_id + 8, functional_id=None, block_size=block)
        self.node = IsoTpNode(options, outwards, LoopTime(), lambda message, _: self.arrived.append(message))
        self.arrived: list[bytes] = []
        port.subscribe(self._inwards)
        self.channel = IsoTpChannel(near, IsoTpAddress(tx_id, tx_id + 8), IsoTpOptions(block_size=block))
        self.channel.open()

    def _inwards(self, frame: CanFrame) -> None:
        if frame.can_id == self.node.options.rx_id:
            self.disturbance.pass_on(lambda: self.node.receive(frame))

    async def upwards(self, payload: bytes) -> bool:
        """Send to the node; whether it arrived. Nothing else may."""
        self.arrived.clear()
        self.channel.drop_stale()
        try:
            await self.channel.send(payload)
        except (DeviceTimeout, ProtocolError):
            await asyncio.sleep(2.0)
        await asyncio.sleep(1.5)
        assert set(self.arrived) <= {payload}
        return bool(self.arrived)

    async def downwards(self, payload: bytes) -> bool:
        """Send from the node; whether it arrived. Nothing else may."""
        self.channel.drop_stale()
        self.node.send(payload)
        try:
            received = await self.channel.receive(1.5)
        except (DeviceTimeout, DecodeError):
            await asyncio.sleep(2.0)
            return False
        assert received == payload
        await asyncio.sleep(1.5)
        return True


def void(_: object) -> None:
    return None


def payload_of(size: int, seed: int) -> bytes:
    """Return bytes that differ at each place, and for each seed."""
    return b"".join((seed * 7919 + n).to_bytes(4, "big") for n in range(size // 4 + 1))[:size]


async def transfers(
    scripts: list[list[tuple[int, str, int]]], lengths: list[int], bit_rate: float | None, block: int
) -> None:
    bus = EmulatedBus("power", bit_rate)
    near = RigBus(bus, "rig:power")
    await near.open()
    pairs = [Pair(bus, near, 0x700 + 0x10 * n, script, block) for n, script in enumerate(scripts)]
    seeds = itertools.count(1)

    async def converse(pair: Pair) -> None:
        for size in lengths:
            await pair.upwards(payload_of(size, next(seeds)))
            await pair.downwards(payload_of(size, next(seeds)))
        pair.disturbance.end()
        await asyncio.sleep(3.0)
        assert await pair.upwards(payload_of(500, next(seeds)))
        assert await pair.downwards(payload_of(500, next(seeds)))

    await asyncio.gather(*(converse(pair) for pair in pairs))
    for pair in pairs:
        pair.channel.close()
    await near.close()


@given(script=fates, lengths=st.lists(sizes, min_size=1, max_size=3), block=st.sampled_from([0, 1, 8, 15]))
def test_disturbed_transfers_give_right_data_or_an_error(
    script: list[tuple[int, str, int]], lengths: list[int], block: int
) -> None:
    run_virtual(transfers([script], lengths, None, block))


@given(scripts=st.lists(fates, min_size=2, max_size=4), lengths=st.lists(st.integers(1, 300), min_size=1, max_size=2))
def test_parallel_transfers_do_not_mix(scripts: list[list[tuple[int, str, int]]], lengths: list[int]) -> None:
    run_virtual(transfers(scripts, lengths, 500_000.0, 15))


@given(size=st.integers(8, 4095))
def test_both_directions_at_once(size: int) -> None:
    async def run() -> None:
        bus = EmulatedBus("power", 500_000.0)
        near = RigBus(bus, "rig:power")
        await near.open()
        pair = Pair(bus, near, 0x7E0, [], 8)
        up, down = payload_of(size, 1), payload_of(size, 2)
        pair.node.send(down)
        sending = asyncio.ensure_future(pair.channel.send(up))
        assert await pair.channel.receive(1.0) == down
        await sending
        await asyncio.sleep(0.1)
        assert pair.arrived == [up]
        pair.channel.close()
        await near.close()

    run_virtual(run())


frames = st.builds(
    CanFrame,
    can_id=st.sampled_from([0x7E8, 0x7E0]),
    data=st.binary(max_size=8)
    | st.builds(lambda head, rest: bytes((head,)) + rest, st.integers(0, 0x3F), st.binary(min_size=7, max_size=7)),
    extended=st.just(False),
)


@given(arriving=st.lists(frames, max_size=60), size=st.integers(1, 4095))
def test_any_frames_at_all_are_put_up_with(arriving: list[CanFrame], size: int) -> None:
    link = IsoTpLink(IsoTpAddress(0x7E0, 0x7E8))
    link.send(payload_of(size, 1), 0.0)
    for number, frame in enumerate(arriving):
        link.receive(frame, number * 0.01)
        assert all(len(sent.data) == 8 and sent.can_id == 0x7E0 for sent in link.to_send())
    for _ in range(1000):
        if (due_s := link.next_deadline()) is not None:
            link.handle_timeout(due_s)
    while (message := link.next_message()) is not None:
        assert 0 < len(message) <= 4095
    assert not link.receiving
    assert not link.sending
