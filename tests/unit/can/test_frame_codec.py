"""The codec by example: both engines, hand-made tables."""

from __future__ import annotations

import os
import subprocess
import sys
from array import array
from collections.abc import Callable

import pytest

from v2xsdk.errors import ConfigError, DecodeError, EncodeError
from v2xsdk.model.can import CanFrame, to_record
from v2xsdk.protocol.can import codec as selected
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.protocol.can.compiler import compile_table
from v2xsdk.protocol.can.fields import big, bits, boolean, float_be, id_bits, little
from v2xsdk.protocol.can.reference import ReferenceEngine
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

TABLE = FrameTable(
    name="example",
    identifier=(id_bits("command", 16, 8), id_bits("address", 0, 8, default_raw=1)),
    selectors=(big("index", 0, 16, kind="hex"),),
    messages=(
        Message(
            name="reading",
            direction="up",
            match={"command": 0x23, "index": 0x1001},
            labels={"operation": "read"},
            signals=(
                big("voltage_v", 2, 16, scale=0.1, unit="V", minimum=0, maximum=1000),
                bits("on", 4, 0, 1, kind="bool"),
                bits("mode", 4, 1, 2, kind="enum", choices={0: "idle", 1: "charge"}),
                big("alarms", 5, 8, kind="flags", flags={0: "hot", 3: "short"}, default_raw=0),
                big("time_s", 6, 8, scale=10, unused_raw=255, unit="s", default_raw=255),
                big("time_min", 7, 8, unused_raw=255, unused_with=("time_s",), default_raw=255),
            ),
        ),
        Message(name="reading_other", direction="up", match={"command": 0x23}, signals=(float_be("ratio", 4),)),
        Message(
            name="short",
            direction="down",
            match={"command": 0x40, "index": 0x0000},
            length=3,
            match_length=True,
            signals=(big("switch", 2, 8, kind="bool", choices=boolean(0xA0, 0xA1)),),
        ),
        Message(name="ask", direction="down", match={"command": 0x40}, length=2, match_length=True),
    ),
)
READING = bytes.fromhex("1001 0fa0 03 09 ff 05")


def engines() -> list[Callable[[FrameTable], ReferenceEngine]]:
    def reference(table: FrameTable) -> ReferenceEngine:
        return ReferenceEngine(compile_table(table))

    return [FrameCodec, reference]


@pytest.fixture(params=engines(), ids=["selected", "reference"])
def codec(request: pytest.FixtureRequest) -> ReferenceEngine:
    made: ReferenceEngine = request.param(TABLE)
    return made


def test_decodes_into_typed_values(codec: ReferenceEngine) -> None:
    decoded = codec.decode(0x230007, READING)
    assert (decoded.message, decoded.direction) == ("reading", "up")
    assert decoded.values == {
        "operation": "read",
        "command": 0x23,
        "index": "1001",
        "address": 7,
        "voltage_v": 400.0,
        "on": True,
        "mode": "charge",
        "alarms": ("hot", "short"),
        "time_s": None,
        "time_min": 5,
    }
    assert isinstance(decoded["on"], bool)
    assert isinstance(decoded["time_min"], int)
    assert "time_s" in decoded
    assert decoded.get("nothing", 3) == 3
    assert "nothing" not in decoded
    with pytest.raises(KeyError):
        decoded["nothing"]


def test_unused_with_needs_both(codec: ReferenceEngine) -> None:
    values = codec.decode(0x230007, READING[:6] + b"\xff\xff").values
    assert (values["time_s"], values["time_min"]) == (None, None)
    values = codec.decode(0x230007, READING[:6] + b"\x01\xff").values
    assert (values["time_s"], values["time_min"]) == (10, 255)


def test_unlisted_codes_are_seen_and_sent_back(codec: ReferenceEngine) -> None:
    decoded = codec.decode(0x230007, bytes.fromhex("1001 0000 06 00 00 00"))
    assert decoded.values["mode"] == 3
    assert codec.encode("reading", decoded.values)[1] == bytes.fromhex("1001 0000 06 00 00 00")
    assert codec.decode(0x400001, b"\0\0\x07").values["switch"] is None


def test_the_message_that_asks_for_more_bits_wins(codec: ReferenceEngine) -> None:
    assert codec.match(0x230007, READING) == "reading"
    assert codec.match(0x230007, b"\x20\x00" + READING[2:]) == "reading_other"
    assert codec.match(0x400001, b"\0\0\xa0") == "short"
    assert codec.match(0x400001, b"\0\0") == "ask"
    assert codec.match(0x400001, b"\0\0\0\0") is None
    assert codec.match(0x999999, READING) is None


def test_encodes_rounding_to_the_nearest(codec: ReferenceEngine) -> None:
    values = {"address": 7, "voltage_v": 399.96, "on": True, "mode": "charge", "alarms": ["short", "hot"]}
    can_id, data = codec.encode("reading", {**values, "time_min": 5})
    assert (can_id, data) == (0x230007, READING)


def test_constants_may_be_given_but_not_changed(codec: ReferenceEngine) -> None:
    values = {"voltage_v": 1.0, "on": False, "mode": "idle"}
    assert codec.encode("reading", {**values, "index": "1001", "command": 0x23})[0] == 0x230001
    with pytest.raises(EncodeError, match="index is always '1001', not '1002'"):
        codec.encode("reading", {**values, "index": "1002"})


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"voltage_v": float("nan")}, "only finite"),
        ({"voltage_v": float("inf")}, "only finite"),
        ({"voltage_v": 1000.1}, "range of 0 to 1000 V"),
        ({"voltage_v": -0.1}, "range of 0 to 1000 V"),
        ({"voltage_v": "400"}, "expected a number"),
        ({"voltage_v": True}, "expected a number"),
        ({"voltage_v": None}, "no code for unknown"),
        ({"voltage_v": 10**400}, "cannot carry"),
        ({"on": 1}, "true or false"),
        ({"mode": "charging"}, "expected 'idle', 'charge'"),
        ({"mode": 4}, "2 unsigned bits"),
        ({"alarms": ["cold"]}, "no flag 'cold'"),
        ({"alarms": "hot"}, "list of flag names"),
        ({"time_s": 2560}, "8 unsigned bits"),
        ({"voltage": 1.0}, "did you mean voltage_v"),
        ({"address": 256}, "8 unsigned bits"),
    ],
)
def test_what_cannot_be_sent_is_refused(codec: ReferenceEngine, change: dict[str, object], text: str) -> None:
    values: dict[str, object] = {"voltage_v": 1.0, "on": False, "mode": "idle", **change}
    with pytest.raises(EncodeError, match=text):
        codec.encode("reading", values)


def test_missing_values_and_unknown_messages(codec: ReferenceEngine) -> None:
    with pytest.raises(EncodeError, match="a value for voltage_v is missing"):
        codec.encode("reading", {"on": True, "mode": "idle"})
    with pytest.raises(EncodeError, match="no message 'redaing'; did you mean reading"):
        codec.encode("redaing", {})


@pytest.mark.parametrize(
    ("can_id", "data", "text"),
    [
        (0x230007, READING[:7], "8 data bytes expected, 7 found"),
        (0x990007, READING, "example has no frame 00990007"),
        (-1, READING, "no CAN identifier"),
        (1 << 29, READING, "no CAN identifier"),
        (0x230007, READING + b"\0", "at most 8 bytes"),
    ],
)
def test_foreign_and_truncated_frames(codec: ReferenceEngine, can_id: int, data: bytes, text: str) -> None:
    with pytest.raises(DecodeError, match=text):
        codec.decode(can_id, data)


def test_direction_is_checked_where_given(codec: ReferenceEngine) -> None:
    codec.decode(0x230007, READING, "up")
    with pytest.raises(DecodeError, match="goes up, not down"):
        codec.decode(0x230007, READING, "down")


def test_11_and_29_bit_identifiers_are_two_things(codec: ReferenceEngine) -> None:
    with pytest.raises(DecodeError):
        codec.decode(0x230007, READING, extended=False)


def test_frames_of_others_are_no_error() -> None:
    codec = FrameCodec(TABLE)
    frame = CanFrame(0x230007, READING)
    decoded = codec.decode_frame(frame)
    assert decoded is not None
    assert decoded.message == "reading"
    assert codec.decode_frame(CanFrame(0x990007, READING)) is None
    assert codec.decode_frame(CanFrame(0x230007, READING, remote=True)) is None
    assert codec.decode_frame(CanFrame(0x230007, READING, extended=False, error=True)) is None
    with pytest.raises(DecodeError):
        codec.decode_frame(CanFrame(0x230007, READING[:5]))


def test_values_find_their_message() -> None:
    codec = FrameCodec(TABLE)
    frame = codec.encode_values(codec.decode(0x230007, READING).values, "up")
    assert (frame.can_id, frame.data, frame.extended) == (0x230007, READING, True)
    assert codec.message_for({"ratio": 1.0, "index": "2000"}, "up") == "reading_other"
    with pytest.raises(EncodeError, match="no signal 'ration'; did you mean ratio"):
        codec.message_for({"ration": 1.0}, "up")
    with pytest.raises(EncodeError, match="no message down"):
        codec.message_for({"ratio": 1.0}, "down")


def test_a_frame_cannot_leave_its_message(codec: ReferenceEngine) -> None:
    table = FrameTable(
        name="sided",
        identifier=(id_bits("source", 0, 8), id_bits("side", 7, 1, hidden=True)),
        messages=(Message(name="up", match={"side": 1}),),
    )
    for engine in (FrameCodec(table), ReferenceEngine(compile_table(table))):
        assert engine.encode("up", {"source": 0x80})[0] == 0x80
        with pytest.raises(EncodeError, match="belong to another message"):
            engine.encode("up", {"source": 0x7F})


MULTIPLEXED = FrameTable(
    name="mux",
    extended=False,
    messages=(
        Message(
            name="m",
            can_id=0x123,
            signals=(
                little("page", 0, 8),
                little("low", 1, 16, mux="page", mux_values=((0, 1), (7, 7))),
                little("sub", 1, 8, mux="page", mux_values=((2, 2),)),
                little("deep", 2, 16, signed=True, mux="sub", mux_values=((5, 5),)),
            ),
        ),
    ),
)


def test_multiplexing_as_in_a_dbc() -> None:
    for codec in (FrameCodec(MULTIPLEXED), ReferenceEngine(compile_table(MULTIPLEXED))):
        assert codec.decode(0x123, bytes.fromhex("07 0201 0000000000")).values == {"page": 7, "low": 0x102}
        assert codec.decode(0x123, bytes.fromhex("03 0201 0000000000")).values == {"page": 3}
        nested = bytes.fromhex("02 05 feff 00000000")
        assert codec.decode(0x123, nested).values == {"page": 2, "sub": 5, "deep": -2}
        assert codec.encode("m", {"page": 2, "sub": 5, "deep": -2}) == (0x123, nested)
        with pytest.raises(EncodeError, match="no signal 'low'"):
            codec.encode("m", {"page": 3, "low": 1})


def test_batch_takes_buffers_of_many_kinds() -> None:
    codec = FrameCodec(TABLE)
    batch = codec.batch(["address", "voltage_v", "on", "time_s"], None)
    frames = [CanFrame(0x230007, READING), CanFrame(0x990007, READING), CanFrame(0x230008, READING[:3])]
    records = b"".join(to_record(frame) for frame in frames)
    rows = array("d", [0.0] * 12)
    assert batch.decode(memoryview(records), rows) == 1
    assert rows[:3].tolist() == [7.0, 400.0, 1.0]
    assert all(value != value for value in rows[3:])
    spare = bytearray(12 * 8)
    assert batch.decode(bytearray(records), spare) == 1
    assert array("d", bytes(spare))[:3] == rows[:3]
    with pytest.raises(ConfigError, match="3 frames with 4 columns need 12 doubles"):
        batch.decode(records, array("d", [0.0] * 11))
    with pytest.raises(ConfigError, match="no whole number"):
        batch.decode(records[:-1], rows)


def test_batch_encode_names_the_row() -> None:
    table = FrameTable(name="t", messages=(Message(name="m", can_id=5, signals=(big("v", 0, 16, unit="V"),)),))
    batch = FrameCodec(table).batch(["v"], "m")
    out = bytearray(48)
    assert batch.encode(array("d", [1.0, 2.0, 65535.0]), out) == 3
    with pytest.raises(EncodeError, match=r"m, row 1: v is 65536"):
        batch.encode(array("d", [1.0, 65536.0, 3.0]), out)
    with pytest.raises(ConfigError, match="without a message"):
        FrameCodec(table).batch(["v"]).encode(array("d", [1.0]), bytearray(16))


@pytest.mark.parametrize(
    ("columns", "message", "text"),
    [
        (["voltage"], None, "did you mean voltage_v"),
        (["on", "on"], None, "each once"),
        (["on"], "readnig", "did you mean reading"),
        (["on"], "reading", "a column for address|a column for voltage_v is missing"),
    ],
)
def test_batch_columns_are_checked(columns: list[str], message: str | None, text: str) -> None:
    with pytest.raises(ConfigError, match=text):
        FrameCodec(TABLE).batch(columns, message)


def _one(*signals: Signal, **options: object) -> FrameTable:
    return FrameTable(name="t", messages=(Message(name="m", can_id=1, signals=signals, **options),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (_one(big("a", 7, 16)), "do not fit into 64"),
        (_one(big("a", 2, 8), length=2), "do not fit into 16"),
        (_one(big("a", 0, 8), big("a", 1, 8)), "same name"),
        (_one(big("a", 0, 8, scale=0)), "scale not zero"),
        (_one(big("a", 0, 16, float32=True)), "float32 has 32 bits"),
        (_one(big("a", 0, 8, kind="bool", choices={1: True})), "one raw value for true"),
        (_one(big("a", 0, 4, kind="enum", choices={16: "x"})), "code 16 does not fit"),
        (_one(big("a", 0, 8, kind="enum", choices={1: "x", 2: "x"})), "same meaning"),
        (_one(big("a", 0, 8, kind="flags", flags={8: "x"})), "flag bit 8"),
        (_one(big("a", 0, 8, mux="b")), "unknown multiplexer b"),
        (_one(big("a", 0, 8, mux="a")), "depends on itself"),
        (_one(big("a", 0, 8), match={"b": 1}), "no signal of this message"),
        (_one(big("a", 0, 8), match={"a": 256}), "more than 8 bits"),
        (_one(big("a", 0, 12, kind="text")), "whole bytes"),
        (_one(big("a", 0, 8, unused_raw=1, unused_with=("b",)), big("b", 1, 8)), "b has no unused_raw"),
        (_one(length=9), "at most 8 bytes"),
        (FrameTable(name="t", messages=(Message(name="a", can_id=1), Message(name="b", can_id=1))), "same frames"),
        (FrameTable(name="t", messages=(Message(name="a", can_id=1), Message(name="a", can_id=2))), "two messages"),
    ],
)
def test_wrong_tables_are_refused(table: FrameTable, text: str) -> None:
    with pytest.raises(ConfigError, match=text):
        compile_table(table)


def test_text_and_64_bit_numbers() -> None:
    text = FrameCodec(_one(big("name", 2, 48, kind="text")))
    can_id, data = text.encode("m", {"name": "MEANW"})
    assert data == b"\0\0MEANW\0"
    assert text.decode(can_id, data).values == {"name": "MEANW"}
    with pytest.raises(EncodeError, match="at most 6 ASCII"):
        text.encode("m", {"name": "MEANWELL"})
    wide = FrameCodec(_one(big("n", 0, 64)))
    assert wide.decode(1, wide.encode("m", {"n": 2**64 - 1})[1]).values == {"n": 2**64 - 1}


def test_pure_python_can_be_forced() -> None:
    code = "from v2xsdk.protocol.can.codec import IMPLEMENTATION; print(IMPLEMENTATION)"
    environment = {**os.environ, "V2XSDK_PURE_PYTHON": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "python"
    assert selected.IMPLEMENTATION in ("native", "python")
