"""Self-tests as routines (31): started, followed, and stopped when nobody follows any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from v2xsdk.drivers.uds.profile import ServiceProfile
from v2xsdk.drivers.uds.services import RESULTS, START, STOP, UdsServices
from v2xsdk.errors import ConfigError, DecodeError
from v2xsdk.model.service import SelfTestProgress, TestState
from v2xsdk.protocol.uds.cursor import Cursor

ASK_AGAIN_S = 0.1
_STATES = {1: TestState.RUNNING, 2: TestState.PASSED, 3: TestState.FAILED, 4: TestState.ABORTED}


async def run_self_test(
    services: UdsServices, profile: ServiceProfile, name: str
) -> AsyncGenerator[SelfTestProgress, None]:
    """Run a self-test; each report that differs from the one before is yielded."""
    if name not in profile.self_tests:
        raise ConfigError(f"no self-test {name!r}; there are: {', '.join(profile.self_tests)}")
    routine = profile.self_tests[name]
    await services.routine(START, routine)
    last: SelfTestProgress | None = None
    ended = False
    try:
        while not ended:
            report = _report(name, await services.routine(RESULTS, routine))
            ended = report.state is not TestState.RUNNING
            if report != last:
                yield report
            last = report
            if not ended:
                await asyncio.sleep(ASK_AGAIN_S)
    finally:
        if not ended:
            await services.routine(STOP, routine)


def _report(name: str, record: bytes) -> SelfTestProgress:
    cursor = Cursor(record, f"result of self-test {name!r}")
    state, percent = cursor.unsigned(1), cursor.unsigned(1)
    if state not in _STATES:
        raise DecodeError(f"result of self-test {name!r}: state {state} does not exist")
    return SelfTestProgress(name, _STATES[state], float(percent), cursor.rest().decode("utf-8", "replace"))
