"""A battery pack as an equivalent circuit: OCV(SoC), R0(T, SoC), two R-C pairs, hysteresis and heat.

Within one step the current is constant, which makes every energy exact: what flows through the terminals is
what is stored plus what turns into heat, to rounding. (v2x-domain, section 5.1)
"""

from __future__ import annotations

import math

from v2xsdk_emulator.plant.cells import OcvCurve
from v2xsdk_emulator.plant.vehicles import VehicleClass

REFERENCE_C = 25.0
#: R0 doubles from 25 to 0 degC and is three to five times as high at -20 degC.
R0_DOUBLES_K = 25.0
HOTTEST_R0_C = 45.0
#: Below this state of charge R0 grows, by half at 0 %.
R0_KNEE_SOC = 0.10
R0_KNEE_GAIN = 0.5
HEAT_CAPACITY_J_PER_KG_K = 1000.0
COOLING_STARTS_C = 35.0
COOLING_STOPS_C = 30.0
HOURS_PER_MONTH = 730.0


class RcPair:
    """One R-C pair: slow polarisation of the cells. ``voltage_v`` is positive after charging."""

    __slots__ = ("_decay", "_dt_s", "_mean", "r_ohm", "tau_s", "voltage_v")

    def __init__(self, r_ohm: float, tau_s: float) -> None:
        self.r_ohm = r_ohm
        self.tau_s = tau_s
        self.voltage_v = 0.0
        self._dt_s = -1.0
        self._decay = 1.0
        self._mean = 1.0

    def mean_factor(self, dt_s: float) -> float:
        """Return the mean over ``dt_s`` of what is left of a voltage that decays."""
        if dt_s != self._dt_s:
            ratio = dt_s / self.tau_s
            self._dt_s = dt_s
            self._decay = math.exp(-ratio)
            self._mean = -math.expm1(-ratio) / ratio
        return self._mean

    @property
    def energy_j(self) -> float:
        """Energy held by the capacitor."""
        return self.tau_s / self.r_ohm * self.voltage_v**2 / 2

    def step(self, current_a: float, dt_s: float) -> tuple[float, float]:
        """Let ``current_a`` flow for ``dt_s``; return the mean voltage in V and the mean heat in W."""
        mean = self.mean_factor(dt_s)
        final_v = current_a * self.r_ohm
        gap_v = self.voltage_v - final_v
        self.voltage_v = final_v + gap_v * self._decay
        decay = self._decay
        square = final_v**2 + 2 * final_v * gap_v * mean
        square += gap_v**2 * self.tau_s * (1 - decay * decay) / (2 * dt_s)
        return final_v + gap_v * mean, square / self.r_ohm


class BatteryPack:
    """State of one pack. Positive current flows into it.

    ``soc`` is a fraction, ``temperature_c`` the mean cell temperature, ``heat_w`` what the last step turned
    into heat, ``voltage_v`` the mean terminal voltage of the last step, ``direction`` the side of the
    hysteresis it rests on.
    """

    __slots__ = (
        "_ambient_c",
        "_as_per_unit",
        "_heat_capacity",
        "_self_a",
        "cooling",
        "curve",
        "current_a",
        "direction",
        "heat_w",
        "kind",
        "rc",
        "soc",
        "temperature_c",
        "voltage_v",
    )

    def __init__(
        self, kind: VehicleClass, *, soc: float, temperature_c: float = 25.0, ambient_c: float | None = None
    ) -> None:
        self.kind = kind
        self.curve = OcvCurve(kind.chemistry, kind.series_cells)
        self.rc = [RcPair(share * kind.r0_ohm, tau_s) for share, tau_s in kind.rc]
        capacity_ah = kind.capacity_ah
        self._as_per_unit = capacity_ah * 3600.0
        self._self_a = capacity_ah * kind.self_discharge_per_month / HOURS_PER_MONTH
        self._heat_capacity = HEAT_CAPACITY_J_PER_KG_K * kind.mass_kg_per_kwh * kind.usable_wh / 1000.0
        self._ambient_c = temperature_c if ambient_c is None else ambient_c
        self.soc = soc
        self.temperature_c = temperature_c
        self.cooling = False
        self.direction = 1
        self.current_a = 0.0
        self.heat_w = 0.0
        self.voltage_v = self.curve.volts(soc)

    @property
    def stored_j(self) -> float:
        """Energy stored in cells and polarisation, from the state alone."""
        chemical_j = self._as_per_unit * self.curve.energy(self.soc)
        return chemical_j + self.rc[0].energy_j + self.rc[1].energy_j

    def r0_ohm(self) -> float:
        """Return the ohmic resistance at the present temperature and state of charge."""
        warm_c = min(self.temperature_c, HOTTEST_R0_C)
        factor = math.exp2((REFERENCE_C - warm_c) / R0_DOUBLES_K)
        if self.soc < R0_KNEE_SOC:
            factor *= 1.0 + R0_KNEE_GAIN * (1.0 - max(self.soc, 0.0) / R0_KNEE_SOC)
        return self.kind.r0_ohm * factor

    def linearised(self, dt_s: float, direction: int) -> tuple[float, float]:
        """Return (source voltage in V, resistance in ohm) of the pack for the mean over the next ``dt_s``.

        ``direction`` is +1 to charge, -1 to discharge: it picks the side of the hysteresis.
        """
        first, second = self.rc
        mean1, mean2 = first.mean_factor(dt_s), second.mean_factor(dt_s)
        drift_ohm = self.curve.slope(self.soc) * dt_s / (2 * self._as_per_unit)
        polarised_v = first.voltage_v * mean1 + second.voltage_v * mean2
        rising_ohm = first.r_ohm * (1 - mean1) + second.r_ohm * (1 - mean2)
        return (
            self.curve.volts(self.soc) + self._hysteresis_v(direction) + polarised_v,
            self.r0_ohm() + rising_ohm + drift_ohm,
        )

    def step(self, current_a: float, dt_s: float) -> float:
        """Let ``current_a`` flow for ``dt_s`` seconds and return the mean terminal voltage in V."""
        efficiency = self.kind.chemistry.coulombic_efficiency if current_a > 0 else 1.0
        stored_a = current_a * efficiency - self._self_a
        before = self.soc
        self.soc = before + stored_a * dt_s / self._as_per_unit
        ocv_v = self.curve.mean_volts(before, self.soc)
        if current_a != 0:
            self.direction = 1 if current_a > 0 else -1
        hysteresis_v = self._hysteresis_v(self.direction)
        ohmic_v = current_a * self.r0_ohm()
        slow1_v, heat1_w = self.rc[0].step(current_a, dt_s)
        slow2_v, heat2_w = self.rc[1].step(current_a, dt_s)
        self.heat_w = current_a * (ohmic_v + hysteresis_v) + heat1_w + heat2_w + (current_a - stored_a) * ocv_v
        self.current_a = current_a
        self.voltage_v = ocv_v + hysteresis_v + ohmic_v + slow1_v + slow2_v
        self._warm(dt_s)
        return self.voltage_v

    def _hysteresis_v(self, direction: int) -> float:
        return direction * self.kind.chemistry.hysteresis_v * self.kind.series_cells

    def _warm(self, dt_s: float) -> None:
        kind = self.kind
        if self.temperature_c > COOLING_STARTS_C:
            self.cooling = kind.cooling_w > 0
        elif self.temperature_c < COOLING_STOPS_C:
            self.cooling = False
        lost_w = kind.heat_loss_w_per_k * (self.temperature_c - self._ambient_c)
        if self.cooling:
            lost_w += kind.cooling_w
        self.temperature_c += (self.heat_w - lost_w) * dt_s / self._heat_capacity
