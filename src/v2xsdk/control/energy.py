"""Charged and discharged energy, counted from measured power."""

from __future__ import annotations


class EnergyCounter:
    """Trapezoids between readings of signed power, steps where the command jumped; both sums only grow.

    A gap longer than ``gap_max_s`` is not interpolated: its length is kept in ``uncounted_s``. Energies are
    multiplied by ``time_scale``, for emulated plants that run faster than the wire.
    """

    def __init__(self, gap_max_s: float = 2.0, time_scale: float = 1.0) -> None:
        self._gap_max_s = gap_max_s
        self._wh_per_ws = time_scale / 3600.0
        self._time_s: float | None = None
        self._power_w: float | None = None
        self._step_s: float | None = None
        self.charged_wh = 0.0
        self.discharged_wh = 0.0
        self.uncounted_s = 0.0

    @property
    def net_wh(self) -> float:
        """Charged less discharged energy in Wh."""
        return self.charged_wh - self.discharged_wh

    def step(self, time_s: float) -> None:
        """The command jumped at ``time_s``: until then the last reading held, afterwards the next one does."""
        self._step_s = time_s

    def add(self, time_s: float, power_w: float | None) -> None:
        """Count up to a reading in W; unknown power is a gap. Readings that are not newer are ignored."""
        if self._time_s is not None and time_s <= self._time_s:
            return
        if self._time_s is not None:
            step_s = self._step_s
            if step_s is not None and self._time_s < step_s < time_s:
                self._count(step_s - self._time_s, self._power_w, self._power_w)
                self._count(time_s - step_s, power_w, power_w)
            else:
                self._count(time_s - self._time_s, self._power_w, power_w)
        self._time_s, self._power_w = time_s, power_w

    def _count(self, span_s: float, first_w: float | None, last_w: float | None) -> None:
        if first_w is None or last_w is None or span_s > self._gap_max_s:
            self.uncounted_s += span_s
            return
        up_s = _positive_area(span_s, first_w, last_w)
        down_s = _positive_area(span_s, -first_w, -last_w)
        self.charged_wh += up_s * self._wh_per_ws
        self.discharged_wh += down_s * self._wh_per_ws


def _positive_area(span_s: float, first_w: float, last_w: float) -> float:
    """Return the area in Ws above 0 under the line from ``first_w`` to ``last_w``."""
    if first_w >= 0.0 and last_w >= 0.0:
        return 0.5 * (first_w + last_w) * span_s
    high_w = max(first_w, last_w)
    if high_w <= 0.0:
        return 0.0
    return 0.5 * high_w * span_s * high_w / abs(first_w - last_w)
