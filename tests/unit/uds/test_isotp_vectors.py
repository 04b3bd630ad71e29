"""Published ISO-TP and UDS frames, decoded and encoded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.can.test_protocol_tables import rows
from v2xsdk.cli.can import can_group
from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.uds.codec import ECU_TO_TESTER, TESTER_TO_ECU, IsoTpCodec, UdsIsoTpCodec


@pytest.mark.parametrize("protocol", ["isotp", "uds_isotp"])
def test_published_frames(protocol: str, shared_vectors: Path) -> None:
    codec = IsoTpCodec() if protocol == "isotp" else UdsIsoTpCodec()
    for row in rows(shared_vectors, protocol):
        can_id, data = int(row["id"], 16), bytes.fromhex(row["data"])
        found = codec.decode(can_id, data, row["direction"], row["extended"])
        expected = row["decoded"]
        assert {name: found.values[name] for name in expected} == expected, row
        if "payload_hex" in expected or expected["pci"] == "flow_control":
            frame = codec.encode_values(expected, row["direction"])
            filler = data[len(frame.data.rstrip(b"\xaa")) :]
            assert frame.data.rstrip(b"\xaa") + filler == data, row


def test_what_is_no_frame_is_refused() -> None:
    codec = IsoTpCodec()
    for data in ("", "00", "08aabb", "4000000000000000", "1003aabbccddeeff", "33000000", "10"):
        with pytest.raises(DecodeError):
            codec.decode(0x7E0, bytes.fromhex(data))
    for values in ({}, {"pci": "single_frame", "payload_hex": "00" * 8}, {"pci": "flow_control", "flow_status": "go"}):
        with pytest.raises(EncodeError):
            codec.encode_values(values, TESTER_TO_ECU)
    with pytest.raises(EncodeError):
        codec.encode_values({"pci": "single_frame", "payload_hex": "00"}, "sideways")
    assert codec.encode_values({"pci": "single_frame", "payload_hex": "3e00"}, ECU_TO_TESTER).can_id == 0x7E8


def test_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    can_group.main(["decode", "--protocol", "uds-isotp", "7e8#037f2231aaaaaaaa"], standalone_mode=False)
    assert "service=ReadDataByIdentifier" in capsys.readouterr().out
    values = ["pci=flow_control", "flow_status=continue_to_send", "block_size=8", "st_min_ms=0.5"]
    can_group.main(["encode", "--protocol", "isotp", "--direction", TESTER_TO_ECU, *values], standalone_mode=False)
    assert capsys.readouterr().out == "7e0#3008f5aaaaaaaaaa\n"
