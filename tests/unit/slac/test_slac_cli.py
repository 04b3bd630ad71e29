"""``v2x slac``: lines in, lines out; a bad line is answered and the rest goes on."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from tests.unit.slac.test_slac_vectors import MME
from v2xsdk.cli.slac import slac_group

PARM = next(row for row in MME if row["id"] == "s-slac-parm-req")


def run(*args: str, lines: list[Any] | None = None) -> Result:
    text = None if lines is None else "".join(f"{x if isinstance(x, str) else json.dumps(x)}\n" for x in lines)
    result = CliRunner().invoke(slac_group, args, input=text, standalone_mode=False)
    assert result.exception is None, result.exception
    return result


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_vector_goes_through_decode_and_back_through_encode() -> None:
    decoded = answers(run("decode", "--jsonl", lines=[{"id": row["id"], "frame": row["frame"]} for row in MME]))
    assert [answer["id"] for answer in decoded] == [row["id"] for row in MME]
    good = [answer for answer in decoded if "error" not in answer]
    assert len(good) == 44
    assert all(set(answer) == {"id", "mme", "fields"} for answer in good)
    encoded = {answer["id"]: answer["frame"] for answer in answers(run("encode", "--jsonl", lines=good))}
    frames = {row["id"]: row["frame"] for row in MME}
    for name, frame in encoded.items():
        assert frames[name].startswith(frame)
        assert not frames[name][len(frame) :].strip("0")


def test_bad_lines_are_answered_with_an_error_and_the_rest_goes_on() -> None:
    lines: list[Any] = ["no json", "[1]", "", {"id": 1}, {"id": 2, "frame": "zz"}, {"id": 3, "frame": 7}]
    found = answers(run("decode", "--jsonl", lines=[*lines, {"id": "last", "frame": PARM["frame"]}]))
    assert [answer["id"] for answer in found] == [None, None, 1, 2, 3, "last"]
    assert ["error" in answer for answer in found] == [True] * 5 + [False]
    bad: list[Any] = [{"id": 1, "mme": "CM_X"}, {"id": 2, "mme": "CM_X", "fields": {}}, {"mme": [], "fields": 1}]
    assert all("error" in answer for answer in answers(run("encode", "--jsonl", lines=bad)))


def test_frames_on_the_command_line_are_shown_for_people_or_as_json() -> None:
    shown = run("decode", PARM["frame"])
    assert shown.return_value == 0
    assert "CM_SLAC_PARM.REQ\n" in shown.stdout
    assert "run_id = 1122334455667788" in shown.stdout
    assert answers(run("decode", "--json", PARM["frame"]))[0]["fields"] == PARM["fields"]
    failed = run("decode", "00")
    assert failed.return_value == 1
    assert "ends inside the MME header" in failed.stdout


def test_one_message_is_encoded_from_its_fields() -> None:
    done = run("encode", PARM["mme"], json.dumps(PARM["fields"]))
    assert (done.return_value, done.stdout.strip()) == (0, PARM["frame"])
    failed = run("encode", PARM["mme"], "{}")
    assert failed.return_value == 1
    assert "dst is missing" in failed.stdout
