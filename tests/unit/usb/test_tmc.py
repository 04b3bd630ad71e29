"""USBTMC answers, the proper ones and the ones seen in the field (usb, section 7)."""

import struct

import pytest

from v2xsdk.errors import DecodeError
from v2xsdk.protocol.usb import tmc

TAG = 5


def head(size: int, *, ends: bool = True, tag: int = TAG, kind: int = 2) -> bytes:
    return struct.pack("<BBBxIBxxx", kind, tag, ~tag & 0xFF, size, ends)


def test_headers_have_the_published_layout() -> None:
    assert tmc.message_out(1, b"*IDN?\n") == bytes.fromhex("0101fe000600000001000000") + b"*IDN?\n\0\0"
    assert tmc.message_out(1, b"VOLT", ends=False)[8] == 0
    assert tmc.request_in(2, 1024) == bytes.fromhex("0202fd000004000000000000")
    assert tmc.trigger(3) == bytes.fromhex("8003fc000000000000000000")


def test_tags_skip_what_is_reserved() -> None:
    tags = tmc.Tags()
    assert [tags.next() for _ in range(256)] == [*range(1, 256), 1]
    assert [tags.next_status() for _ in range(127)] == [*range(2, 128), 2]


@pytest.mark.parametrize(
    ("transfers", "expected"),
    [
        ([(head(5) + b"1.25\n\0\0\0", True)], b"1.25\n"),
        ([(head(5) + b"1.25\n", True)], b"1.25\n"),  # padding missing
        ([(head(0) + b"1.25\n", True)], b"1.25\n"),  # size 0 with data following
        ([(head(1024) + b"a" * 500, False), (b"b" * 524, True)], b"a" * 500 + b"b" * 524),  # raw continuation
        ([(head(600) + b"a" * 500, False), (b"b" * 20, True)], b"a" * 500 + b"b" * 20),  # size too large
        ([(head(4) + b"a" * 40, True)], b"a" * 40),  # size too small: the short packet is right
        ([(head(500) + b"a" * 500, False)], b"a" * 500),  # whole packets, no empty one behind
    ],
)
def test_answers(transfers: list[tuple[bytes, bool]], expected: bytes) -> None:
    response = tmc.Response(TAG)
    done = [response.receive(data, short=short) for data, short in transfers]
    assert done == [False] * (len(transfers) - 1) + [True]
    assert response.data == expected
    assert response.ends_message


def test_part_of_a_message_says_so() -> None:
    response = tmc.Response(TAG)
    assert response.receive(head(3, ends=False) + b"abc\0", short=True)
    assert not response.ends_message


@pytest.mark.parametrize(
    "transfer", [b"", b"1.25\n", head(4, tag=4) + b"late", head(4, kind=9) + b"what", b"\x02\x05\x05" + bytes(9)]
)
def test_answer_to_something_else_is_an_error(transfer: bytes) -> None:
    with pytest.raises(DecodeError, match="USBTMC"):
        tmc.Response(TAG).receive(transfer, short=True)


@pytest.mark.parametrize("data", [b"", bytes(24), bytes(10)])
def test_bad_capabilities(data: bytes) -> None:
    with pytest.raises(DecodeError):
        tmc.parse_capabilities(data)
