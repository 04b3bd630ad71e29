"""Powers and times as people type them: ``7400``, ``7.4kW``, ``90``, ``15min``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import click

_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-z%]*)")


if TYPE_CHECKING:
    ParamType = click.ParamType[float]
else:
    ParamType = click.ParamType


class Quantity(ParamType):
    """A finite non-negative number with one of ``units``, given in the first of them when none is written."""

    units: ClassVar[Mapping[str, float]]

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the value in the SI unit; a wrong unit, a sign or NaN ends in a usage error."""
        if isinstance(value, float):
            return value
        match = _NUMBER.fullmatch(str(value).strip())
        if match is None:
            self.fail(f"{value!r} is not a number with a unit such as {self._example()}", param, ctx)
        number, unit = match.groups()
        factor = self.units.get(unit or next(iter(self.units)))
        if factor is None:
            self.fail(f"{value!r}: unit {unit!r} is not one of {', '.join(self.units)}", param, ctx)
        result = float(number) * factor
        if not math.isfinite(result) or result < 0:
            self.fail(f"{value!r} must be a finite number that is not negative", param, ctx)
        return result

    def _example(self) -> str:
        return " or ".join(f"5{unit}" for unit in self.units)


class Power(Quantity):
    """A power in W."""

    name = "power"
    units: ClassVar[Mapping[str, float]] = {"W": 1.0, "kW": 1000.0, "MW": 1e6}


class Duration(Quantity):
    """A time in seconds."""

    name = "duration"
    units: ClassVar[Mapping[str, float]] = {"s": 1.0, "min": 60.0, "h": 3600.0, "ms": 0.001}


POWER = Power()
DURATION = Duration()
