"""Open-circuit voltage over state of charge, per chemistry (v2x-domain, section 5.1)."""

from __future__ import annotations

import msgspec

#: State of charge between two entries of an open-circuit voltage table, as a fraction.
GRID = 0.05


class Chemistry(msgspec.Struct, frozen=True):
    """One cell chemistry. ``ocv_v`` holds the voltage at 25 degC in steps of 5 % from 0 to 100 %.

    ``hysteresis_v`` is half of the gap between the charge and the discharge curve.
    """

    name: str
    ocv_v: tuple[float, ...]
    cell_max_v: float
    cell_min_v: float
    hysteresis_v: float = 0.0
    coulombic_efficiency: float = 0.998


def _on_grid(points: dict[int, float]) -> tuple[float, ...]:
    """Spread a published table, whose steps are 5 or 10 %, onto the 5 % grid."""
    published = sorted(points)
    values = []
    for percent in range(0, 101, 5):
        below = max(p for p in published if p <= percent)
        above = min(p for p in published if p >= percent)
        share = (percent - below) / (above - below) if above > below else 0.0
        values.append(points[below] + share * (points[above] - points[below]))
    return tuple(values)


_PERCENT = (0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)
_NMC_V = (3.00, 3.30, 3.43, 3.53, 3.59, 3.63, 3.68, 3.76, 3.87, 3.97, 4.07, 4.12, 4.18)
_LFP_V = (2.60, 3.05, 3.18, 3.23, 3.27, 3.29, 3.30, 3.31, 3.32, 3.33, 3.34, 3.36, 3.45)

NMC = Chemistry(
    name="NMC/graphite",
    ocv_v=_on_grid(dict(zip(_PERCENT, _NMC_V, strict=True))),
    cell_max_v=4.19,
    cell_min_v=2.90,
)
LFP = Chemistry(
    name="LFP/graphite",
    ocv_v=_on_grid(dict(zip(_PERCENT, _LFP_V, strict=True))),
    cell_max_v=3.65,
    cell_min_v=2.50,
    hysteresis_v=0.010,
)


class OcvCurve:
    """Open-circuit voltage and stored energy of ``series`` cells of one chemistry, piecewise linear.

    Beyond 0 and 100 % the outer pieces go on, so that an abused pack still has a voltage.
    """

    __slots__ = ("_energy", "_pieces", "_slope", "_volts")

    def __init__(self, chemistry: Chemistry, series: int) -> None:
        self._volts = [series * v for v in chemistry.ocv_v]
        self._pieces = len(self._volts) - 1
        self._slope = [(b - a) / GRID for a, b in zip(self._volts, self._volts[1:], strict=False)]
        self._energy = [0.0]
        for low, high in zip(self._volts, self._volts[1:], strict=False):
            self._energy.append(self._energy[-1] + GRID * (low + high) / 2)

    def _piece(self, soc: float) -> int:
        return min(max(int(soc / GRID), 0), self._pieces - 1)

    def volts(self, soc: float) -> float:
        """Return the open-circuit voltage in V at ``soc`` (fraction)."""
        piece = self._piece(soc)
        return self._volts[piece] + self._slope[piece] * (soc - piece * GRID)

    def slope(self, soc: float) -> float:
        """Return the change of the open-circuit voltage in V per unit of state of charge."""
        return self._slope[self._piece(soc)]

    def mean_volts(self, start: float, end: float) -> float:
        """Return the mean open-circuit voltage in V on the way from ``start`` to ``end`` (fractions)."""
        first, last = self._piece(start), self._piece(end)
        if first == last or start == end:
            return (self.volts(start) + self.volts(end)) / 2
        kink = max(first, last) * GRID
        to_kink = (kink - start) * (self.volts(start) + self.volts(kink))
        from_kink = (end - kink) * (self.volts(kink) + self.volts(end))
        return (to_kink + from_kink) / (2 * (end - start))

    def energy(self, soc: float) -> float:
        """Return the integral of the voltage from 0 to ``soc``, in Wh per Ah of capacity."""
        piece = self._piece(soc)
        above = soc - piece * GRID
        return self._energy[piece] + above * (self._volts[piece] + self._slope[piece] * above / 2)
