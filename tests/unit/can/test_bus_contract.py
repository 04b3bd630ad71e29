"""The contract every bus keeps, shown on buses whose wire the test holds."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tests.support.eventually import eventually
from v2xsdk.errors import BusOff, Closed, EncodeError, LinkLost, TransportError, TxOverflow, WrongLoop
from v2xsdk.model.can import CAN_ERR_BUSOFF, CAN_ERR_RESTARTED, CanFrame, from_record, to_record
from v2xsdk.transport.can.bus import BusEvent, BusState, CanBus
from v2xsdk.transport.can.memory import MemoryBus, memory_pair

FRAME = CanFrame(0x02E300F0, b"\x10\x10\0\0\0\0\0\0")


class HeldBus(CanBus):
    """A bus whose wire takes frames only when the test says so, and whose clock the test sets."""

    def __init__(self, **options: int) -> None:
        super().__init__("held", **options)  # type: ignore[arg-type]
        self.open_wire = False
        self.now = 0.0
        self.sent: list[CanFrame] = []
        self.hang_on_close = False

    @property
    def virtual(self) -> bool:
        return True

    async def _open(self) -> None:
        """Nothing to connect."""

    async def _close(self) -> None:
        if self.hang_on_close:
            await asyncio.sleep(3600)

    def _write(self, record: bytes) -> bool:
        if self.open_wire:
            self.sent.append(from_record(record))
        return self.open_wire

    def _age_clock(self) -> float:
        return self.now

    def arrive(self, frame: CanFrame) -> None:
        self._received(to_record(frame))

    def flow(self) -> None:
        self.open_wire = True
        self._drain()

    def break_wire(self) -> None:
        self._lose(LinkLost("held: broken"))


def numbered(number: int) -> CanFrame:
    return CanFrame(number, b"")


async def test_frames_leave_in_order_and_are_counted() -> None:
    async with HeldBus() as bus:
        for number in range(5):
            bus.send(numbered(number))
        assert bus.sent == []
        bus.flow()
        assert [frame.can_id for frame in bus.sent] == [0, 1, 2, 3, 4]
        assert bus.statistics.tx == 5


async def test_nothing_older_than_its_age_is_sent() -> None:
    bus = HeldBus()
    events: list[BusEvent] = []
    bus.on_event(events.append)
    async with bus:
        bus.send(numbered(1))
        bus.now = 0.06
        bus.send(numbered(2))
        bus.now = 0.11
        bus.flow()
        assert [frame.can_id for frame in bus.sent] == [2]
        assert (bus.statistics.tx, bus.statistics.dropped) == (1, 1)
        assert [event.kind for event in events] == ["frames_dropped"]


async def test_a_full_queue_refuses_and_never_blocks() -> None:
    async with HeldBus(queue_limit=3) as bus:
        for number in range(3):
            bus.send(numbered(number))
        with pytest.raises(TxOverflow, match="3 frames wait already"):
            bus.send(numbered(3))
        bus.flow()
        assert [frame.can_id for frame in bus.sent] == [0, 1, 2]
        assert bus.statistics.dropped == 1


async def test_bus_off_empties_the_queue_and_refuses_until_restarted() -> None:
    bus = HeldBus()
    events: list[BusEvent] = []
    errors: list[CanFrame] = []
    data: list[CanFrame] = []
    bus.on_event(events.append)
    bus.listen(errors.append, error_frames=True)
    bus.listen(data.append)
    async with bus:
        bus.send(FRAME)
        bus.arrive(CanFrame(CAN_ERR_BUSOFF, bytes(8), extended=False, error=True))
        assert bus.state is BusState.BUS_OFF
        with pytest.raises(BusOff):
            bus.send(FRAME)
        bus.flow()
        bus.arrive(CanFrame(CAN_ERR_RESTARTED, bytes(8), extended=False, error=True))
        bus.send(numbered(7))
        assert [frame.can_id for frame in bus.sent] == [7]
        assert bus.statistics.error_frames == 2
        assert bus.statistics.rx == 0
    assert [event.kind for event in events] == ["frames_dropped", "bus_off", "restarted"]
    assert len(errors) == 2
    assert data == []


async def test_loss_is_told_once_and_send_raises_it() -> None:
    bus = HeldBus()
    losses: list[TransportError] = []
    bus.on_loss(losses.append)
    async with bus:
        bus.send(FRAME)
        bus.break_wire()
        bus.break_wire()
        with pytest.raises(LinkLost, match="broken"):
            bus.send(FRAME)
        assert losses == []
        await asyncio.sleep(0)
        assert [str(loss) for loss in losses] == ["held: broken"]
        assert bus.statistics.dropped == 1


async def test_after_a_loss_it_opens_again_with_an_empty_queue() -> None:
    bus = HeldBus()
    await bus.open()
    bus.send(numbered(1))
    bus.break_wire()
    await bus.open()
    bus.flow()
    bus.send(numbered(2))
    assert [frame.can_id for frame in bus.sent] == [2]
    await bus.close()


async def test_a_failing_listener_is_an_event_and_the_others_go_on() -> None:
    bus = HeldBus()
    events: list[BusEvent] = []
    heard: list[CanFrame] = []

    def broken(frame: CanFrame) -> None:
        raise ZeroDivisionError(frame.can_id)

    bus.listen(broken)
    bus.listen(heard.append)
    async with bus:
        loop = asyncio.get_running_loop()
        complaints: list[str] = []
        loop.set_exception_handler(lambda _loop, context: complaints.append(context["message"]))
        bus.arrive(FRAME)
        assert len(complaints) == 1
        bus.on_event(events.append)
        bus.arrive(FRAME)
        assert len(complaints) == 1
        assert [event.kind for event in events] == ["listener_failed"]
        assert isinstance(events[0].error, ZeroDivisionError)
        assert [frame.data for frame in heard] == [FRAME.data, FRAME.data]
        loop.set_exception_handler(None)


async def test_garbage_from_the_wire_is_an_event() -> None:
    bus = HeldBus()
    events: list[BusEvent] = []
    bus.on_event(events.append)
    async with bus:
        bus._received(b"\0" * 4 + b"\xff" * 12)
        assert [event.kind for event in events] == ["garbage"]
        assert bus.state is BusState.OPEN


async def test_unsubscribing_within_a_callback() -> None:
    bus = HeldBus()
    heard: list[str] = []

    def once(_: CanFrame) -> None:
        heard.append("once")
        unsubscribe()
        unsubscribe()

    unsubscribe = bus.listen(once)
    bus.listen(lambda _: heard.append("always"))
    async with bus:
        bus.arrive(FRAME)
        bus.arrive(FRAME)
    assert heard == ["once", "always", "always"]


async def test_closed_buses_and_wrong_loops_are_errors() -> None:
    bus = HeldBus()
    with pytest.raises(Closed):
        bus.send(FRAME)
    async with bus:
        with pytest.raises(EncodeError):
            bus.send(CanFrame(1 << 29, b""))
        raised: list[BaseException] = []

        def elsewhere() -> None:
            try:
                bus.send(FRAME)
            except WrongLoop as error:
                raised.append(error)

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert len(raised) == 1
    with pytest.raises(Closed):
        bus.send(FRAME)
    await bus.close()


async def test_listening_only_sends_nothing() -> None:
    async with HeldBus(listen_only=True) as bus:
        with pytest.raises(TransportError, match="listen_only"):
            bus.send(FRAME)


async def test_close_gives_queued_frames_their_time_and_no_more() -> None:
    bus = HeldBus()
    await bus.open()
    bus.send(numbered(1))
    asyncio.get_running_loop().call_later(0.005, bus.flow)
    await bus.close()
    assert [frame.can_id for frame in bus.sent] == [1]


async def test_close_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("v2xsdk.transport.can.bus.CLOSE_TIMEOUT_S", 0.01)
    bus = HeldBus()
    events: list[BusEvent] = []
    bus.on_event(events.append)
    await bus.open()
    bus.hang_on_close = True
    await bus.close()
    assert [event.kind for event in events] == ["close_timeout"]
    assert bus.state is BusState.CLOSED


async def test_memory_pair_carries_frames_in_order() -> None:
    first, second = memory_pair(latency_s=0.001)
    heard: list[CanFrame] = []
    second.listen(heard.append)
    async with first, second:
        assert first.virtual
        for number in range(50):
            first.send(numbered(number))
        await eventually(lambda: len(heard) == 50)
        assert [frame.can_id for frame in heard] == list(range(50))
        assert heard[0].time_s > 0


async def test_memory_pair_loses_both_ends() -> None:
    first, second = memory_pair()
    losses: list[TransportError] = []
    first.on_loss(losses.append)
    second.on_loss(losses.append)
    async with first, second:
        first.cut()
        await asyncio.sleep(0)
        assert len(losses) == 2
    third, fourth = memory_pair()
    fourth.on_loss(losses.append)
    async with fourth:
        async with third:
            pass
        await asyncio.sleep(0)
        assert "far end closed" in str(losses[-1])


async def test_memory_end_that_is_not_open_hears_nothing() -> None:
    first, second = memory_pair()
    heard: list[CanFrame] = []
    second.listen(heard.append)
    async with first:
        first.send(FRAME)
        await asyncio.sleep(0.001)
    assert heard == []
    assert isinstance(first, MemoryBus)
