"""All limits merged into what is allowed now, and which source says so."""

from __future__ import annotations

import math

import msgspec

from v2xsdk.control.loss import dc_charge_w, dc_discharge_w
from v2xsdk.model import Direction, Limits, LossCurve, MeasuringPoint, PowerLimit, Reason

NO_SITE_LOAD = "the other load at the site is unknown: it needs a meter, or a declared range"


class SiteLoad(msgspec.Struct, frozen=True):
    """Lowest and highest load in W of all else behind the site meter (negative where it generates)."""

    lowest_w: float
    highest_w: float


class _Held(msgspec.Struct, frozen=True):
    limit: PowerLimit
    time_s: float
    max_age_s: float | None


class LimitChain:
    """Holds one contribution a source and merges them to DC power at the vehicle connector.

    ``required`` sources permit nothing until they said something. Unknown, stale, negative or non-numeric
    contributions permit nothing in their direction; ``math.inf`` does not limit.
    """

    def __init__(self, loss_curve: LossCurve | None, required: tuple[str, ...] = ()) -> None:
        self._curve = loss_curve
        self._held = {source: _Held(_unknown(source, "it said nothing yet"), -math.inf, None) for source in required}
        self._required = required

    def put(self, limit: PowerLimit, time_s: float, max_age_s: float | None = None) -> None:
        """Replace the source's contribution; after ``max_age_s`` without another it counts as unknown."""
        self._held[limit.source] = _Held(limit, time_s, max_age_s)

    def remove(self, source: str) -> None:
        """Forget a source; a required one permits nothing from then on."""
        if source in self._required:
            self._held[source] = _Held(_unknown(source, "it is gone"), -math.inf, None)
        else:
            self._held.pop(source, None)

    def merge(self, now: float, site_load: SiteLoad | None = None) -> Limits:
        """Return the limits in force at ``now``; with no source at all nothing is permitted."""
        sources = tuple(self._dc(_fresh(held, now), site_load) for held in self._held.values())
        if not sources:
            sources = (_unknown("limits", "no source of limits"),)
        charge = min(sources, key=lambda limit: limit.charge_w or 0.0)
        discharge = min(sources, key=lambda limit: limit.discharge_w or 0.0)
        return Limits(
            charge_w=charge.charge_w or 0.0,
            discharge_w=discharge.discharge_w or 0.0,
            charge_source=charge.source,
            discharge_source=discharge.source,
            charge_reason=_reason(charge, Direction.CHARGE),
            discharge_reason=_reason(discharge, Direction.DISCHARGE),
            sources=sources,
        )

    def _dc(self, limit: PowerLimit, site_load: SiteLoad | None) -> PowerLimit:
        charge_w, discharge_w = _magnitude(limit.charge_w), _magnitude(limit.discharge_w)
        if limit.point is MeasuringPoint.SITE:
            charge_w, discharge_w = _behind_meter(charge_w, discharge_w, site_load)
            if site_load is None:
                limit = msgspec.structs.replace(limit, detail=NO_SITE_LOAD)
        if limit.point is not MeasuringPoint.DC:
            charge_w = None if charge_w is None else dc_charge_w(charge_w, self._curve)
            discharge_w = None if discharge_w is None else dc_discharge_w(discharge_w, self._curve)
        elif charge_w is limit.charge_w and discharge_w is limit.discharge_w:
            return limit
        return msgspec.structs.replace(limit, charge_w=charge_w, discharge_w=discharge_w, point=MeasuringPoint.DC)


def _behind_meter(
    charge_w: float | None, discharge_w: float | None, load: SiteLoad | None
) -> tuple[float | None, float | None]:
    if charge_w is not None and math.isfinite(charge_w):
        charge_w = None if load is None else max(0.0, charge_w - load.highest_w)
    if discharge_w is not None and math.isfinite(discharge_w):
        discharge_w = None if load is None else max(0.0, discharge_w + load.lowest_w)
    return charge_w, discharge_w


def _magnitude(value: float | None) -> float | None:
    return value if value is not None and value >= 0.0 else None


def _fresh(held: _Held, now: float) -> PowerLimit:
    if held.max_age_s is None or now - held.time_s <= held.max_age_s:
        return held.limit
    return _unknown(held.limit.source, f"no news for more than {held.max_age_s:g} s")


def _unknown(source: str, detail: str) -> PowerLimit:
    return PowerLimit(source, None, None, reason=Reason.LIMIT_UNKNOWN, detail=detail)


def _reason(limit: PowerLimit, direction: Direction) -> Reason:
    charge = direction is Direction.CHARGE
    own = limit.charge_reason if charge else limit.discharge_reason
    if own is not None:
        return own
    known = limit.charge_w if charge else limit.discharge_w
    return limit.reason if known is not None else Reason.LIMIT_UNKNOWN
