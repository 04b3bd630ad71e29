"""Decoders raise nothing but ``DecodeError`` (or the device's refusal), whatever bytes come."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.errors import DecodeError, DeviceRefused
from v2xsdk.firmware import image
from v2xsdk.protocol.usb import dfu, dfu_suffix, diagnostics
from v2xsdk.protocol.usb import diagnostics_records as records
from v2xsdk.protocol.usb.fields import FieldReader
from v2xsdk.transport.usb import descriptors, usbip_wire
from v2xsdk_emulator.usb.reference.packing import Request, message

ENTRIES: list[Callable[[FieldReader], Any]] = [
    records.identity,
    records.value_info,
    records.stored_fault,
    records.log_entry,
    records.setting_info,
    records.setting_value,
    records.firmware_state,
    lambda r: records.snapshot(r, {}),
    lambda r: records.self_test_progress(r, {}),
]
PLAIN: list[Callable[[bytes], Any]] = [
    descriptors.parse_device,
    descriptors.parse_configuration,
    dfu.parse_functional,
    dfu.parse_status,
    dfu_suffix.split_suffix,
    diagnostics.parse_protocol,
    diagnostics.parse_last_error,
    lambda data: image.load(data, []),
    lambda data: diagnostics.Exchange().receive(data),
]


@pytest.mark.parametrize("number", range(len(ENTRIES)))
@given(data=st.binary(max_size=120))
def test_records(number: int, data: bytes) -> None:
    with contextlib.suppress(DecodeError):
        ENTRIES[number](FieldReader(data, "test"))


@pytest.mark.parametrize("number", range(len(PLAIN)))
@given(data=st.binary(max_size=120))
def test_plain(number: int, data: bytes) -> None:
    with contextlib.suppress(DecodeError, DeviceRefused):
        PLAIN[number](data)


@given(head=st.binary(min_size=8, max_size=9), rest=st.binary(max_size=200))
def test_configuration_behind_a_proper_head(head: bytes, rest: bytes) -> None:
    body = b"\x09\x02" + (9 + len(rest)).to_bytes(2, "little") + head[:5] + rest
    with contextlib.suppress(DecodeError):
        found = descriptors.parse_configuration(body)
        assert len(found.interfaces) == found.bNumInterfaces


@given(data=st.binary(min_size=48, max_size=48))
def test_usbip_returns(data: bytes) -> None:
    with contextlib.suppress(DecodeError):
        assert usbip_wire.parse_return(data)[3] >= 0


@given(payload=st.binary(max_size=64), position=st.integers(0, 10_000))
def test_answer_with_one_bit_flipped_is_never_taken(payload: bytes, position: int) -> None:
    exchange = diagnostics.Exchange()
    request = exchange.request(diagnostics.Command.READ_LOG)
    tag = int.from_bytes(request[6:8], "little")
    answer = message(1, Request(diagnostics.Command.READ_LOG, tag, b""), payload)
    good = exchange.receive(answer)
    assert good is not None
    assert good.raw(len(payload)) == payload
    bit = position % (8 * len(answer))
    damaged = bytearray(answer)
    damaged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DecodeError):
        exchange.receive(bytes(damaged))


@given(data=st.binary(max_size=300), position=st.integers(0, 10_000))
def test_dfu_suffix(data: bytes, position: int) -> None:
    suffix = dfu_suffix.Suffix(1, 2, 3)
    file = dfu_suffix.add_suffix(data, suffix)
    assert dfu_suffix.split_suffix(file) == (data, suffix)
    damaged = bytearray(file)
    damaged[position % (len(file) - 16 + 4)] ^= 0x40
    with pytest.raises(DecodeError):
        dfu_suffix.split_suffix(bytes(damaged))
