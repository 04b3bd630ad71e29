"""Whether an order took effect, judged by what is read back."""

from __future__ import annotations

import math

import msgspec

from v2xsdk.control.arbiter import Ended
from v2xsdk.control.grant import Grant
from v2xsdk.model import OrderRequest, OrderState, OrderStatus, Reason


class EffectRules(msgspec.Struct, frozen=True):
    """Tolerances of the read-back as declared by the driver; ``deviation_s`` in s."""

    tolerance_w: float
    tolerance_ratio: float
    deviation_s: float = 3.0
    readings: int = 2

    def allowed_w(self, granted_w: float) -> float:
        """Return the allowed deviation in W; never so wide that no power at all would pass for some."""
        allowed_w = max(self.tolerance_w, self.tolerance_ratio * abs(granted_w))
        return min(allowed_w, abs(granted_w) / 2.0) if granted_w else allowed_w


class EffectJudge:
    """Judges one live order and keeps judging it.

    In effect (or limited, where less was granted) after enough consecutive readings within tolerance that are
    newer than the set-point; not reached when they stay out of it until the deadline, or afterwards for
    ``deviation_s``.
    """

    def __init__(self, order: OrderRequest, rules: EffectRules) -> None:
        self._rules = rules
        self.status = OrderStatus(order.number, order.owner, OrderState.ACCEPTED, order.power_w)
        self._grant: Grant | None = None
        self._deadline_s = math.inf
        self._settled_s: float | None = None
        self._matches = 0
        self._confirmed = False
        self._deviating_s: float | None = None
        self.overdue = False
        self.measured_w: float | None = None

    @property
    def fresh(self) -> bool:
        """Whether the order was never in charge."""
        return self._grant is None and self.status.state is OrderState.ACCEPTED

    def cover(self, by: OrderRequest) -> bool:
        """Another order is in charge; return whether the status changed."""
        self._grant = None
        self._restart(math.inf)
        detail = f"order {by.number} of {by.owner} has priority {by.priority}"
        return self._become(OrderState.LIMITED, 0.0, Reason.HIGHER_PRIORITY, by.owner, detail)

    def command(self, grant: Grant, setpoint_w: float, expected_s: float, now: float) -> bool:
        """Take the power granted and the set-point sent now; return whether the status changed.

        ``expected_s`` is how long reaching ``grant`` may take from here.
        """
        if self._changed(grant):
            self._restart(now + expected_s)
        self._grant = grant
        if setpoint_w != grant.granted_w:
            self._settled_s = None
        elif self._settled_s is None:
            self._settled_s = now
        if not self._confirmed and now >= self._deadline_s:
            self.overdue = True
        return self._judge()

    def reading(self, time_s: float, measured_w: float | None, *, off: bool, trusted: bool) -> bool:
        """Take a reading of DC power; return whether the status changed.

        ``off``: the unit says that its output is off. ``trusted``: no independent meter contradicts.
        """
        if self._grant is None or self._settled_s is None or time_s <= self._settled_s:
            return False
        self.measured_w = measured_w
        if trusted and self._matching(self._grant.granted_w, measured_w, off):
            self._deviating_s = None
            self._matches += 1
            if self._matches >= self._rules.readings:
                self._confirmed, self.overdue = True, False
        else:
            self._deviate(time_s)
        return self._judge()

    def end(self, ended: Ended) -> None:
        """The order ended; the last known powers stay in its status."""
        self.overdue = False
        self._become(ended.state, self.status.granted_w, ended.reason, ended.source, ended.detail)

    def _deviate(self, time_s: float) -> None:
        self._matches = 0
        if not self._confirmed:
            return
        if self._deviating_s is None:
            self._deviating_s = time_s
        elif time_s - self._deviating_s >= self._rules.deviation_s:
            self._confirmed, self.overdue = False, True

    def _matching(self, granted_w: float, measured_w: float | None, off: bool) -> bool:
        if measured_w is None:
            return off and granted_w == 0.0
        return abs(measured_w - granted_w) <= self._rules.allowed_w(granted_w)

    def _changed(self, grant: Grant) -> bool:
        old = self._grant
        if old is None or (old.reason, old.source) != (grant.reason, grant.source):
            return True
        return abs(old.granted_w - grant.granted_w) > self._rules.allowed_w(grant.granted_w)

    def _restart(self, deadline_s: float) -> None:
        self._deadline_s = deadline_s
        self._settled_s = self._deviating_s = None
        self._matches = 0
        self._confirmed = self.overdue = False

    def _judge(self) -> bool:
        grant = self._grant
        if grant is None:
            return False
        if self.overdue:
            detail = f"granted {grant.granted_w:.0f} W, measured {_watts(self.measured_w)}"
            return self._become(OrderState.LIMITED, grant.granted_w, Reason.NOT_REACHED, "output", detail)
        if grant.limited and (self._confirmed or self.status.state is not OrderState.ACCEPTED):
            return self._become(OrderState.LIMITED, grant.granted_w, grant.reason, grant.source, grant.detail)
        if self._confirmed:
            return self._become(OrderState.IN_EFFECT, grant.granted_w)
        return False

    def _become(
        self,
        state: OrderState,
        granted_w: float,
        reason: Reason = Reason.NONE,
        source: str = "",
        detail: str = "",
    ) -> bool:
        old = self.status
        same = (old.state, old.reason, old.source) == (state, reason, source)
        if same and abs(old.granted_w - granted_w) <= self._rules.allowed_w(granted_w):
            return False
        self.status = msgspec.structs.replace(
            old,
            state=state,
            granted_w=granted_w,
            measured_w=self.measured_w,
            reason=reason,
            source=source,
            detail=detail,
        )
        return True


def _watts(power_w: float | None) -> str:
    return "unknown" if power_w is None else f"{power_w:.0f} W"
