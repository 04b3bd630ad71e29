"""Programs and scenarios that run for a while are started together, and each test waits for its own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.programs import Outcome, Program, Scenario

AT_ONCE = 6


def _run(job: Program | Scenario, folder: Path) -> Any:
    folder.mkdir(mode=0o700)
    return job.run(folder)


@pytest.fixture(scope="session")
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Any]]]:
    """Start whatever the tests selected in this session wait for."""
    folder = tmp_path_factory.mktemp("programs")
    jobs = {
        job.name: job
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        for job in item.callspec.params.values()
        if isinstance(job, (Program, Scenario))
    }
    longest_first = sorted(jobs.values(), key=lambda job: -job.takes_s)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {job.name: pool.submit(_run, job, folder / str(number)) for number, job in enumerate(longest_first)}


@pytest.fixture
def outcome(started: dict[str, Future[Any]], program: Program) -> Outcome:
    """Return how the test's ``program`` ended."""
    found = started[program.name].result()
    assert isinstance(found, Outcome)
    return found
