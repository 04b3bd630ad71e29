"""Plays the script against the emulated unit, judging each step when it ends."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

from v2xsdk.charger import Charger, Order
from v2xsdk.cli.demo.evidence import Seen, TruthReader
from v2xsdk.cli.demo.recorder import Recorder
from v2xsdk.cli.demo.script import GRID, RESERVE_PERCENT, Given, Step
from v2xsdk.cli.hold import Hold, snapshot
from v2xsdk.cli.report.data import Check
from v2xsdk.cli.view import View
from v2xsdk.errors import EmulatorError, V2xError
from v2xsdk.model import ChargerState, OrderState, Reason
from v2xsdk.runtime.emulator_child import EmulatorChild

_EXPIRES_S = 120.0
_POLL_S = 0.1
_AFTER_RESERVE_S = 2.5
_ENDED = (ChargerState.LATCHED, ChargerState.LOST, ChargerState.CLOSED)


def emulator_of(charger: Charger) -> EmulatorChild:
    """Return the emulator behind ``charger``; raises ``EmulatorError`` when there is none."""
    if charger.emulator is None:
        raise EmulatorError("the demo runs on emulated hardware only")
    return charger.emulator


async def clock_offset_s(charger: Charger) -> float:
    """Return what must be added to the charger's clock to get the time of the emulator's log."""
    before_s = charger.status.time_s
    answer = await emulator_of(charger).command({"cmd": "truth"})
    return float(answer["truth"]["t_s"]) - (before_s + charger.status.time_s) / 2


class Player:
    """Plays steps one after another; after a step that failed only the stop is played."""

    def __init__(self, charger: Charger, truth: TruthReader, recorder: Recorder, view: View) -> None:
        self._charger = charger
        self._truth = truth
        self._recorder = recorder
        self._view = view
        self._orders: dict[str, Order] = {}
        self.checks: list[Check] = []

    async def play(self, script: Sequence[Step], title: str) -> None:
        """Play ``script``; every expectation of every step played ends as a check."""
        listening = asyncio.ensure_future(self._recorder.listen())
        showing = asyncio.ensure_future(self._show(title))
        await asyncio.sleep(0)  # both listen before the first order is given
        try:
            for step in script:
                if step.stop or all(check.passed for check in self.checks):
                    await self._play_step(step)
            self._recorder.finish()
        finally:
            listening.cancel()
            showing.cancel()
            await asyncio.wait({listening, showing})

    async def _play_step(self, step: Step) -> None:
        start_s = self._recorder.now_s()
        self._recorder.mark("step", step.name)
        self._view.note(f"step: {step.name} – {step.text}")
        problem = ""
        try:
            await self._act(step)
            await self._wait(step)
        except V2xError as error:
            problem = f"{type(error).__name__}: {error}"
            self._recorder.mark("charger", problem)
        self._judge(step, start_s, problem)

    async def _act(self, step: Step) -> None:
        if step.emulator is not None:
            await emulator_of(self._charger).command(step.emulator)
            self._recorder.mark("emulator", " ".join(f"{key}={value}" for key, value in step.emulator.items()))
        if step.order is not None:
            self._give(step.order)
        if step.stop:
            await self._charger.stop()

    def _give(self, given: Given) -> None:
        if given.power_w is None:
            self._orders.pop(given.owner).withdraw()
        else:
            self._orders[given.owner] = self._charger.set_power(
                given.power_w, owner=given.owner, priority=given.priority, expires_in_s=_EXPIRES_S
            )

    async def _wait(self, step: Step) -> None:
        loop = asyncio.get_running_loop()
        end_s = loop.time() + step.wait_s
        held = False
        while loop.time() < end_s:
            await asyncio.sleep(_POLL_S)
            if not step.stop and self._charger.status.state in _ENDED:
                return
            if step.until_reserve and not held and self._held_by_reserve():
                held = True
                end_s = min(end_s, loop.time() + _AFTER_RESERVE_S)

    def _held_by_reserve(self) -> bool:
        status = self._orders[GRID].status
        return (
            status.state is OrderState.LIMITED and status.reason is Reason.SOC_RESERVE and abs(status.granted_w) < 1.0
        )

    def _judge(self, step: Step, start_s: float, problem: str) -> None:
        end_s = self._recorder.now_s()
        self._truth.read()
        seen = Seen(
            name=step.name,
            start_s=start_s,
            end_s=end_s,
            truth=self._truth.between(start_s, end_s),
            measurements=self._recorder.measured_between(start_s, end_s),
            orders={owner: order.status for owner, order in self._orders.items()},
            faults=self._recorder.faults_between(start_s, end_s),
            problem=problem or self._state_problem(step),
        )
        for expectation in step.expect:
            check = expectation.judge(seen)
            self.checks.append(check)
            self._view.result("check", check)
            word = "ok" if check.passed else f"FAILED ({check.cause})"
            self._view.note(f"  {word}: {check.expected}: {check.found}")

    def _state_problem(self, step: Step) -> str:
        state = self._charger.status.state
        return f"the charger is {state}" if state in _ENDED and not step.stop else ""

    async def _show(self, title: str) -> None:
        hold = Hold(power_w=0.0, title=title, reserve_percent=RESERVE_PERCENT)
        with contextlib.suppress(asyncio.CancelledError):
            async for measurement in self._charger.measurements():
                self._view.show(snapshot(self._charger, measurement, hold))
