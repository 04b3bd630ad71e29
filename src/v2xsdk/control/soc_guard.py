"""SoC reserve and ceiling, with counted energy as a second floor."""

from __future__ import annotations

import math

import msgspec

from v2xsdk.control.soc_filter import SocFilter, SocFilterRules
from v2xsdk.errors import LimitError
from v2xsdk.model import PowerLimit, Reason

CAPACITY_MAX_WH = 500_000.0
"""Larger than any pack known: with an undeclared capacity the energy check is coarse, not absent."""


class SocSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the integrator wants kept, in percent and Wh.

    ``reserve_percent``: no discharge at or below it plus ``floor_margin_percent``, and again only from it
    plus ``resume_percent`` (v2x-domain, section 4.8). ``ceiling_percent``: no charge from it on, and again
    only ``resume_percent`` below. ``energy_budget_wh``: net energy that may leave the vehicle since plug-in;
    it replaces an unknown SoC. ``energy_time_scale`` multiplies counted energy (emulated plants).
    """

    reserve_percent: float | None = None
    ceiling_percent: float | None = None
    capacity_wh: float | None = None
    energy_budget_wh: float | None = None
    energy_time_scale: float = 1.0
    floor_margin_percent: float = 1.0
    resume_percent: float = 3.0
    filter: SocFilterRules = SocFilterRules()

    def __post_init__(self) -> None:
        for name in ("reserve_percent", "ceiling_percent"):
            value = getattr(self, name)
            if value is not None and not 0.0 <= value <= 100.0:
                raise LimitError(f"{name}={value!r} must lie between 0 and 100 %")
        for name in ("capacity_wh", "energy_budget_wh", "energy_time_scale"):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value > 0.0):
                raise LimitError(f"{name}={value!r} must be a positive number")
        if not 0.0 <= self.floor_margin_percent < self.resume_percent:
            raise LimitError("resume_percent must be larger than floor_margin_percent, both not negative")
        if self.reserve_percent is not None and self.ceiling_percent is not None:
            self._check_band(self.reserve_percent, self.ceiling_percent)

    def _check_band(self, reserve: float, ceiling: float) -> None:
        if reserve + self.resume_percent >= ceiling - self.resume_percent:
            raise LimitError(
                f"reserve_percent={reserve:g} and ceiling_percent={ceiling:g} leave no band to work in: "
                f"they must lie more than {2 * self.resume_percent:g} points apart"
            )


class SocGuard:
    """Gives a ``PowerLimit`` named "soc" from readings of SoC and from energy counted since plug-in.

    Unknown SoC permits no discharge, unless an energy budget was declared. A declared ceiling needs a SoC,
    read or counted.
    """

    def __init__(self, settings: SocSettings) -> None:
        self._settings = settings
        self._capacity_wh = settings.capacity_wh
        self.plug_in(0.0)

    def plug_in(self, net_wh: float) -> None:
        """A vehicle came: count from here. ``net_wh`` is the counter's charged less discharged energy."""
        self._filter = SocFilter(self._settings.filter)
        self._plugged_wh = self._net_wh = net_wh
        self._first: tuple[float, float] | None = None
        self._at_floor = self._at_ceiling = False

    @property
    def problem(self) -> str:
        """Why the SoC reading is implausible, empty when it is not."""
        return self._filter.problem

    def update(self, soc_percent: float | None, time_s: float, net_wh: float, capacity_wh: float | None = None) -> None:
        """Take a reading and the counted energy; ``capacity_wh`` is the vehicle's own word."""
        self._net_wh = net_wh
        if self._settings.capacity_wh is None and capacity_wh is not None and capacity_wh > 0.0:
            self._capacity_wh = capacity_wh
        self._filter.update(soc_percent, time_s, self._percent(net_wh - self._plugged_wh))
        soc = self._filter.value(time_s)
        if self._first is None and soc is not None:
            self._first = (soc, net_wh)

    def limit(self, now: float) -> PowerLimit:
        """Return what the SoC allows at ``now``."""
        soc = self._filter.value(now)
        discharge_w, discharge_reason = self._discharge(soc)
        charge_w, charge_reason = self._charge(soc)
        return PowerLimit(
            "soc",
            charge_w,
            discharge_w,
            charge_reason=charge_reason,
            discharge_reason=discharge_reason,
            detail=self._detail(soc),
        )

    def counted_percent(self) -> float | None:
        """Return the SoC by counted energy from the first trusted reading, ``None`` without a capacity."""
        if self._first is None or self._capacity_wh is None:
            return None
        soc, net_wh = self._first
        return soc + self._percent(self._net_wh - net_wh)

    def _discharge(self, soc: float | None) -> tuple[float | None, Reason | None]:
        budget_wh = self._settings.energy_budget_wh
        if budget_wh is not None and self._plugged_wh - self._net_wh >= budget_wh:
            return 0.0, Reason.ENERGY_BUDGET
        if soc is None:
            return (None, Reason.SOC_UNKNOWN) if budget_wh is None else (math.inf, None)
        if self._below_floor(soc):
            return 0.0, Reason.SOC_RESERVE
        return math.inf, None

    def _below_floor(self, soc: float) -> bool:
        reserve = self._settings.reserve_percent
        if reserve is None:
            return False
        counted = self.counted_percent()
        margin = self._settings.resume_percent if self._at_floor else self._settings.floor_margin_percent
        # The counted floor carries no margin of its own: it is the second one, and has the capacity's error.
        spare = margin - self._settings.floor_margin_percent
        low = soc < reserve + margin if self._at_floor else soc <= reserve + margin
        self._at_floor = low or (counted is not None and counted <= reserve + spare)
        return self._at_floor

    def _charge(self, soc: float | None) -> tuple[float | None, Reason | None]:
        ceiling = self._settings.ceiling_percent
        if ceiling is None:
            return math.inf, None
        level = soc if soc is not None else self.counted_percent()
        if level is None:
            return None, Reason.SOC_UNKNOWN
        edge = ceiling - self._settings.resume_percent if self._at_ceiling else ceiling
        self._at_ceiling = level > edge if self._at_ceiling else level >= edge
        return (0.0, Reason.SOC_CEILING) if self._at_ceiling else (math.inf, None)

    def _percent(self, energy_wh: float) -> float:
        return 100.0 * energy_wh / (self._capacity_wh or CAPACITY_MAX_WH)

    def _detail(self, soc: float | None) -> str:
        return self._filter.problem or ("SoC unknown" if soc is None else "")
