"""What the integrator declares beside the URL."""

from __future__ import annotations

import math

import msgspec

from v2xsdk.control.settings import ControlSettings
from v2xsdk.control.soc_guard import SocSettings
from v2xsdk.errors import ConfigError
from v2xsdk.model import MeasuringPoint, PowerLimit, Reason

AC_MARGIN = 0.01


class ChargerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Limits and reserves of one charger; ``None`` means not declared, which does not limit.

    ``reserve_percent``: no discharge below this state of charge. ``ceiling_percent``: no charge above it.
    ``capacity_wh``: usable capacity where the vehicle does not say. ``energy_budget_wh``: what may be discharged
    since ``open`` when the state of charge is unknown. ``ac_*`` limits hold at the grid side of the converter,
    ``site_*`` at the meter (all magnitudes in W). ``energy_time_scale``: how many times faster than real time an
    emulated plant runs.
    """

    reserve_percent: float | None = None
    ceiling_percent: float | None = None
    capacity_wh: float | None = None
    energy_budget_wh: float | None = None
    charge_limit_w: float | None = None
    discharge_limit_w: float | None = None
    ac_import_limit_w: float | None = None
    ac_export_limit_w: float | None = None
    site_import_limit_w: float | None = None
    site_export_limit_w: float | None = None
    energy_time_scale: float = 1.0

    def __post_init__(self) -> None:
        """Refuse values that no charger can mean."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                raise ConfigError(f"{name} = {value!r} is not a finite number")
            if value < 0.0:
                raise ConfigError(f"{name} = {value!r} is a magnitude and cannot be negative")
        for name in ("reserve_percent", "ceiling_percent"):
            value = getattr(self, name)
            if value is not None and value > 100.0:
                raise ConfigError(f"{name} = {value!r} is more than 100 %")
        if not 1.0 <= self.energy_time_scale <= 10_000.0:
            raise ConfigError(f"energy_time_scale = {self.energy_time_scale!r} is outside 1 to 10000")

    def control(self) -> ControlSettings:
        """Return what the controller needs of these settings."""
        return ControlSettings(
            soc=SocSettings(
                reserve_percent=self.reserve_percent,
                ceiling_percent=self.ceiling_percent,
                capacity_wh=self.capacity_wh,
                energy_budget_wh=self.energy_budget_wh,
                energy_time_scale=self.energy_time_scale,
            )
        )

    def limits(self) -> list[PowerLimit]:
        """Return the declared power limits as contributions to the limit chain.

        Those at the grid side and at the meter are kept with ``AC_MARGIN`` in hand: the current is set from a voltage
        that was read a moment ago, and a pack's voltage rises with the current.
        """
        rows = (
            ("declared", self.charge_limit_w, self.discharge_limit_w, MeasuringPoint.DC, Reason.CHARGER_LIMIT),
            ("grid connection", self.ac_import_limit_w, self.ac_export_limit_w, MeasuringPoint.AC, Reason.SITE_LIMIT),
            ("site", self.site_import_limit_w, self.site_export_limit_w, MeasuringPoint.SITE, Reason.SITE_LIMIT),
        )
        return [
            PowerLimit(source, _kept(charge_w, point), _kept(discharge_w, point), point, reason)
            for source, charge_w, discharge_w, point, reason in rows
            if charge_w is not None or discharge_w is not None
        ]


def _kept(value_w: float | None, point: MeasuringPoint) -> float:
    if value_w is None:
        return math.inf
    return value_w if point is MeasuringPoint.DC else value_w * (1.0 - AC_MARGIN)
