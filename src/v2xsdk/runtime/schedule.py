"""Which frame of a cyclic plan comes next: pure, times passed in."""

from __future__ import annotations

from v2xsdk.protocol.can.plan import CyclicFrame, CyclicPlan, Slot, When

Fills = tuple[float | None, ...]


class Schedule:
    """Due times of a plan's cyclic frames, and which of them carry a value not yet sent.

    Times are seconds on one monotonic clock.
    """

    def __init__(self, plan: CyclicPlan, now_s: float) -> None:
        self._frames = plan.frames
        self._due_s = [now_s] * len(plan.frames)
        self._sent_fills: list[Fills | None] = [None] * len(plan.frames)
        self._change_went = False

    def next(self, slots: dict[Slot, float], live: bool, now_s: float) -> CyclicFrame | None:
        """Return the frame to send at ``now_s`` and count it as sent; ``None`` when none is due.

        Frames whose set-point changed go first, then the most overdue one. After a changed one, a frame that is late
        by more than its period gets its turn: a set-point that changes all the time must not keep the unit from being
        asked how it is.
        """
        change = self._changed(slots) if live else None
        late = self._latest(live, now_s) if self._change_went else None
        self._change_went = change is not None and late is None
        if change is None:
            index = self._most_overdue(live, now_s)
        else:
            index = change if late is None else late
        if index is None:
            return None
        frame = self._frames[index]
        self._due_s[index] = now_s + frame.period_s
        self._sent_fills[index] = _fills(frame, slots)
        return frame

    def next_due_s(self, live: bool) -> float:
        """Return when the next frame becomes due, ``inf`` when there is none."""
        times = [due for frame, due in zip(self._frames, self._due_s, strict=True) if live or not _is_live(frame)]
        return min(times, default=float("inf"))

    def forget_sent(self) -> None:
        """Count every filled frame as never sent, so that the next set-point is written in full."""
        self._sent_fills = [None] * len(self._frames)

    def _latest(self, live: bool, now_s: float) -> int | None:
        """Return the frame that is late by the most of its periods, ``None`` when none is by more than one."""
        periods = [(now_s - due) / frame.period_s for frame, due in zip(self._frames, self._due_s, strict=True)]
        allowed = [index for index, frame in enumerate(self._frames) if live or not _is_live(frame)]
        worst = max(allowed, key=lambda index: periods[index], default=None)
        return worst if worst is not None and periods[worst] > 1.0 else None

    def _changed(self, slots: dict[Slot, float]) -> int | None:
        for index, frame in enumerate(self._frames):
            if frame.fills and self._sent_fills[index] != _fills(frame, slots):
                return index
        return None

    def _most_overdue(self, live: bool, now_s: float) -> int | None:
        best: int | None = None
        for index, frame in enumerate(self._frames):
            if self._due_s[index] > now_s or (_is_live(frame) and not live):
                continue
            if best is None or self._due_s[index] < self._due_s[best]:
                best = index
        return best


def _is_live(frame: CyclicFrame) -> bool:
    return frame.when is When.LIVE


def _fills(frame: CyclicFrame, slots: dict[Slot, float]) -> Fills:
    return tuple(slots.get(fill.slot) for fill in frame.fills)
