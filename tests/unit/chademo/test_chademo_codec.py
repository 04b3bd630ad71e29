"""The CHAdeMO table and record codec: published rows both ways, and the same values as the DBC."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.model import CanFrame
from v2xsdk.protocol.can.chademo import records as r
from v2xsdk.protocol.can.chademo.codec import KINDS, ChademoCodec, message_of
from v2xsdk_emulator.devices.chademo_vehicle.frames import pack, unpack

CODEC = ChademoCodec()


@pytest.fixture(scope="module")
def rows(shared_vectors: Path) -> list[dict[str, Any]]:
    lines = (shared_vectors / "can" / "chademo.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def _decoded(row: dict[str, Any]) -> dict[str, Any]:
    values = CODEC.frames.decode(int(row["id"], 16), bytes.fromhex(row["data"]), row["direction"], False).values
    decoded: dict[str, Any] = json.loads(json.dumps(values))
    return decoded


def test_published_rows_decode(rows: list[dict[str, Any]]) -> None:
    assert len(rows) >= 100
    assert [row for row in rows if _decoded(row) != row["decoded"]] == []


def test_published_rows_encode(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        frame = CODEC.frames.encode_values(row["decoded"], row["direction"])
        again = {**row, "id": f"{frame.can_id:x}", "data": frame.data.hex()}
        assert again["id"] == row["id"] and _decoded(again) == _decoded(row), row


def test_rows_become_records_and_frames_again(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        frame = CanFrame(int(row["id"], 16), bytes.fromhex(row["data"]), extended=False)
        record = CODEC.decode(frame)
        assert record is not None and CODEC.encode(record) == frame, row


def test_the_dbc_gives_the_same_values(rows: list[dict[str, Any]], shared_vectors: Path) -> None:
    cantools = pytest.importorskip("cantools")
    database = cantools.database.load_file(shared_vectors.parent / "reference" / "dbc" / "chademo.dbc")
    for row in rows:
        signals = database.decode_message(int(row["id"], 16), bytes.fromhex(row["data"]), decode_choices=False)
        record = CODEC.decode(CanFrame(int(row["id"], 16), bytes.fromhex(row["data"]), extended=False))
        assert record is not None
        fields = msgspec.structs.asdict(record)
        for name in set(signals) & set(fields):
            ours = fields[name]
            assert ours is None or float(ours) == pytest.approx(signals[name], rel=1e-5), (row, name)


CHOICES: dict[type, st.SearchStrategy[Any]] = {int: st.integers(0, 255), bool: st.booleans()}
TENS = st.one_of(st.none(), st.integers(0, 254).map(lambda tens: tens * 10))


EV_RECORDS: st.SearchStrategy[r.EvRecord] = st.one_of(
    st.builds(
        r.EvLimits,
        CHOICES[int],
        st.integers(0, 65535),
        st.integers(0, 65535),
        CHOICES[int],
    ),
    st.builds(r.EvChargeTime, TENS, CHOICES[int], CHOICES[int], st.integers(0, 65535).map(lambda raw: raw / 10)),
    st.builds(
        r.EvControl,
        CHOICES[int],
        st.integers(0, 65535),
        CHOICES[int],
        *[st.booleans()] * 12,
        charge_rate_raw=CHOICES[int],
    ),
    st.builds(r.EvExtended, *[st.booleans()] * 3, extended_charge_current_request_a=st.integers(0, 65535)),
    st.builds(r.EvDischargeLimits, CHOICES[int], st.integers(0, 65535), CHOICES[int], CHOICES[int]),
    st.builds(r.EvDischargeEstimate, CHOICES[int]),
    st.builds(r.EvAutomaker, CHOICES[int]),
)
EVSE_RECORDS: st.SearchStrategy[r.EvseRecord] = st.one_of(
    st.builds(r.EvseLimits, st.booleans(), st.integers(0, 65535), CHOICES[int], st.integers(0, 65535)),
    st.builds(
        r.EvseStatus,
        CHOICES[int],
        st.integers(0, 65535),
        CHOICES[int],
        *[st.booleans()] * 7,
        remaining_charge_time_s=TENS,
        remaining_charge_time_min=st.integers(0, 254),
    ),
    st.builds(r.EvseExtended, *[st.booleans()] * 3, extended_available_output_current_a=st.integers(0, 65535)),
    st.builds(r.EvseDischargeLimits, CHOICES[int], st.integers(0, 65535), CHOICES[int], st.integers(0, 65535)),
    st.builds(r.EvseDischargeStatus, CHOICES[int], st.integers(0, 65535)),
)


@given(st.one_of(EV_RECORDS, EVSE_RECORDS))
def test_every_record_survives_the_wire(record: r.EvRecord | r.EvseRecord) -> None:
    assert CODEC.decode(CODEC.encode(record)) == record


@given(EV_RECORDS)
def test_the_car_and_the_charger_read_one_wire(record: r.EvRecord) -> None:
    frame = pack(record)
    assert CODEC.encode(record) == frame


@given(EVSE_RECORDS)
def test_the_charger_and_the_car_read_one_wire(record: r.EvseRecord) -> None:
    assert unpack(CODEC.encode(record)) == record


@given(st.integers(0, 0x7FF), st.binary(max_size=8))
def test_any_frame_is_read_or_refused(can_id: int, data: bytes) -> None:
    frame = CanFrame(can_id, data, extended=False)
    reader: Callable[[CanFrame], object]
    for reader in (CODEC.decode, unpack):
        try:
            reader(frame)
        except DecodeError:
            assert len(data) != 8


def test_foreign_frames_are_nobodys() -> None:
    assert CODEC.decode(CanFrame(0x102, bytes(8), extended=True)) is None
    assert CODEC.decode(CanFrame(0x202, bytes(8), extended=False)) is None


def test_values_that_do_not_fit_are_refused() -> None:
    with pytest.raises(EncodeError, match="available_output_current_a"):
        CODEC.encode(r.EvseLimits(available_output_current_a=256))


def test_every_record_has_its_message() -> None:
    assert {message_of(kind).name for kind in KINDS.values()} == set(KINDS)
    for name, kind in KINDS.items():
        assert CODEC.frames.decode_frame(CODEC.encode(kind())).message == name  # type: ignore[union-attr]
