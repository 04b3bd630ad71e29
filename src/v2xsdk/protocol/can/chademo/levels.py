"""State of charge and the two V2H levels, whose units depend on the car (chademo, section 3)."""

from __future__ import annotations

from v2xsdk.protocol.can.chademo.records import EvDischargeLimits

KWH_PER_UNIT = 0.1
UNUSED = 0


def charge_percent(charge_rate_raw: int, reference_raw: int) -> float | None:
    """State of charge in percent; both values must come from the same cycle of the car."""
    if reference_raw == 0 or charge_rate_raw > reference_raw:
        return None
    return 100.0 * charge_rate_raw / reference_raw


def level_percent(raw: int, capacity_kwh: float, *, in_kwh: bool) -> float | None:
    """A level of 0x200 in percent of the capacity, ``None`` where it is not used or cannot be converted.

    ``in_kwh``: the car sends no 0x201 and counts in 0.1 kWh; else it counts in percent. Decimals are cut, as
    the guideline says.
    """
    if raw == UNUSED:
        return None
    if not in_kwh:
        return float(raw) if raw <= 100 else None
    if capacity_kwh <= 0:
        return None
    percent = float(int(100.0 * raw * KWH_PER_UNIT / capacity_kwh))
    return percent if percent <= 100 else None


def discharge_floor_percent(limits: EvDischargeLimits, capacity_kwh: float, *, in_kwh: bool) -> float | None:
    """The level at which discharging ends, ``None`` where the car names none."""
    return level_percent(limits.min_discharge_level_raw, capacity_kwh, in_kwh=in_kwh)


def charge_ceiling_percent(limits: EvDischargeLimits, capacity_kwh: float, *, in_kwh: bool) -> float | None:
    """The level at which charging ends within V2H, ``None`` where the car names none."""
    return level_percent(limits.max_charge_level_raw, capacity_kwh, in_kwh=in_kwh)
