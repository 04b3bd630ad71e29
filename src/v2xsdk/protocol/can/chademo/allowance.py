"""What the car itself allows in one direction, told apart from what it merely repeats of our offer."""

from __future__ import annotations

STEP_A = 2  # chademo, section 5, step 10: the car's request moves by 2 A
HEADROOM_A = 3
SETTLE_S = 0.5
PROBE_S = 10.0


class Allowance:
    """Follows the car's request against the charger's offer.

    A request that stays clearly below the offer is the car's own limit. The offer then keeps a little
    headroom above it (:attr:`headroom_a`), so that the car can ask for more; a limit learnt before the offer was
    withdrawn holds for 10 s and is then tried again.
    """

    def __init__(self) -> None:
        self.limit_a: int | None = None
        self._asked_a = 0
        self._offered_a = 0
        self._steady_since_s = 0.0
        self._offered_at_s: float | None = None

    @property
    def headroom_a(self) -> int:
        """Amperes to offer above the car's own limit while that limit binds."""
        return 0 if self.limit_a is None else HEADROOM_A

    def update(self, asked_a: int, offered_a: int, now: float) -> None:
        """Take the car's request and the charger's offer of this moment (A, magnitudes)."""
        if offered_a == 0:
            self._withdrawn(now)
            return
        self._offered_at_s = now
        fell = asked_a < self._asked_a and offered_a >= self._offered_a
        if asked_a != self._asked_a or offered_a < self._offered_a:
            self._steady_since_s = now
        self._asked_a, self._offered_a = asked_a, offered_a
        if asked_a >= offered_a - STEP_A:
            self.limit_a = None
        elif fell or self.limit_a is not None or now - self._steady_since_s >= SETTLE_S:
            self.limit_a = asked_a

    def _withdrawn(self, now: float) -> None:
        self._asked_a = self._offered_a = 0
        self._steady_since_s = now
        if self._offered_at_s is not None and now - self._offered_at_s >= PROBE_S:
            self.limit_a = None
