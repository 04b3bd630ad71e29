"""How a charger is to be controlled: what the integrator may set."""

from __future__ import annotations

import math

import msgspec

from v2xsdk.control.limit_chain import SiteLoad
from v2xsdk.control.soc_guard import SocSettings
from v2xsdk.errors import LimitError


class ControlSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Times in s, powers in W, rates in W/s. ``None`` takes what the driver declares.

    ``heartbeat_s``: how long a command is valid. ``ramp_*``: set-point rate on that side of 0.
    ``direction_dwell_s``: rest at 0 before the direction changes. ``off_dwell_s``: rest at 0 before the
    output goes off, where it does. ``limit_max_age_s``: age, by source, at which a live limit becomes
    unknown (the vehicle's stops the output, too: within 1 s of its last word).
    ``measurement_max_age_s``: longest silence of the measurement while the output is on.
    ``site_load``: declared range of the other load, used where no meter says it. ``start_time_s`` and
    ``reach_margin_s``: what an order is given to switch on, and beyond ramp and direction change.
    ``required_sources`` permit nothing until they said something.
    """

    heartbeat_s: float = 1.0
    ramp_charge_w_per_s: float | None = None
    ramp_discharge_w_per_s: float | None = None
    direction_dwell_s: float | None = None
    minimum_hysteresis_ratio: float = 0.1
    off_dwell_s: float = 5.0
    limit_max_age_s: dict[str, float | None] = msgspec.field(default_factory=lambda: {"vehicle": 0.8})
    measurement_max_age_s: float = 2.0
    site_load: SiteLoad | None = None
    start_time_s: float = 10.0
    reach_margin_s: float = 3.0
    deviation_s: float = 3.0
    required_sources: tuple[str, ...] = ("charger", "vehicle")
    soc: SocSettings = SocSettings()

    def __post_init__(self) -> None:
        positive = ("heartbeat_s", "measurement_max_age_s", "ramp_charge_w_per_s", "ramp_discharge_w_per_s")
        for name in positive:
            self._check(name, above=0.0)
        for name in ("direction_dwell_s", "off_dwell_s", "start_time_s", "reach_margin_s", "deviation_s"):
            self._check(name, above=-math.ulp(0.0))

    def _check(self, name: str, above: float) -> None:
        value = getattr(self, name)
        if value is not None and not (math.isfinite(value) and value > above):
            raise LimitError(f"{name}={value!r} must be a finite number {'above' if above == 0.0 else 'from'} 0")
