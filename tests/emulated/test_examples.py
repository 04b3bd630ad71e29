"""Every example runs to its end against emulated hardware."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.programs import Outcome, Program

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

# What each one must have said at its end, and what it says only when something went as shown.
SAYS = {
    "01_charge_and_discharge.py": ("ordered +20000 W", "ordered -20000 W", "in_effect", "off confirmed: True"),
    "02_follow_a_signal.py": ("0 s  wanted", "7 s  wanted", "measured    -"),
    "03_sync_notebook.py": ("not run on hardware", "in_effect", "Wh came back", "confirmed=True"),
    "04_faults.py": ("latched by", "FellBack: fault", "FaultCleared: over_temperature", "limited to 0 W, soc_reserve"),
}
PROGRAMS = [
    Program(path.name, (sys.executable, "-W", "error", str(path)), takes_s=12.0)
    for path in sorted(EXAMPLES.glob("*.py"))
]

pytestmark = pytest.mark.timeout(180)  # the first test waits for all programs


def test_every_example_is_listed() -> None:
    assert [program.name for program in PROGRAMS] == sorted(SAYS)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: str(program.name))
def test_an_example_does_what_it_shows(program: Program, outcome: Outcome) -> None:
    assert outcome.status == 0, outcome.errors
    assert outcome.errors == ""
    for words in SAYS[program.name]:
        assert words in outcome.output


def test_the_first_example_is_short() -> None:
    lines = (EXAMPLES / "01_charge_and_discharge.py").read_text().splitlines()
    assert sum(bool(line.strip()) for line in lines) <= 15
