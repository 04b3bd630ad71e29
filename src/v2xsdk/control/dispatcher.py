"""From the orders at hand to the next command, and from readings to what became of them."""

from __future__ import annotations

from v2xsdk.control.arbiter import Decision
from v2xsdk.control.command import Command
from v2xsdk.control.grant import Grant
from v2xsdk.control.order_desk import OrderDesk
from v2xsdk.control.setpoint import SetPoint
from v2xsdk.control.settings import ControlSettings
from v2xsdk.control.watch import Finding
from v2xsdk.model import (
    Direction,
    DriverInfo,
    FaultKind,
    Limits,
    Measurement,
    OrderRequest,
    Severity,
)


class Dispatcher:
    """Makes one command a tick; ``last`` is the one made last."""

    def __init__(self, desk: OrderDesk, info: DriverInfo, settings: ControlSettings) -> None:
        self._desk = desk
        self._setpoint = SetPoint(info, settings)
        self._heartbeat_s = settings.heartbeat_s
        self.last = Command(0.0, False, 0.0)

    def command(self, limits: Limits, now: float, *, delivering: bool) -> Command:
        """Return the command for ``now``; ``delivering``: the unit says that its output is on."""
        decision, grant = self._desk.choose(now, lambda power_w: self._setpoint.grant(limits, power_w))
        if decision.order is not None:
            expected_s = self._setpoint.expected_s(grant, now, delivering=delivering)
            self._setpoint.follow(grant, limits, now)
            self._judge(decision.order, grant, expected_s, now)
        elif decision.fallback_of is not None:
            self._setpoint.fall_back(grant, now)
        else:
            self._setpoint.cut(now)
        self.last = self._commanded(decision, grant, now)
        return self.last

    def reading(self, measured: Measurement, power_w: float | None, contradicted: bool, now: float) -> None:
        """Judge the order in charge by a measurement and the DC power in W taken from it."""
        judge = self._desk.live_judge(self.last.order_number)
        if judge is not None:
            off = measured.output_on is False
            changed = judge.reading(measured.time_s, power_w, off=off, trusted=not contradicted)
            self._desk.changed(judge, changed, now)

    def deviation(self) -> Finding:
        """Say whether the order in charge is not reached."""
        judge = self._desk.live_judge(self.last.order_number)
        present = judge is not None and judge.overdue
        detail = judge.status.detail if judge is not None else ""
        return Finding(present, FaultKind.POWER_MISMATCH, "output", Severity.WARNING, detail)

    def _judge(self, order: OrderRequest, grant: Grant, expected_s: float, now: float) -> None:
        judge = self._desk.judge(order)
        self._desk.changed(judge, judge.command(grant, self._setpoint.power_w, expected_s, now), now)
        self._desk.cover(order, now)

    def _commanded(self, decision: Decision, grant: Grant, now: float) -> Command:
        valid_until_s = now + self._heartbeat_s
        if self._setpoint.on:
            valid_until_s = min(valid_until_s, decision.until_s)
        return Command(
            power_w=self._setpoint.power_w,
            output_on=self._setpoint.on,
            valid_until_s=valid_until_s,
            direction=_direction(grant.granted_w),
            order_number=None if decision.order is None else decision.order.number,
        )


def _direction(power_w: float) -> Direction | None:
    if power_w == 0.0:
        return None
    return Direction.CHARGE if power_w > 0.0 else Direction.DISCHARGE
