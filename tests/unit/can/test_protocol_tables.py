"""The tables of the known protocols against published frames, and BEG in full."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from v2xsdk.drivers.frame_tables import FRAME_TABLES, load_table
from v2xsdk.drivers.infypower_beg.table import READINGS, SETTINGS, TABLE
from v2xsdk.errors import DecodeError, DriverNotFound, EncodeError
from v2xsdk.protocol.can.codec import FrameCodec

SENT_BY_US = {"controller_to_module", "ev_to_evse", "evse_to_ev"}


@pytest.fixture(scope="module")
def beg() -> FrameCodec:
    return FrameCodec(TABLE)


def same(found: object, expected: object) -> bool:
    if isinstance(expected, bool) or expected is None:
        return found is expected
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return math.isclose(found, expected, rel_tol=1e-5, abs_tol=1e-9)
    return (list(found) if isinstance(found, tuple) else found) == expected


def rows(folder: Path, protocol: str) -> list[dict[str, Any]]:
    path = folder / "can" / f"{protocol}.jsonl"
    if not path.exists():
        pytest.skip(f"no published frames of {protocol}")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("protocol", FRAME_TABLES)
def test_published_frames(protocol: str, shared_vectors: Path) -> None:
    codec = FrameCodec(load_table(protocol))
    for row in rows(shared_vectors, protocol):
        can_id, data = int(row["id"], 16), bytes.fromhex(row["data"])
        values = codec.decode(can_id, data, row["direction"], row["extended"]).values
        assert set(values) == set(row["decoded"]), row
        assert all(same(values[name], value) for name, value in row["decoded"].items()), row
        if row["direction"] in SENT_BY_US:
            frame = codec.encode_values(row["decoded"], row["direction"])
            assert (frame.can_id, frame.extended) == (can_id, row["extended"])
            # CHAdeMO frames hold bytes without a public meaning.
            assert frame.data == data or protocol == "chademo"
            assert codec.decode(frame.can_id, frame.data, None, frame.extended).values == values


def test_identifiers_of_the_reference(beg: FrameCodec) -> None:
    group = {"device_number": 0x0B, "destination_address": 0}
    everyone = {"destination_address": 0x3F}
    assert beg.encode("read", {**group, "index": "1010"}) == (0x02E300F0, bytes.fromhex("1010000000000000"))
    assert beg.encode("write_output_on", {**group, "output_on": True})[0] == 0x02E400F0
    assert beg.encode("write_output_on", {**everyone, "output_on": True})[0] == 0x02A43FF0


def test_on_and_walk_in_do_not_share_a_polarity(beg: FrameCodec) -> None:
    def code(message: str, **values: object) -> int:
        return beg.encode(message, {"destination_address": 0, **values})[1][7]

    assert (code("write_output_on", output_on=True), code("write_output_on", output_on=False)) == (0xA0, 0xA1)
    assert code("write_walk_in_enabled", walk_in_enabled=True) == 0xA1
    assert code("write_walk_in_enabled", walk_in_enabled=False) == 0xA0
    assert code("write_working_mode", working_mode="rectifier") == 0xA0
    assert code("write_working_mode", working_mode="inverter") == 0xA1


def test_indices_differ_between_read_and_write(beg: FrameCodec) -> None:
    data = bytes.fromhex("1132000000011e54")
    assert beg.decode(0x02E3F000, data)["dc_max_current_a"] == 73.3
    assert beg.decode(0x02E400F0, data)["discharge_cutoff_voltage_v"] == 73.3
    assert beg.decode(0x02E3F000, bytes.fromhex("2110000000000001")).message == "read_ac_phase_a_apparent_power_va"
    assert beg.decode(0x02E400F0, bytes.fromhex("21100000000000a0"))["working_mode"] == "rectifier"


def test_every_index_of_the_reference_is_there() -> None:
    read = [0x1001, 0x1002, 0x1010, *range(0x1103, 0x1107), 0x1110, 0x1111, *range(0x1130, 0x1134)]
    read += [*range(0x2101, 0x2114), 0x4101, 0x4102]
    assert sorted(READINGS) == read
    assert sorted(SETTINGS) == [0x1001, 0x1002, 0x1110, 0x1122, 0x1126, 0x1132, 0x2105, 0x2110]


@pytest.mark.parametrize("error_code", [2, 3, 7])
def test_a_refusal_carries_its_code_and_no_value(beg: FrameCodec, error_code: int) -> None:
    decoded = beg.decode(0x02E3F000 | error_code << 26, bytes.fromhex("1001000000061a80"))
    assert decoded.message == "read_refused"
    assert decoded["error_code"] == error_code
    assert decoded["index"] == "1001"
    assert "system_dc_voltage_v" not in decoded


def test_unknown_indices_keep_their_raw_value(beg: FrameCodec) -> None:
    decoded = beg.decode(0x02E3F000, bytes.fromhex("3001000000000007"))
    assert (decoded.message, decoded["index"], decoded["value_raw"]) == ("read_unknown", "3001", 7)


def test_negative_readings(beg: FrameCodec) -> None:
    assert beg.decode(0x02E3F000, bytes.fromhex("1106 0000 ffff8ad0"))["ambient_temperature_degc"] == -30.0
    _, data = beg.encode("write_power_factor", {"destination_address": 0, "power_factor": -0.95})
    assert data == bytes.fromhex("2105 0000 fffffc4a")


def test_rounding_before_sending(beg: FrameCodec) -> None:
    values = {"destination_address": 0, "dc_voltage_setpoint_v": 312.496}
    assert beg.encode("write_dc_voltage_setpoint_v", values)[1][4:] == (312496).to_bytes(4, "big")


def test_module_traffic_and_foreign_frames_are_not_ours(beg: FrameCodec) -> None:
    for can_id in (0x0757F801, 0x0707F883, 0x060F8008, 0x02E2F000):
        assert beg.match(can_id, bytes(8)) is None
    with pytest.raises(DecodeError, match="8 data bytes expected"):
        beg.decode(0x02E3F000, bytes.fromhex("100100000006"))


def test_a_module_cannot_be_told_with_a_module_as_source(beg: FrameCodec) -> None:
    with pytest.raises(EncodeError, match="another message"):
        beg.encode("write_output_on", {"destination_address": 0, "source_address": 1, "output_on": True})


def test_tables_are_found_by_name() -> None:
    assert load_table("infypower-beg") is TABLE
    with pytest.raises(DriverNotFound, match="known: infypower_beg"):
        load_table("infypower_bag")
