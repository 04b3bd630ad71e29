"""`v2x can decode` and `v2x can encode`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from v2xsdk.cli.can import can_group
from v2xsdk.errors import DecodeError, DriverNotFound, EncodeError

FRAME = {"protocol": "infypower_beg", "direction": "module_to_controller", "id": "02e3f000", "extended": True}
VOLTAGE = {
    "error_code": 0,
    "device_number": 11,
    "command": 35,
    "destination_address": 240,
    "source_address": 0,
    "index": "1001",
    "operation": "read_response",
    "system_dc_voltage_v": 400.0,
}


def run(*arguments: str, lines: bytes = b"") -> Result:
    return CliRunner().invoke(can_group, arguments, input=lines, catch_exceptions=False)


def answers(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0
    return [json.loads(line) for line in result.output.splitlines()]


def test_decode_lines_answers_each_line() -> None:
    lines = b"\n".join(
        [
            json.dumps({**FRAME, "data": "1001000000061a80", "source": "ignored"}).encode(),
            b"nonsense",
            b"",
            b"[1, 2]",
            b"\xff\xfe",
            json.dumps({**FRAME, "data": "10010000"}).encode(),
            json.dumps({**FRAME, "data": "1001000000061a80", "direction": "controller_to_module"}).encode(),
            json.dumps({**FRAME, "data": "1001000000061a80", "extended": False}).encode(),
            json.dumps({**FRAME, "data": "xyz"}).encode(),
            json.dumps({**FRAME, "data": "00", "protocol": "infypower_bag"}).encode(),
            json.dumps({**FRAME, "data": "1110000000010020"}).encode(),
        ]
    )
    found = answers(run("decode", "--jsonl", lines=lines))
    assert found[0] == {"decoded": VOLTAGE}
    assert [list(one) for one in found[1:10]] == [["error"]] * 9
    assert "8 data bytes expected, 4 found" in str(found[5]["error"])
    assert "not controller_to_module" in str(found[6]["error"])
    assert "hexadecimal" in str(found[8]["error"])
    assert "known: infypower_beg" in str(found[9]["error"])
    assert isinstance(found[10]["decoded"], dict)
    assert found[10]["decoded"]["status_flags"] == ["discharge_abnormal", "power_limited"]


def test_encode_lines_is_the_way_back() -> None:
    line = {"protocol": "infypower_beg", "direction": "module_to_controller", "decoded": VOLTAGE}
    bad = {**line, "decoded": {**VOLTAGE, "system_dc_voltage_v": -1}}
    lines = "\n".join(json.dumps(one) for one in (line, bad, {"protocol": "infypower_beg"})).encode()
    found = answers(run("encode", "--jsonl", lines=lines))
    assert found[0] == {"id": "02e3f000", "extended": True, "data": "1001000000061a80"}
    assert "cannot carry" in str(found[1]["error"])
    assert "missing required field" in str(found[2]["error"])


def test_11_bit_identifiers_have_three_digits() -> None:
    values = {"v2h_sequence_control_number": 2, "remaining_discharge_time_min": 5}
    line = {"protocol": "chademo", "direction": "evse_to_ev", "decoded": values}
    found = answers(run("encode", "--jsonl", lines=json.dumps(line).encode()))
    assert found == [{"id": "209", "extended": False, "data": "0205000000000000"}]


def test_plain_decode() -> None:
    result = run("decode", "--protocol", "infypower-beg", "02e3f000#1001000000061a80", "02e3f000#1111000000000001")
    first, second = result.output.splitlines()
    assert first.startswith("02e3f000#1001000000061a80  operation=read_response")
    assert first.endswith("system_dc_voltage_v=400.0")
    assert second.endswith("inverter_mode=true")
    shown = run("decode", "--protocol", "infypower_beg", "--json", "02e3f000#1110000000000000")
    assert json.loads(shown.output)["decoded"]["status_flags"] == []


def test_plain_encode() -> None:
    beg = ("encode", "--protocol", "infypower_beg")
    assert run(*beg, "operation=write_request", "index=1110", "destination_address=63", "output_on=true").output == (
        "02a43ff0#11100000000000a0\n"
    )
    setpoint = ("destination_address=0", "device_number=11", "dc_voltage_setpoint_v=400")
    assert run(*beg, *setpoint).output == "02e400f0#1001000000061a80\n"
    answer = ("--direction", "module_to_controller", "--json")
    flags = ("destination_address=240", "source_address=1", "status_flags=sleeping,fault", "operation=read_response")
    assert json.loads(run(*beg, *answer, *flags).output)["data"] == "1110000000000210"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("decode", "--protocol", "infypower_beg", "nonsense"), DecodeError),
        (("decode", "--protocol", "nope", "1#02"), DriverNotFound),
        (("encode", "--protocol", "infypower_beg", "output_on"), EncodeError),
        (("encode", "--protocol", "infypower_beg", "outptu_on=true"), EncodeError),
    ],
)
def test_errors_are_typed(arguments: tuple[str, ...], error: type[Exception]) -> None:
    with pytest.raises(error):
        run(*arguments)


def test_usage() -> None:
    assert "give --protocol" in run("decode", "1#2").output
    assert run("encode").exit_code == 2
