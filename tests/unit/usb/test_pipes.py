"""What a transfer gets from an IN endpoint, packet by packet (usb, section 3)."""

from v2xsdk_emulator.usb.descriptors import EndpointSpec
from v2xsdk_emulator.usb.pipe import InPipe, OutPipe
from v2xsdk_emulator.usb.urb import Stall, Status, Urb

MAX_PACKET = 64


def pipe() -> InPipe:
    return InPipe(EndpointSpec(0x81, max_packet=MAX_PACKET), capacity=3)


def read(source: InPipe, length: int) -> Urb:
    urb = Urb(0x81, lambda _: None, length=length)
    source.submit(urb)
    return urb


def test_short_packet_ends_the_transfer() -> None:
    source = pipe()
    source.send(b"a" * 70)
    source.send(b"b" * 3)
    assert [read(source, 512).data for _ in range(2)] == [b"a" * 70, b"b" * 3]


def test_full_buffer_ends_the_transfer_and_the_rest_follows() -> None:
    source = pipe()
    source.send(b"a" * 128 + b"b" * 5)
    assert [read(source, 128).data for _ in range(2)] == [b"a" * 128, b"b" * 5]


def test_whole_packets_are_closed_by_an_empty_one() -> None:
    source = pipe()
    source.send(b"a" * 128)
    first, second = read(source, 128), read(source, 128)
    assert (first.data, second.data, second.status) == (b"a" * 128, b"", Status.OK)


def test_without_an_empty_packet_the_next_message_joins() -> None:
    source = pipe()
    source.send(b"a" * 64, zero_length_packet=False)
    source.send(b"b" * 3)
    assert read(source, 512).data == b"a" * 64 + b"b" * 3


def test_transfer_that_waits_keeps_what_it_has() -> None:
    source = pipe()
    source.send(b"a" * 64, zero_length_packet=False)
    waiting = read(source, 512)
    assert (waiting.data, waiting.status) == (b"a" * 64, None)
    source.send(b"end")
    assert (waiting.data, waiting.status) == (b"a" * 64 + b"end", Status.OK)


def test_buffer_that_is_no_multiple_of_the_packet_overflows() -> None:
    source = pipe()
    source.send(b"a" * 64 + b"b" * 64 + b"c" * 10)
    assert read(source, 100).status == Status.OVERFLOW
    assert read(source, 100).data == b"c" * 10


def test_queue_is_bounded() -> None:
    source = pipe()
    assert [source.send(b"x") for _ in range(4)] == [True, True, True, False]


def test_halt_refuses_until_cleared() -> None:
    source = pipe()
    source.halted = True
    assert read(source, 64).status == Status.STALL


def test_cancelled_request_gets_nothing() -> None:
    source = pipe()
    urb = read(source, 64)
    assert source.cancel(urb)
    assert not source.cancel(urb)
    source.send(b"late")
    assert urb.status is None
    assert read(source, 64).data == b"late"


def test_busy_device_holds_transfers_back_in_order() -> None:
    got: list[bytes] = []
    sink = OutPipe(EndpointSpec(0x02), got.append)
    sink.hold()
    urbs = [Urb(0x02, lambda _: None, data=data) for data in (b"1", b"2")]
    for urb in urbs:
        sink.submit(urb)
    assert (got, [u.status for u in urbs]) == ([], [None, None])
    sink.resume()
    assert (got, [u.status for u in urbs]) == ([b"1", b"2"], [Status.OK, Status.OK])


def test_refused_transfer_halts_the_endpoint() -> None:
    def refuse(_: bytes) -> None:
        raise Stall

    sink = OutPipe(EndpointSpec(0x02), refuse)
    urb = Urb(0x02, lambda _: None, data=b"no")
    sink.submit(urb)
    assert (urb.status, sink.halted) == (Status.STALL, True)
