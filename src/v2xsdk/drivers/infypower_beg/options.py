"""Options of the BEG/BEC driver. Facts that no published document confirms are options here, marked *guess*."""

from __future__ import annotations

from typing import Literal

import msgspec

from v2xsdk.errors import ConfigError


class BegOptions(msgspec.Struct, frozen=True):
    """Which units are addressed, and how they behave.

    ``group`` addresses all modules of one group dial; ``module`` one module by its address instead.
    ``modules`` is the number expected: another number answering is an error. ``bidirectional`` cannot be read
    over CAN (can-power-modules, section 2.3). ``silence_timeout_s`` (guess: 10 s as the REG family) and
    ``direction_change_time_s`` (guess) are what the unit is counted on for, never a promise of the unit.
    ``output_stage`` writes index 1126 at open, ``walk_in`` index 1122; by default both stay as they are.
    """

    group: int | None = None
    module: int | None = None
    controller: int = 0xF0
    modules: int | None = None
    bidirectional: bool = True
    silence_timeout_s: float = 10.0
    direction_change_time_s: float = 3.0
    spacing_s: float = 0.05
    answer_timeout_s: float = 1.0
    off_timeout_s: float = 3.0
    output_stage: Literal["parallel", "series", "automatic"] | None = None
    walk_in: bool | None = None
    listen_s: float = 0.25

    def __post_init__(self) -> None:
        """Check what the types cannot."""
        if self.group is not None and self.module is not None:
            raise ConfigError("infypower-beg: give group or module, not both")
        _check_range("group", self.group, 0, 60)
        _check_range("module", self.module, 0x00, 0x3E)
        _check_range("controller", self.controller, 0xF0, 0xF8)
        _check_range("modules", self.modules, 1, 60)
        _check_range("silence_timeout_s", self.silence_timeout_s, 0.5, 600.0)
        _check_range("direction_change_time_s", self.direction_change_time_s, 0.0, 60.0)
        _check_range("spacing_s", self.spacing_s, 0.005, 0.2)
        _check_range("answer_timeout_s", self.answer_timeout_s, 0.1, 10.0)
        _check_range("off_timeout_s", self.off_timeout_s, 0.5, 10.0)
        _check_range("listen_s", self.listen_s, 0.0, 10.0)


def _check_range(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise ConfigError(f"infypower-beg: {name} = {value} is outside {low} to {high}")
