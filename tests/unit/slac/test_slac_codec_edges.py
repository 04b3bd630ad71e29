"""Bounds of the codec: every length, every field at its limits, the same answer from both engines."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.slac_records import samples
from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.slac import codec, records, text, vendor
from v2xsdk.protocol.slac.keys import Nmk, generate_nmk, nid_from_nmk
from v2xsdk.protocol.slac.layouts import LAYOUTS
from v2xsdk.protocol.slac.reference import Codec

REFERENCE = Codec(LAYOUTS)
A, B = bytes(range(2, 8)), bytes(range(12, 18))


def outcome(engine: Any, frame: bytes) -> object:
    try:
        return engine(frame)
    except DecodeError as error:
        return str(error)


def test_there_is_a_sample_of_every_message() -> None:
    assert {type(record) for record in samples()} == {layout.record for layout in LAYOUTS}


@pytest.mark.parametrize("record", samples(), ids=lambda record: type(record).__name__)
def test_a_frame_cut_anywhere_is_refused_or_decoded_alike(record: records.Mme) -> None:
    frame = codec.encode(record)
    assert codec.decode(frame) == record
    assert text.from_fields(text.mme_name(record), text.to_fields(record)) == record
    refused = 0
    for size in range(len(frame)):
        cut = outcome(codec.decode, frame[:size])
        assert cut == outcome(REFERENCE.decode, frame[:size]), size
        refused += isinstance(cut, str)
    assert refused >= 17


@pytest.mark.parametrize("record", samples(), ids=lambda record: type(record).__name__)
@pytest.mark.parametrize("value", [-1, 2**64, 70_000, None, "ä€", b"", b"123", True, (1,), 1.5])
def test_a_value_that_no_field_carries_is_refused_alike(record: records.Mme, value: Any) -> None:
    for name in type(record).__struct_fields__:
        wrong = msgspec.structs.replace(record, **{name: value})
        answers = []
        for engine in (codec.encode, REFERENCE.encode):
            try:
                answers.append(engine(wrong))
            except EncodeError as error:
                answers.append(str(error).encode())
        assert answers[0] == answers[1], name


def test_group_counts_up_to_255_fit_and_more_do_not() -> None:
    profile = records.AttenProfileInd(A, B, A, bytes(255))
    assert codec.decode(codec.encode(profile)) == profile
    with pytest.raises(EncodeError, match="aag must be at most 255 bytes"):
        codec.encode(records.AttenProfileInd(A, B, A, bytes(256)))


def test_a_frame_longer_than_ethernet_is_refused_both_ways() -> None:
    frame = codec.encode(records.SlacParmReq(A, B, bytes(8)))
    codec.decode(frame.ljust(1518, b"\0"))
    with pytest.raises(DecodeError, match="longer than Ethernet"):
        codec.decode(frame.ljust(1519, b"\0"))
    with pytest.raises(EncodeError, match="Ethernet carries 1514"):
        codec.encode(records.AmpMapReq(A, B, bytes(65535)))


def test_bytes_after_the_message_are_padding_whatever_they_hold() -> None:
    request = records.SlacParmReq(A, B, bytes(8))
    assert codec.decode(codec.encode(request)[:29] + b"\xff" * 40) == request


def test_a_map_without_carriers_gets_no_answer_because_it_does_not_decode() -> None:
    with pytest.raises(DecodeError, match="am_len is 0"):
        codec.decode(A + B + bytes.fromhex("88e1021c6000000000") + bytes(40))


def test_an_odd_number_of_carriers_keeps_its_last_one() -> None:
    asked = records.AmpMapReq(A, B, bytes([1, 2, 15]))
    assert codec.encode(asked)[21:23] == bytes([0x21, 0x0F])
    assert codec.decode(codec.encode(asked)) == asked


def test_another_vendors_oui_is_refused() -> None:
    frame = bytearray(codec.encode(vendor.VsRsDevReq(A, B)))
    frame[17:20] = vendor.LUMISSIL_OUI
    with pytest.raises(DecodeError, match="OUI 0016e8"):
        codec.decode(bytes(frame))


def test_slac_messages_need_their_version() -> None:
    frame = bytearray(codec.encode(records.SlacParmReq(A, B, bytes(8))))
    frame[14] = 0
    with pytest.raises(DecodeError, match="not defined for MME version 0"):
        codec.decode(bytes(frame))


def test_anything_else_is_no_management_message() -> None:
    with pytest.raises(EncodeError, match="no management message"):
        codec.encode(vendor.Station(A, 1, B, 1, 0, 1))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mme", "fields", "says"),
    [
        ("CM_NOTHING.REQ", {}, "known are"),
        ("CM_SLAC_PARM.REQ", {"dst": "02", "src": "03"}, "six hexadecimal pairs"),
        ("CM_SLAC_PARM.REQ", {}, "dst is missing"),
        ("CM_SLAC_PARM.REQ", {"run_id": 5}, "run_id cannot be 5"),
        ("CM_SLAC_PARM.REQ", {"run_id": "00" * 8, "speed": 1}, "no field speed"),
        ("CM_SLAC_PARM.REQ", {"run_id": "00" * 8, "security_type": 1}, "security_type would be 0, not 1"),
        ("CM_ATTEN_PROFILE.IND", {"pev_mac": "01:02:03:04:05:06", "aag": [1], "num_groups": 2}, "would be 1, not 2"),
        ("CM_ATTEN_PROFILE.IND", {"pev_mac": "01:02:03:04:05:06", "aag": [256]}, "aag cannot be"),
        ("CM_SLAC_PARM.REQ", {"run_id": "00" * 8, "ethertype": "0x0800"}, "nothing else can be sent"),
    ],
)
def test_fields_that_make_no_message_are_refused_with_the_reason(mme: str, fields: dict[str, Any], says: str) -> None:
    macs = {} if "missing" in says else {"dst": "02:00:00:00:00:01", "src": "02:00:00:00:00:02"}
    with pytest.raises(EncodeError, match=says):
        text.from_fields(mme, {**macs, **fields})


def test_no_text_form_of_a_record_shows_a_key() -> None:
    key = Nmk(b"0123456789abcdef")
    keyed = [
        records.SetKeyReq(A, B, nid_from_nmk(key), key),
        codec.decode(codec.encode(records.SlacMatchCnf(A, B, bytes(8), A, B, nid_from_nmk(key), key))),
    ]
    for shown in [f"{record}{record!r}" for record in keyed] + [f"{key}", repr(key), f"{key!s}"]:
        assert "0123456789" not in shown
        assert key.hex() not in shown
    assert generate_nmk() != generate_nmk()


def test_an_nid_needs_a_whole_key() -> None:
    with pytest.raises(EncodeError, match="16 bytes"):
        nid_from_nmk(b"short")
    with pytest.raises(EncodeError, match="level 2"):
        nid_from_nmk(bytes(16), 2)


def test_the_checks_hold_under_optimisation_and_the_reference_can_be_forced() -> None:
    program = (
        "from v2xsdk.errors import DecodeError\n"
        "from v2xsdk.protocol.slac import codec\n"
        "frame = bytes.fromhex('02005e00000a02005e00000e88e10186600000020000000000ff00') + bytes(50)\n"
        "try:\n    codec.decode(frame)\nexcept DecodeError as error:\n    print(codec.IMPLEMENTATION, error)\n"
    )
    built = "native" if importlib.util.find_spec("v2xsdk._native.mme") else "python"
    for pure, implementation in (("1", "python"), ("0", built)):
        done = subprocess.run(
            [sys.executable, "-O", "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"V2XSDK_PURE_PYTHON": pure, "PATH": str(Path(sys.executable).parent)},
        )
        assert done.stdout.startswith(f"{implementation} CM_ATTEN_PROFILE.IND: the frame ends inside aag")


@pytest.mark.parametrize(
    "modules",
    [
        "v2xsdk.protocol.slac.ev, v2xsdk.protocol.slac.evse, v2xsdk.protocol.slac.evse_pilot",
        "v2xsdk_emulator.plc.street, v2xsdk_emulator.plc.veth, v2xsdk_emulator.control_pilot",
    ],
    ids=["machines", "emulator"],
)
def test_machines_and_emulator_never_load_the_sdks_codec(modules: str) -> None:
    program = (
        f"import sys, {modules}\n"
        "print([name for name in sys.modules if name.split('.')[-1] in ('codec', 'reference', 'layouts', 'mme')\n"
        "       and name.startswith('v2xsdk.') and ('slac' in name or '_native' in name)])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
