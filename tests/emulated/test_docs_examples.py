"""The code blocks of README and docs run as they stand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tools.doc_blocks import Block, runnable

from tests.support.programs import Outcome, Program

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = runnable(ROOT)


def _program(block: Block) -> Program:
    if block.language == "python":
        return Program(block.name, (sys.executable, "-W", "error", "-c", block.text), takes_s=9.0)
    return Program(block.name, ("bash", "-euc", "\n".join(block.commands())), takes_s=14.0)


PROGRAMS = [_program(block) for block in BLOCKS]

pytestmark = pytest.mark.timeout(180)  # the first test waits for all programs


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: str(program.name))
def test_a_block_runs(outcome: Outcome) -> None:
    assert outcome.status == 0, outcome.output + outcome.errors


def test_there_are_blocks_of_both_kinds_and_in_the_readme() -> None:
    assert {block.language for block in BLOCKS} == {"python", "console"}
    assert any(block.page == "README.md" for block in BLOCKS)
    assert all(block.commands() for block in BLOCKS if block.language == "console")


def test_a_block_is_left_out_only_with_a_reason(tmp_path: Path) -> None:
    from tools.doc_blocks import blocks_of

    text = "<!-- not run: needs a car -->\n```console\n$ v2x info \\\n      URL\n```\n\n```python\nprint(1)\n```\n"
    (tmp_path / "page.md").write_text(text)
    first, second = blocks_of(tmp_path, "page.md")
    assert (first.not_run, first.commands()) == ("needs a car", ["v2x info        URL"])
    assert (second.not_run, second.text, second.line) == ("", "print(1)\n", 7)
