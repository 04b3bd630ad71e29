"""ScheduleExchange of -20: the charger's schedules with price levels, and the vehicle's profile against them."""

from __future__ import annotations

from typing import Any

import msgspec

from v2xsdk.model import VehicleStatus
from v2xsdk.protocol.v2g.early.status import periods
from v2xsdk.protocol.v2g.evse import EvseState, SchedulePeriod
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.numbers import rational_limit, to_float

SCHEDULE_ID = 1
PRICE_SCHEDULE_ID = 1
TOLERANCE = 1.005
REQUEST_FIELDS = (
    ("target_energy_wh", "EVTargetEnergyRequest"),
    ("maximum_energy_wh", "EVMaximumEnergyRequest"),
    ("minimum_energy_wh", "EVMinimumEnergyRequest"),
    ("maximum_v2x_energy_wh", "EVMaximumV2XEnergyRequest"),
    ("minimum_v2x_energy_wh", "EVMinimumV2XEnergyRequest"),
)


def vehicle_needs(mode: Any, old: VehicleStatus, now: float) -> VehicleStatus:
    """Return ``old`` with the energy needs and the departure of a ScheduleExchangeReq."""
    values: dict[str, Any] = {"time_s": now}
    for name, wire in REQUEST_FIELDS:
        if (number := getattr(mode, wire, None)) is not None:
            values[name] = to_float(number)
    if mode.DepartureTime is not None:
        values["departure_s"] = float(mode.DepartureTime)
    return msgspec.structs.replace(old, **values)


def scheduled_answer(
    evse: EvseState, unix_s: int, max_points: int, bidirectional: bool
) -> m.Scheduled_SEResControlModeType:
    """Return one schedule tuple of at most ``max_points`` entries, with a discharging schedule for BPT."""
    found = periods(evse)[:max_points]
    charging = _schedule(found, unix_s, [p.charge_power_w for p in found])
    discharging = _schedule(found, unix_s, [p.discharge_power_w for p in found]) if bidirectional else None
    entry = m.ScheduleTupleType(ScheduleTupleID=SCHEDULE_ID, ChargingSchedule=charging, DischargingSchedule=discharging)
    return m.Scheduled_SEResControlModeType(ScheduleTuple=(entry,))


def _schedule(found: tuple[SchedulePeriod, ...], unix_s: int, powers: list[float]) -> m.ChargingScheduleType:
    entries = tuple(
        m.PowerScheduleEntryType(Duration=period.duration_s, Power=rational_limit(power))
        for period, power in zip(found, powers, strict=True)
    )
    return m.ChargingScheduleType(
        PowerSchedule=m.PowerScheduleType(
            TimeAnchor=unix_s, PowerScheduleEntries=m.PowerScheduleEntryListType(PowerScheduleEntry=entries)
        ),
        PriceLevelSchedule=_price_levels(found, unix_s),
    )


def _price_levels(found: tuple[SchedulePeriod, ...], unix_s: int) -> m.PriceLevelScheduleType:
    entries = tuple(
        m.PriceLevelScheduleEntryType(Duration=period.duration_s, PriceLevel=period.price_level) for period in found
    )
    return m.PriceLevelScheduleType(
        TimeAnchor=unix_s,
        PriceScheduleID=PRICE_SCHEDULE_ID,
        NumberOfPriceLevels=max(period.price_level for period in found) + 1,
        PriceLevelScheduleEntries=m.PriceLevelScheduleEntryListType(PriceLevelScheduleEntry=entries),
    )


def profile_of(given: m.EVPowerProfileType) -> tuple[tuple[float, float], ...]:
    """Return a power profile as (seconds from its anchor, W); negative feeds."""
    start_s, entries = 0.0, []
    for entry in given.EVPowerProfileEntries.EVPowerProfileEntry:
        power_w = sum(to_float(p) for p in (entry.Power, entry.Power_L2, entry.Power_L3) if p is not None)
        entries.append((start_s, power_w))
        start_s += entry.Duration
    return tuple(entries)


def violation(entries: tuple[tuple[float, float], ...], evse: EvseState, bidirectional: bool) -> str:
    """Return what is wrong with a profile against the schedule, empty for nothing."""
    for start_s, power_w in entries:
        period = _period_at(evse, start_s)
        if period is None:
            continue
        allowed_w = period.charge_power_w if power_w >= 0.0 else period.discharge_power_w if bidirectional else 0.0
        if abs(power_w) > allowed_w * TOLERANCE:
            return f"{power_w:g} W at {start_s:g} s, the schedule allows {allowed_w:g} W"
    return ""


def _period_at(evse: EvseState, at_s: float) -> SchedulePeriod | None:
    end_s = 0.0
    for period in periods(evse):
        end_s += period.duration_s
        if at_s < end_s:
            return period
    return None
