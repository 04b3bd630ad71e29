"""What is known of the modules behind one address: who they are, what they say, what they can do."""

from __future__ import annotations

import msgspec

from v2xsdk.drivers.infypower_beg.alarms import DC_SIDE_OFF
from v2xsdk.model import Direction, NominalLimits
from v2xsdk.runtime.readings import Readings


class Reading(msgspec.Struct, frozen=True):
    """Values over all modules: V, A (signed by the mode as last read), W of AC (signed alike), degrees C, Hz."""

    voltage_v: float | None
    current_a: float | None
    ac_power_w: float | None
    temperature_c: float | None
    grid_frequency_hz: float | None
    direction: Direction | None
    output_on: bool | None


class Modules:
    """The modules found at open, and their latest answers."""

    def __init__(self, readings: Readings, addresses: frozenset[int]) -> None:
        self._readings = readings
        self.addresses = addresses

    def flags(self) -> dict[int, tuple[str, ...]]:
        """Return the status flags of each module that ever sent them."""
        found = self._readings.by_key("status_flags")
        return {key: value for key, value in found.items() if isinstance(value, tuple)}

    def silent_since(self, now_s: float, limit_s: float) -> frozenset[int]:
        """Return the modules whose last status is older than ``limit_s`` seconds."""
        times = {key: self._readings.time_of("status_flags", key) for key in self.addresses}
        return frozenset(key for key, at in times.items() if at is None or now_s - at > limit_s)

    def all_off(self, newer_than_s: float) -> bool:
        """Return whether every module said "DC side off" after ``newer_than_s``."""
        return self._said(newer_than_s, off=True) == self.addresses

    def all_on(self, newer_than_s: float) -> bool:
        """Return whether every module said after ``newer_than_s`` that its DC side is on."""
        return self._said(newer_than_s, off=False) == self.addresses

    def direction(self, newer_than_s: float = float("-inf")) -> Direction | None:
        """Return the mode that all modules last read as, ``None`` when they differ or did not say."""
        modes = self._readings.by_key("inverter_mode", newer_than_s)
        if set(modes) != self.addresses or len(set(modes.values())) != 1:
            return None
        return Direction.DISCHARGE if any(modes.values()) else Direction.CHARGE

    def limits(self, bidirectional: bool) -> NominalLimits | None:
        """Return the sum of what the modules can do; ``None`` until each has said so."""
        values = {
            name: self._readings.by_key(name)
            for name in ("dc_max_voltage_v", "dc_min_voltage_v", "dc_max_current_a", "dc_rated_power_w")
        }
        if any(self.addresses - set(found) for found in values.values()):
            return None
        current_a = sum(self._readings.numbers("dc_max_current_a"))
        power_w = sum(self._readings.numbers("dc_rated_power_w"))
        return NominalLimits(
            voltage_min_v=max(self._readings.numbers("dc_min_voltage_v")),
            voltage_max_v=min(self._readings.numbers("dc_max_voltage_v")),
            charge_current_max_a=current_a,
            discharge_current_max_a=current_a if bidirectional else 0.0,
            charge_power_max_w=power_w,
            discharge_power_max_w=power_w if bidirectional else 0.0,
        )

    def reading(self, newer_than_s: float) -> Reading:
        """Return the values received after ``newer_than_s``."""
        direction = self.direction()
        sign = None if direction is None else float(direction.sign)
        amps = self._first(("system_dc_current_a", "dc_high_side_current_a"), newer_than_s)
        ac = list(self._readings.numbers("ac_total_active_power_w", newer_than_s))
        return Reading(
            voltage_v=self._first(("system_dc_voltage_v", "dc_high_side_voltage_v"), newer_than_s),
            current_a=None if amps is None or sign is None else sign * abs(amps),
            ac_power_w=None if len(ac) != len(self.addresses) or sign is None else sign * sum(map(abs, ac)),
            temperature_c=max(self._readings.numbers("ambient_temperature_degc"), default=None),
            grid_frequency_hz=min(self._readings.numbers("grid_frequency_hz"), default=None),
            direction=direction,
            output_on=self._output_on(newer_than_s),
        )

    def _output_on(self, newer_than_s: float) -> bool | None:
        if self._said(newer_than_s, off=False):
            return True
        return False if self.all_off(newer_than_s) else None

    def _said(self, newer_than_s: float, *, off: bool) -> frozenset[int]:
        found = self._readings.by_key("status_flags", newer_than_s)
        return frozenset(
            key for key, value in found.items() if isinstance(value, tuple) and (DC_SIDE_OFF in value) is off
        )

    def _first(self, names: tuple[str, ...], newer_than_s: float) -> float | None:
        for name in names:
            for value in self._readings.numbers(name, newer_than_s):
                return value
        return None
