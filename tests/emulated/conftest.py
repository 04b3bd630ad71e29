"""Programs that run for a while are started together, and each test waits for its own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.support.programs import Outcome, Program, run

AT_ONCE = 7


@pytest.fixture(scope="session")
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Outcome]]]:
    """Start the programs of every test selected in this session."""
    folder = tmp_path_factory.mktemp("programs")
    programs = {
        program.name: program
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        for program in item.callspec.params.values()
        if isinstance(program, Program)
    }
    longest_first = sorted(programs.values(), key=lambda program: -program.takes_s)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {
            program.name: pool.submit(run, program, folder / program.name.replace("/", "-"))
            for program in longest_first
        }


@pytest.fixture
def outcome(started: dict[str, Future[Outcome]], program: Program) -> Outcome:
    """Return how the test's ``program`` ended."""
    return started[program.name].result()
