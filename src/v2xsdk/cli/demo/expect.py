"""The kinds of expectation that the demo's table is made of. Each is judged on the emulator's own log."""

from __future__ import annotations

from abc import abstractmethod

import msgspec

from v2xsdk.cli.demo.causes import IGNORED_OFF, cause_of
from v2xsdk.cli.demo.evidence import Seen, mean_of, reached_after_s
from v2xsdk.cli.report.data import Check
from v2xsdk.cli.view import quantity
from v2xsdk.model import OrderState, Reason

SETTLED_S = 1.5
_SDK_TOLERANCE_RATIO, _SDK_TOLERANCE_W = 0.01, 150.0


class Expectation(msgspec.Struct, frozen=True):
    """Something that must be true of a step."""

    @abstractmethod
    def judge(self, seen: Seen) -> Check:
        """Return what was expected, what was found, and whether that is enough."""


class Power(Expectation, frozen=True):
    """The vehicle takes (or gives, negative) ``power_w`` at the end of the step, reached within ``within_s``."""

    power_w: float
    within_s: float
    tolerance_ratio: float = 0.02

    def judge(self, seen: Seen) -> Check:
        """Compare the last seconds of the log, and find when the power was reached first."""
        band_w = abs(self.power_w) * self.tolerance_ratio + 100.0
        settled = [step.dc_power_w for step in seen.truth if step.t_s >= seen.end_s - SETTLED_S]
        found_w = mean_of(settled)
        after_s = reached_after_s(
            seen.truth, seen.start_s, lambda step: abs(step.dc_power_w - self.power_w) <= 2 * band_w
        )
        passed = found_w is not None and abs(found_w - self.power_w) <= band_w
        passed = passed and after_s is not None and after_s <= self.within_s
        late = "never reached" if after_s is None else f"after {after_s:.1f} s"
        return Check(
            step=seen.name,
            expected=f"{quantity.power(self.power_w)} DC within {self.within_s:g} s",
            found=f"{quantity.power(found_w)}, {late}",
            passed=passed,
            cause="" if passed else cause_of(seen, self.power_w, found_w),
        )


class GridPower(Expectation, frozen=True):
    """The grid side is brought to its limit and not beyond; ``limit_w`` is signed.

    One step of the log may show up to ``overshoot_ratio`` more: the pack's voltage answers the current at once, the
    set-point follows a reading later.
    """

    limit_w: float
    margin_ratio: float = 0.03
    overshoot_ratio: float = 0.01

    def judge(self, seen: Seen) -> Check:
        """Compare the mean of the last seconds, and the extreme of the whole step."""
        sign = 1 if self.limit_w > 0 else -1
        found_w = mean_of(step.ac_power_w for step in seen.truth if step.t_s >= seen.end_s - SETTLED_S)
        extreme_w = max((step.ac_power_w * sign for step in seen.truth), default=0.0) * sign
        near = found_w is not None and (1 - self.margin_ratio) * abs(self.limit_w) <= found_w * sign
        passed = near and abs(extreme_w) <= abs(self.limit_w) * (1 + self.overshoot_ratio)
        passed = passed and found_w is not None and abs(found_w) <= abs(self.limit_w)
        return Check(
            step=seen.name,
            expected=f"grid side at {quantity.power(self.limit_w)} and not beyond",
            found=f"{quantity.power(found_w)}, at most {quantity.power(extreme_w)}",
            passed=passed,
            cause="" if passed else cause_of(seen, self.limit_w, found_w),
        )


class Measured(Expectation, frozen=True):
    """What the SDK measured at the end of the step is what really flowed."""

    def judge(self, seen: Seen) -> Check:
        """Compare the means of the last seconds."""
        told_w = mean_of(entry.dc_power_w for entry in seen.measurements if entry.time_s >= seen.end_s - SETTLED_S)
        true_w = mean_of(step.dc_power_w for step in seen.truth if step.t_s >= seen.end_s - SETTLED_S)
        passed = (
            told_w is not None
            and true_w is not None
            and abs(told_w - true_w) <= abs(true_w) * _SDK_TOLERANCE_RATIO + _SDK_TOLERANCE_W
        )
        return Check(
            step=seen.name,
            expected="the SDK measures what flows",
            found=f"{quantity.power(told_w)} measured, {quantity.power(true_w)} flowed",
            passed=passed,
            cause="" if passed else cause_of(seen, told_w, true_w),
        )


class SocMoves(Expectation, frozen=True):
    """The state of charge moves by at least ``percent`` (signed), and the SDK sees it move alike."""

    percent: float

    def judge(self, seen: Seen) -> Check:
        """Compare the way of the pack with the way that the vehicle told."""
        told = [entry.soc_percent for entry in seen.measurements if entry.soc_percent is not None]
        moved = seen.truth[-1].soc_percent - seen.truth[0].soc_percent if seen.truth else 0.0
        seen_moving = told[-1] - told[0] if told else 0.0
        sign = 1 if self.percent > 0 else -1
        passed = moved * sign >= abs(self.percent) and abs(seen_moving - moved) <= 0.3 * abs(moved) + 0.3
        return Check(
            step=seen.name,
            expected=f"SoC moves by {self.percent:+.0f} % or more",
            found=f"{moved:+.1f} % in the pack, {seen_moving:+.1f} % told",
            passed=passed,
            cause="" if passed else cause_of(seen),
        )


class Limited(Expectation, frozen=True):
    """The order of ``owner`` is limited, for one of ``reasons``."""

    owner: str
    reasons: tuple[Reason, ...]

    def judge(self, seen: Seen) -> Check:
        """Look at the order's last state."""
        order = seen.orders.get(self.owner)
        passed = order is not None and order.state is OrderState.LIMITED and order.reason in self.reasons
        return Check(
            step=seen.name,
            expected=f"order of {self.owner} limited by {' or '.join(self.reasons)}",
            found="no order" if order is None else f"{order.state}, {order.reason} by {order.source or 'nobody'}",
            passed=passed,
            cause="" if passed else cause_of(seen),
        )


class InEffect(Expectation, frozen=True):
    """The order of ``owner`` is in effect, as read back from the unit."""

    owner: str

    def judge(self, seen: Seen) -> Check:
        """Look at the order's last state."""
        order = seen.orders.get(self.owner)
        passed = order is not None and order.state is OrderState.IN_EFFECT
        found = "no order" if order is None else str(order.state).replace("_", " ")
        if order is not None and order.reason is not Reason.NONE:
            found += f", {order.reason} by {order.source}"
        return Check(
            step=seen.name,
            expected=f"order of {self.owner} in effect",
            found=found,
            passed=passed,
            cause="" if passed else cause_of(seen),
        )


class ReserveKept(Expectation, frozen=True):
    """The pack ends at the reserve: not more than ``above`` over it, never more than ``below`` under it."""

    reserve_percent: float
    above: float
    below: float

    def judge(self, seen: Seen) -> Check:
        """Look at the lowest and the last state of charge of the log."""
        lowest = min((step.soc_percent for step in seen.truth), default=0.0)
        last = seen.truth[-1].soc_percent if seen.truth else 0.0
        passed = lowest >= self.reserve_percent - self.below and last <= self.reserve_percent + self.above
        return Check(
            step=seen.name,
            expected=f"discharge ends at the reserve, {self.reserve_percent:.0f} % (−{self.below:g}, +{self.above:g})",
            found=f"{last:.2f} %, lowest {lowest:.2f} %",
            passed=passed,
            cause="" if passed else cause_of(seen),
        )


class Off(Expectation, frozen=True):
    """The output is off within ``within_s``, and stays so."""

    within_s: float

    def judge(self, seen: Seen) -> Check:
        """Look for the first step with the output off, and that the last one still is."""
        after_s = reached_after_s(seen.truth, seen.start_s, lambda step: not step.output_on)
        off = bool(seen.truth) and not seen.truth[-1].output_on
        passed = off and after_s is not None and after_s <= self.within_s
        still = "still on" if not off or after_s is None else f"off after {after_s:.1f} s"
        return Check(
            step=seen.name,
            expected=f"output off within {self.within_s:g} s",
            found=f"{still}{'; ' + seen.problem if seen.problem else ''}",
            passed=passed and not seen.problem,
            cause="" if passed and not seen.problem else _off_cause(seen, off),
        )


def _off_cause(seen: Seen, off: bool) -> str:
    return cause_of(seen) if off else f"{IGNORED_OFF}: the output was still on {seen.end_s - seen.start_s:.1f} s later"
