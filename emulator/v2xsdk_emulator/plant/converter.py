"""A converter between grid and DC node: losses, ramp, dead band, offset (v2x-domain, section 5.2)."""

from __future__ import annotations

import math

import msgspec

from v2xsdk.model.info import LossCurve
from v2xsdk_emulator.plant.dc_node import Branch

#: Loss curves by the highest rating in W they stand for.
LOSS_CURVES: tuple[tuple[float, LossCurve], ...] = (
    (12_000, LossCurve(p0_w=130, a=0.020, b_per_w=1.6e-6)),
    (40_000, LossCurve(p0_w=220, a=0.018, b_per_w=0.9e-6)),
    (math.inf, LossCurve(p0_w=500, a=0.018, b_per_w=0.35e-6)),
)


def loss_curve_for(rated_w: float) -> LossCurve:
    """Return the published loss curve of the class that a unit of ``rated_w`` belongs to."""
    return next(curve for highest_w, curve in LOSS_CURVES if rated_w <= highest_w)


class ConverterParams(msgspec.Struct, frozen=True):
    """What a converter is, in V, A, W and s.

    ``rise_a_per_s`` and ``fall_a_per_s`` are the fastest changes of its current; ``granularity_a`` the
    smallest step of its set-point, ``dead_band_a`` the lowest current it can hold, ``offset_ratio`` a fixed
    error between set-point and output as a share of its highest current.
    """

    rated_w: float
    voltage_min_v: float
    voltage_max_v: float
    current_max_a: float
    loss: LossCurve
    rise_a_per_s: float = 150.0
    fall_a_per_s: float = 1500.0
    standby_w: float = 30.0
    asleep_w: float = 8.0
    granularity_a: float = 0.0
    dead_band_a: float = 0.0
    offset_ratio: float = 0.0


class ConverterUnit:
    """A power stage. Its device sets ``direction``, ``threshold_v``, ``target_a`` and ``enabled``.

    ``threshold_v`` is the voltage set-point while charging (+1), the cut-off voltage while discharging (-1).
    After each step ``current_a`` is signed (positive feeds the node), ``ac_power_w`` positive from the grid.
    """

    __slots__ = (
        "ac_power_w",
        "asleep",
        "capability",
        "current_a",
        "direction",
        "enabled",
        "loss_w",
        "params",
        "powered",
        "ramp_a",
        "rise_a_per_s",
        "target_a",
        "threshold_v",
        "voltage_v",
    )

    def __init__(self, params: ConverterParams) -> None:
        self.params = params
        self.direction = 1
        self.threshold_v = params.voltage_min_v
        self.target_a = 0.0
        self.rise_a_per_s = params.rise_a_per_s
        self.capability = 1.0
        self.enabled = False
        self.asleep = False
        self.powered = True
        self.ramp_a = 0.0
        self.voltage_v = 0.0
        self.current_a = 0.0
        self.ac_power_w = 0.0
        self.loss_w = 0.0

    @property
    def running(self) -> bool:
        """Whether the power stage switches."""
        return self.enabled or self.ramp_a > 0.0

    @property
    def current_capability_a(self) -> float:
        """Highest current it can carry at the present voltage, by rating and derating."""
        limit_w = self.params.rated_w * self.capability
        by_power_a = limit_w / self.voltage_v if self.voltage_v > 0 else math.inf
        return min(self.params.current_max_a * self.capability, by_power_a)

    def trip(self) -> None:
        """Switch off without a ramp."""
        self.enabled = False
        self.ramp_a = 0.0

    def ramp(self, dt_s: float) -> None:
        """Move the current the unit is ready to carry towards its target for ``dt_s`` of wire time."""
        params = self.params
        goal_a = 0.0
        if self.enabled and self.powered:
            goal_a = min(self._shaped(self.target_a), params.current_max_a * self.capability)
        if self.ramp_a < goal_a:
            self.ramp_a = min(self.ramp_a + self.rise_a_per_s * dt_s, goal_a)
        else:
            self.ramp_a = max(self.ramp_a - params.fall_a_per_s * dt_s, goal_a)

    def _shaped(self, current_a: float) -> float:
        params = self.params
        if params.granularity_a > 0:
            current_a = round(current_a / params.granularity_a) * params.granularity_a
        if current_a <= params.dead_band_a:
            return 0.0
        return max(current_a + params.offset_ratio * params.current_max_a, 0.0)

    def branch(self, voltage_v: float) -> Branch:
        """Return what the unit offers to a node at about ``voltage_v``."""
        limit_a = self.ramp_a
        if limit_a * voltage_v > self.params.rated_w * self.capability:
            limit_a = self.params.rated_w * self.capability / voltage_v
        return Branch(self.threshold_v, limit_a, self.direction)

    def settle(self, voltage_v: float, current_a: float) -> None:
        """Take the node's solution; the losses follow from the loss curve."""
        self.voltage_v = voltage_v
        self.current_a = current_a
        dc_w = voltage_v * current_a
        if not self.powered:
            self.loss_w = 0.0
        elif self.running:
            self.loss_w = self.params.loss.loss_w(dc_w)
        else:
            self.loss_w = self.params.asleep_w if self.asleep else self.params.standby_w
        self.ac_power_w = dc_w + self.loss_w
