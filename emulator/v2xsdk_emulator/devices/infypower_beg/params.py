"""What a BEG module is beyond its protocol: ratings, timers, and the ways in which it may be sabotaged."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from v2xsdk_emulator.plant.converter import ConverterParams, loss_curve_for


class OutputStage(StrEnum):
    """Arrangement of the two output stages."""

    PARALLEL = "parallel"
    SERIES = "series"
    AUTOMATIC = "automatic"


class Disobedience(StrEnum):
    """How a sabotaged module treats "off"."""

    NONE = "none"
    KEEPS_DELIVERING = "keeps_delivering"
    HIDES_IT = "hides_it"
    NEVER_CONFIRMS = "never_confirms"


class BegParams(msgspec.Struct, frozen=True):
    """What is not in the protocol or only a guess there. Times in s.

    ``silence_timeout_s`` (assumed 10 s) runs from the last controller frame. ``walk_in_s`` is the time of the
    soft ramp from zero to the highest current, ``start_s`` from "on" to the first current,
    ``direction_change_s`` how long a mode change takes, ``power_up_s`` how long after power-on writes are
    refused.
    """

    rated_w: float = 22_000.0
    voltage_min_v: float = 200.0
    voltage_max_v: float = 1000.0
    silence_timeout_s: float = 10.0
    walk_in: bool = True
    walk_in_s: float = 1.0
    start_s: float = 0.3
    direction_change_s: float = 1.5
    refuse_mode_change_while_on: bool = True
    power_up_s: float = 0.0
    sleep_after_s: float = 300.0
    low_range_max_v: float = 500.0
    ambient_c: float = 25.0
    granularity_a: float = 0.0
    dead_band_a: float = 0.0
    offset_ratio: float = 0.0

    @property
    def current_max_a(self) -> float:
        """Highest current: full power from 300 V up, as BEG1K075 (22 kW, 73.3 A)."""
        return round(self.rated_w / 300.0, 1)

    def converter(self) -> ConverterParams:
        """Return the power stage of such a module."""
        return ConverterParams(
            rated_w=self.rated_w,
            voltage_min_v=self.voltage_min_v,
            voltage_max_v=self.voltage_max_v,
            current_max_a=self.current_max_a,
            loss=loss_curve_for(self.rated_w),
            granularity_a=self.granularity_a,
            dead_band_a=self.dead_band_a,
            offset_ratio=self.offset_ratio,
        )
