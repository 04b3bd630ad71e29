"""Schedules of -2: what the charger offers, and whether the vehicle's profile stays below it."""

from __future__ import annotations

from v2xsdk.protocol.v2g.early.status import periods, power_at
from v2xsdk.protocol.v2g.evse import EvseState
from v2xsdk.protocol.v2g.messages import iso2 as m
from v2xsdk.protocol.v2g.numbers import physical_limit, to_float

MAX_ENTRIES = 1024
TOLERANCE = 1.005
"""A profile may exceed the schedule by what the rounding of its numbers does."""


def schedule_list(evse: EvseState) -> m.SAScheduleListType:
    """Return one schedule, id 1, of the charger's periods ([V2G2-773], [V2G2-905])."""
    start_s, entries = 0, []
    for period in periods(evse)[:MAX_ENTRIES]:
        interval = m.RelativeTimeIntervalType(start=start_s, duration=min(period.duration_s, 86_400))
        power = physical_limit(m, period.charge_power_w, "W")
        entries.append(m.PMaxScheduleEntryType(TimeInterval=interval, PMax=power))
        start_s += period.duration_s
    powers = m.PMaxScheduleType(PMaxScheduleEntry=tuple(entries))
    return m.SAScheduleListType(SAScheduleTuple=(m.SAScheduleTupleType(SAScheduleTupleID=1, PMaxSchedule=powers),))


def profile(given: m.ChargingProfileType | None) -> tuple[tuple[float, float], ...]:
    """Return a charging profile as (seconds, W)."""
    if given is None:
        return ()
    return tuple(
        (float(entry.ChargingProfileEntryStart), to_float(entry.ChargingProfileEntryMaxPower))
        for entry in given.ProfileEntry
    )


def violation(entries: tuple[tuple[float, float], ...], evse: EvseState) -> str:
    """Return what is wrong with a profile, empty for nothing: each entry against its start time ([V2G2-761])."""
    for start_s, power_w in entries:
        allowed_w = power_at(evse, start_s)
        if power_w > allowed_w * TOLERANCE:
            return f"{power_w:g} W at {start_s:g} s, the schedule allows {allowed_w:g} W"
    return ""
