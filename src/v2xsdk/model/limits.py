"""Limits: magnitudes per direction, each with a named source."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from v2xsdk.model.reasons import Reason


class Direction(StrEnum):
    """Direction of power: ``charge`` flows to the vehicle."""

    CHARGE = "charge"
    DISCHARGE = "discharge"

    @property
    def sign(self) -> int:
        """Sign of power in this direction: +1 charge, -1 discharge."""
        return 1 if self is Direction.CHARGE else -1


class MeasuringPoint(StrEnum):
    """Where a power is measured or limited."""

    DC = "dc"
    AC = "ac"
    SITE = "site"


class PowerLimit(msgspec.Struct, frozen=True):
    """What one source allows, in W, as non-negative magnitudes at ``point``.

    ``None`` is an unknown required limit: it permits nothing in its direction. ``math.inf`` means the source
    does not limit that direction. ``reason`` is reported when this source is the one that binds.
    """

    source: str
    charge_w: float | None
    discharge_w: float | None
    point: MeasuringPoint = MeasuringPoint.DC
    reason: Reason = Reason.CHARGER_LIMIT
    charge_reason: Reason | None = None
    discharge_reason: Reason | None = None
    detail: str = ""


class NominalLimits(msgspec.Struct, frozen=True):
    """What a converter can do by its rating: volts, amps per direction, watts at the DC side."""

    voltage_min_v: float
    voltage_max_v: float
    charge_current_max_a: float
    discharge_current_max_a: float
    charge_power_max_w: float
    discharge_power_max_w: float


class Limits(msgspec.Struct, frozen=True):
    """The limits in force now, in W of DC power at the vehicle connector, and which source set each.

    ``sources`` holds every contribution, already converted to DC.
    """

    charge_w: float
    discharge_w: float
    charge_source: str
    discharge_source: str
    charge_reason: Reason = Reason.NONE
    discharge_reason: Reason = Reason.NONE
    sources: tuple[PowerLimit, ...] = ()
