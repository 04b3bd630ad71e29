"""The grid connection: three phases that may be lost, a house load, and the meter."""

from __future__ import annotations

import math
import random

SQRT3 = math.sqrt(3.0)
#: Wander of voltage and frequency: standard deviation and how fast it forgets.
VOLTAGE_WANDER = 0.003
FREQUENCY_WANDER_HZ = 0.010
WANDER_TAU_S = 20.0


class GridConnection:
    """A three-phase connection with a meter. Positive power is import.

    ``line_voltage_v`` and ``frequency_hz`` wander a little around nominal, from a seed.
    """

    __slots__ = (
        "_rng",
        "ac_power_w",
        "export_wh",
        "frequency_hz",
        "house_load_w",
        "import_wh",
        "line_voltage_v",
        "nominal_frequency_hz",
        "nominal_line_voltage_v",
        "present",
    )

    def __init__(
        self,
        *,
        line_voltage_v: float = 480.0,
        frequency_hz: float = 60.0,
        house_load_w: float = 0.0,
        seed: int = 0,
    ) -> None:
        self._rng = random.Random(seed)
        self.nominal_line_voltage_v = line_voltage_v
        self.nominal_frequency_hz = frequency_hz
        self.line_voltage_v = line_voltage_v
        self.frequency_hz = frequency_hz
        self.house_load_w = house_load_w
        self.present = True
        self.ac_power_w = 0.0
        self.import_wh = 0.0
        self.export_wh = 0.0

    @property
    def phase_voltage_v(self) -> float:
        """Phase to neutral."""
        return self.line_voltage_v / SQRT3

    @property
    def site_power_w(self) -> float:
        """Power at the meter: converters and house."""
        return self.ac_power_w + (self.house_load_w if self.present else 0.0)

    def wander(self, dt_s: float) -> None:
        """Let voltage and frequency drift for ``dt_s`` seconds; without a grid both are zero."""
        if not self.present:
            self.line_voltage_v = self.frequency_hz = 0.0
            return
        keep = math.exp(-dt_s / WANDER_TAU_S)
        kick = math.sqrt(1 - keep * keep)
        for name, nominal, sigma in (
            ("line_voltage_v", self.nominal_line_voltage_v, VOLTAGE_WANDER * self.nominal_line_voltage_v),
            ("frequency_hz", self.nominal_frequency_hz, FREQUENCY_WANDER_HZ),
        ):
            present = getattr(self, name) or nominal
            setattr(self, name, nominal + (present - nominal) * keep + sigma * kick * self._rng.gauss(0, 1))

    def meter(self, ac_power_w: float, dt_s: float) -> None:
        """Count the converters' ``ac_power_w`` and the house load for ``dt_s`` seconds of plant time."""
        self.ac_power_w = ac_power_w
        site_wh = self.site_power_w * dt_s / 3600.0
        if site_wh >= 0:
            self.import_wh += site_wh
        else:
            self.export_wh -= site_wh
