"""Options of the SCPI supply driver."""

from __future__ import annotations

import msgspec

from v2xsdk.errors import ConfigError


class SupplyOptions(msgspec.Struct, frozen=True):
    """Which supply, and the protections that are written into it before its output goes on.

    ``device`` is ``usb:VID:PID:SERIAL`` or ``usbip://HOST:PORT/VID:PID:SERIAL``. Protections in V and A; those left
    out follow from the first set-point, with ``margin`` above or below it. ``watchdog_s`` is written into a unit
    that has an output watchdog.
    """

    device: str = "usb:"
    over_voltage_v: float | None = None
    under_voltage_v: float | None = None
    over_current_a: float | None = None
    margin: float = 0.05
    watchdog_s: float = 5.0
    period_s: float = 0.1
    timeout_s: float = 1.0

    def __post_init__(self) -> None:
        """Check what the types cannot."""
        for name in ("over_voltage_v", "under_voltage_v", "over_current_a"):
            value = getattr(self, name)
            if value is not None and not 0.0 <= value <= 10_000.0:
                raise ConfigError(f"scpi-supply: {name} = {value} is outside 0 to 10000")
        for name, low, high in (("margin", 0.0, 0.5), ("watchdog_s", 1.0, 600.0), ("period_s", 0.02, 1.0)):
            if not low <= getattr(self, name) <= high:
                raise ConfigError(f"scpi-supply: {name} = {getattr(self, name)} is outside {low} to {high}")
        if not 0.1 <= self.timeout_s <= 1.5:
            raise ConfigError(f"scpi-supply: timeout_s = {self.timeout_s} is outside 0.1 to 1.5")
