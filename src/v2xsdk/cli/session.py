"""One command's time with an open charger: whatever happens, it ends off, or says that this is not confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from v2xsdk.charger import Charger
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.interrupt import Interrupts, finished_before
from v2xsdk.cli.view import View
from v2xsdk.cli.view.wording import off_text
from v2xsdk.errors import OutputNotConfirmed, V2xError
from v2xsdk.spi import OffReport

OPEN_GRACE_S = 6.0


async def run_session(
    opening: Awaitable[Charger], work: Callable[[Charger], Awaitable[ExitCode]], view: View
) -> ExitCode:
    """Open, do ``work``, stop, close. A signal at any moment goes on with the stop.

    Returns the work's exit code, ``NOT_CONFIRMED`` when the unit did not say off, else ``INTERRUPTED`` after a
    signal. Errors of ``opening`` and ``work`` are raised after the stop.
    """
    with Interrupts() as interrupts:
        charger = await _open(opening, interrupts, view)
        if charger is None:
            return ExitCode.NOT_CONFIRMED
        task = asyncio.ensure_future(_as_coroutine(work(charger)))
        try:
            if not await finished_before(task, interrupts.happened):
                view.note(f"{interrupts.name}: switching off")
                task.cancel()
            code = await _result(task)
        finally:
            confirmed = await _off(charger, view)
            await charger.close()
        if not confirmed:
            return ExitCode.NOT_CONFIRMED
        return ExitCode.INTERRUPTED if interrupts.happened.is_set() else code


async def _open(opening: Awaitable[Charger], interrupts: Interrupts, view: View) -> Charger | None:
    """Return the open charger. Opening brings a unit to off, so a signal lets it finish, for a bounded time."""
    task = asyncio.ensure_future(opening)
    if not await finished_before(task, interrupts.happened):
        view.note(f"{interrupts.name}: waiting until the unit is known to be off")
        if not await finished_before(task, interrupts.impatient, OPEN_GRACE_S):
            task.cancel()
            await asyncio.wait({task})
    if task.cancelled():
        view.note(off_text(confirmed=False, may_deliver_s=None, detail="interrupted while opening"))
        return None
    return task.result()


async def _as_coroutine(work: Awaitable[ExitCode]) -> ExitCode:
    return await work


async def _result(task: asyncio.Task[ExitCode]) -> ExitCode:
    await asyncio.wait({task})
    return ExitCode.INTERRUPTED if task.cancelled() else task.result()


async def _off(charger: Charger, view: View) -> bool:
    """Stop, say what the unit said, and return whether that was "off"."""
    try:
        report = await charger.stop()
    except OutputNotConfirmed as error:
        report = OffReport(confirmed=False, may_deliver_s=error.may_deliver_s)
    except V2xError as error:
        report = OffReport(confirmed=False, may_deliver_s=charger.info.silence_timeout_s, detail=str(error))
    view.note(off_text(report.confirmed, report.may_deliver_s, report.detail))
    view.result("off", report)
    return report.confirmed
