"""A vehicle at the connector: pack, contactors, battery management with its own protection, auxiliaries."""

from __future__ import annotations

from v2xsdk_emulator.plant.limits import PackLimits, pack_limits
from v2xsdk_emulator.plant.pack import BatteryPack
from v2xsdk_emulator.plant.vehicles import VehicleClass

#: How far beyond its limits a vehicle lets itself be driven before it opens its contactors.
OVER_VOLTAGE_RATIO = 1.01
UNDER_VOLTAGE_RATIO = 0.97
OVER_CURRENT_RATIO = 1.2
OVER_CURRENT_MARGIN_A = 5.0
OVER_CURRENT_TIME_S = 5.0
SOC_BOUNDS = (-0.005, 1.01)
#: An empty vehicle goes to sleep.
EMPTY_SOC = 0.01


class Vehicle:
    """One vehicle. Currents are positive into it, at its connector.

    ``limit_factor`` scales the currents its battery management allows (a fault on command). ``fault`` is its
    own protection: contactors open, and stay open until :meth:`reset`.
    """

    __slots__ = (
        "_over_current_s",
        "auxiliary_w",
        "contactors_closed",
        "current_a",
        "fault",
        "kind",
        "limit_factor",
        "limits",
        "pack",
        "voltage_v",
    )

    def __init__(self, kind: VehicleClass, *, soc_percent: float, temperature_c: float = 25.0) -> None:
        self.kind = kind
        self.pack = BatteryPack(kind, soc=soc_percent / 100.0, temperature_c=temperature_c)
        self.contactors_closed = True
        self.fault = ""
        self.limit_factor = 1.0
        self.auxiliary_w = 0.0
        self.current_a = 0.0
        self.voltage_v = self.pack.voltage_v
        self.limits = self._present_limits()
        self._over_current_s = 0.0

    @property
    def soc_percent(self) -> float:
        """State of charge in percent of the usable capacity."""
        return self.pack.soc * 100.0

    def set_soc(self, soc_percent: float) -> None:
        """Put the pack at another state of charge, at rest."""
        self.pack.soc = soc_percent / 100.0
        for pair in self.pack.rc:
            pair.voltage_v = 0.0
        self.voltage_v = self.pack.voltage_v = self.pack.curve.volts(self.pack.soc)

    def linearised(self, dt_s: float, direction: int) -> tuple[float, float]:
        """Return (source voltage in V, resistance in ohm) seen at the connector for the next ``dt_s``."""
        source_v, r_ohm = self.pack.linearised(dt_s, direction)
        return source_v - r_ohm * self._auxiliary_a(), r_ohm

    def _auxiliary_a(self) -> float:
        if self.pack.soc < EMPTY_SOC:
            return 0.0
        wanted_w = self.kind.awake_w if self.contactors_closed else 0.0
        if self.pack.cooling:
            wanted_w += self.kind.auxiliary_w
        return wanted_w / self.pack.voltage_v

    def step(self, current_a: float, dt_s: float) -> float:
        """Let ``current_a`` flow into the connector for ``dt_s``; return the mean voltage in V."""
        auxiliary_a = self._auxiliary_a()
        self.current_a = current_a
        self.voltage_v = self.pack.step(current_a - auxiliary_a, dt_s)
        self.auxiliary_w = self.voltage_v * auxiliary_a
        return self.voltage_v

    def supervise(self, wire_dt_s: float) -> bool:
        """Renew the limits and protect the vehicle; return true when it opened its contactors now."""
        self.limits = self._present_limits()
        if not self.contactors_closed:
            return False
        self.fault = self._violation(wire_dt_s)
        if self.fault:
            self.contactors_closed = False
        return bool(self.fault)

    def reset(self) -> None:
        """Clear the vehicle's own fault and close its contactors again."""
        self.fault = ""
        self._over_current_s = 0.0
        self.contactors_closed = True

    def _present_limits(self) -> PackLimits:
        pack = self.pack
        limits = pack_limits(self.kind, pack.soc, pack.temperature_c, pack.voltage_v)
        if self.limit_factor == 1.0:
            return limits
        return PackLimits(
            charge_voltage_v=limits.charge_voltage_v,
            charge_current_a=limits.charge_current_a * self.limit_factor,
            discharge_current_a=limits.discharge_current_a * self.limit_factor,
            discharge_voltage_v=limits.discharge_voltage_v,
        )

    def _violation(self, wire_dt_s: float) -> str:
        kind = self.kind
        if self.voltage_v > kind.voltage_max_v * OVER_VOLTAGE_RATIO:
            return f"over-voltage: {self.voltage_v:.1f} V"
        if self.voltage_v < kind.voltage_min_v * UNDER_VOLTAGE_RATIO:
            return f"under-voltage: {self.voltage_v:.1f} V"
        if not SOC_BOUNDS[0] <= self.pack.soc <= SOC_BOUNDS[1]:
            return f"state of charge out of bounds: {self.soc_percent:.1f} %"
        allowed_a = self.limits.charge_current_a if self.current_a > 0 else self.limits.discharge_current_a
        if abs(self.current_a) <= allowed_a * OVER_CURRENT_RATIO + OVER_CURRENT_MARGIN_A:
            self._over_current_s = 0.0
            return ""
        self._over_current_s += wire_dt_s
        if self._over_current_s < OVER_CURRENT_TIME_S:
            return ""
        return f"over-current: {self.current_a:.1f} A where {allowed_a:.1f} A are allowed"
