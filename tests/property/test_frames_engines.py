"""The native engine and the reference engine agree on every table and every input."""

from __future__ import annotations

import math
import struct
from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.frame_strategies import anything, same_value, tables
from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.can.batch import ReferenceBatch, plan_batch
from v2xsdk.protocol.can.compiler import compile_table
from v2xsdk.protocol.can.reference import ReferenceEngine
from v2xsdk.protocol.can.tables import Decoded, FrameTable

native = pytest.importorskip("v2xsdk.protocol.can.native", reason="the native codec was not built")


def outcome(call: Any, *arguments: object) -> object:
    """What a call gives, or its error as text."""
    try:
        return call(*arguments)
    except (DecodeError, EncodeError) as error:
        return f"{type(error).__name__}: {error}"


def assert_same(first: Any, second: Any) -> None:
    if isinstance(first, str) or isinstance(second, str):
        assert first == second
        return
    assert (first.message, first.direction) == (second.message, second.direction)
    assert list(first.values) == list(second.values)
    for name, value in first.values.items():
        assert same_value(value, second.values[name]), name


@given(table=tables(), can_id=st.integers(0xFF, 0x104), data=st.binary(max_size=9))
def test_decode_agrees(table: FrameTable, can_id: int, data: bytes) -> None:
    compiled = compile_table(table)
    engine, reference = native.FrameEngine(compiled), ReferenceEngine(compiled)
    assert_same(outcome(engine.decode, can_id, data), outcome(reference.decode, can_id, data))
    assert outcome(engine.match, can_id, data) == outcome(reference.match, can_id, data)


@given(data=st.data(), table=tables())
def test_encode_agrees(data: st.DataObject, table: FrameTable) -> None:
    compiled = compile_table(table)
    engine, reference = native.FrameEngine(compiled), ReferenceEngine(compiled)
    message = data.draw(st.sampled_from(compiled.messages))
    names = data.draw(st.permutations([signal.name for signal in message.signals]))
    values = {name: data.draw(anything) for name in names}
    assert outcome(engine.encode, message.name, values) == outcome(reference.encode, message.name, values)


@given(table=tables(), payload=st.binary(min_size=8, max_size=8))
def test_what_was_decoded_encodes_to_the_same_bits(table: FrameTable, payload: bytes) -> None:
    compiled = compile_table(table)
    for engine in (native.FrameEngine(compiled), ReferenceEngine(compiled)):
        first = engine.decode(0x100, payload)
        sent = first.values
        if any(value is None for value in sent.values()) and not _can_send_unknown(compiled, sent):
            continue
        _, data = engine.encode("m0", sent)
        again: Decoded = engine.decode(0x100, data)
        assert all(same_value(value, again.values[name]) for name, value in sent.items())


def _can_send_unknown(compiled: Any, values: dict[str, Any]) -> bool:
    return all(
        signal.unused_raw is not None
        for signal in compiled.messages[0].signals
        if signal.name in values and values[signal.name] is None
    )


@given(table=tables(), frames=st.lists(st.tuples(st.integers(0xFF, 0x103), st.binary(max_size=8)), max_size=12))
def test_batch_decode_agrees(table: FrameTable, frames: list[tuple[int, bytes]]) -> None:
    compiled = compile_table(table)
    columns = sorted({signal.name for message in compiled.messages for signal in message.signals})
    plan = plan_batch(compiled, columns, None)
    records = b"".join(struct.pack("=IB3x8s", 0x8000_0000 | can_id, len(d), d) for can_id, d in frames)
    first = array("d", bytes(8 * len(columns) * len(frames)))
    second = array("d", first)
    engine = native.FrameEngine(compiled)
    known = native.FrameBatch(engine, plan).decode(records, first)
    assert known == ReferenceBatch(ReferenceEngine(compiled), plan).decode(records, second)
    assert first.tobytes() == second.tobytes()


@given(data=st.data(), table=tables())
def test_batch_encode_agrees(data: st.DataObject, table: FrameTable) -> None:
    compiled = compile_table(table)
    message = compiled.messages[0]
    if any(signal.mux_parent >= 0 for signal in message.signals):
        return
    columns = [signal.name for signal in message.signals]
    plan = plan_batch(compiled, columns, message.name)
    numbers = st.one_of(st.integers(-1, 300).map(float), st.floats())
    rows = array("d", data.draw(st.lists(numbers, min_size=2 * len(columns), max_size=2 * len(columns))))
    first, second = bytearray(32), bytearray(32)
    engine = native.FrameEngine(compiled)
    mine = outcome(native.FrameBatch(engine, plan).encode, rows, first)
    assert mine == outcome(ReferenceBatch(ReferenceEngine(compiled), plan).encode, rows, second)
    assert first == second


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_encodes_is_off_by_half_a_step_at_most(value: float) -> None:
    from v2xsdk.drivers.infypower_beg.table import TABLE

    engine = native.FrameEngine(compile_table(TABLE))
    given_values = {"destination_address": 0, "dc_voltage_setpoint_v": value}
    result = outcome(engine.encode, "write_dc_voltage_setpoint_v", given_values)
    if isinstance(result, str):
        assert value < 0 or value > 4294967.0
    else:
        assert isinstance(result, tuple)
        can_id, data = result
        sent = engine.decode(can_id, data).values["dc_voltage_setpoint_v"]
        assert math.isclose(sent, value, abs_tol=0.00050001)
