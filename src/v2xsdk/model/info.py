"""What a driver declares about its device: data, not subclasses."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Deadman(StrEnum):
    """Who switches off when orders stop coming while the process lives."""

    NATIVE = "native"
    ASYNCIO = "asyncio"
    DEVICE = "device"
    NONE = "none"


class SilenceResult(StrEnum):
    """What a device does after its own silence time-out."""

    OFF = "off"
    STORED_VALUES = "stored_values"
    NONE = "none"


class ZeroStrategy(StrEnum):
    """How a device is held at 0 W: output on at zero current, or output off."""

    HOLD = "hold"
    OFF = "off"


class LossCurve(msgspec.Struct, frozen=True):
    """Converter loss ``p0_w + a*|P| + b_per_w*P**2`` over DC power ``P`` in W (v2x-domain, section 5.2)."""

    p0_w: float
    a: float
    b_per_w: float

    def loss_w(self, dc_power_w: float) -> float:
        """Return the loss in W at ``dc_power_w`` (either sign)."""
        magnitude = abs(dc_power_w)
        return self.p0_w + self.a * magnitude + self.b_per_w * magnitude * magnitude

    def ac_power_w(self, dc_power_w: float) -> float:
        """Return AC power in W, same sign convention, for ``dc_power_w``."""
        return dc_power_w + self.loss_w(dc_power_w)


class DriverInfo(msgspec.Struct, frozen=True):
    """Identity and declared behaviour of a driver and its device.

    Times in seconds, powers in W. ``silence_timeout_s`` is the device's *documented* time-out after the last
    controller frame, ``None`` where nothing is documented; ``silence_assumed`` marks a value that is not.
    ``stop_time_s`` is the longest time from the first safe frame to output off.
    """

    driver: str
    vendor: str
    model: str = ""
    firmware: str = ""
    serial: str = ""
    protocol: str = ""
    module_count: int = 1
    can_charge: bool = True
    can_discharge: bool = False
    minimum_power_w: float = 0.0
    zero_strategy: ZeroStrategy = ZeroStrategy.HOLD
    direction_change_time_s: float = 5.0
    ramp_w_per_s: float | None = None
    stop_time_s: float = 2.0
    tolerance_w: float = 200.0
    tolerance_ratio: float = 0.02
    silence_timeout_s: float | None = None
    silence_assumed: bool = False
    silence_result: SilenceResult = SilenceResult.NONE
    deadman: Deadman = Deadman.ASYNCIO
    loss_curve: LossCurve | None = None
    evidence: str = "not run on hardware"
