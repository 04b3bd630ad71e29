"""From watts to volts and amps: pure, always on the safe side."""

from __future__ import annotations

from v2xsdk.errors import ConfigError
from v2xsdk.model import Direction, NominalLimits, VehicleStatus
from v2xsdk.spi import SetPoint


def check_window(vehicle: VehicleStatus, nominal: NominalLimits) -> None:
    """Refuse a vehicle without voltage window, or one that the converter cannot serve; raises ``ConfigError``."""
    low, high = vehicle.voltage_min_v, vehicle.voltage_max_v
    if low is None or high is None:
        raise ConfigError(
            "the vehicle link gives no voltage window: declare one, such as "
            "link=fixed&link.voltage_min_v=550&link.voltage_max_v=780"
        )
    if high <= nominal.voltage_min_v or low >= nominal.voltage_max_v:
        raise ConfigError(
            f"voltage ranges do not overlap: vehicle {low:g} V to {high:g} V, converter "
            f"{nominal.voltage_min_v:g} V to {nominal.voltage_max_v:g} V"
        )


def set_point(
    direction: Direction,
    power_w: float,
    voltage_v: float | None,
    vehicle: VehicleStatus,
    nominal: NominalLimits,
    valid_until_s: float,
) -> SetPoint:
    """Return volts and amps for ``power_w`` (a magnitude of DC watts) in ``direction``.

    ``voltage_v`` is the voltage measured now; without one the highest of the window is taken, which asks for the
    smallest current. The current never exceeds what vehicle and converter allow in that direction.
    """
    low = max(vehicle.voltage_min_v or nominal.voltage_min_v, nominal.voltage_min_v)
    high = min(vehicle.voltage_max_v or nominal.voltage_max_v, nominal.voltage_max_v)
    reference_v = min(max(voltage_v, low), high) if voltage_v else high
    if direction is Direction.CHARGE:
        largest_a = _smaller(vehicle.charge_current_max_a, nominal.charge_current_max_a)
        return SetPoint(high, min(power_w / reference_v, largest_a), low, valid_until_s)
    largest_a = _smaller(vehicle.discharge_current_max_a, nominal.discharge_current_max_a)
    return SetPoint(low, min(power_w / reference_v, largest_a), low, valid_until_s)


def direction_of(power_w: float) -> Direction | None:
    """Return the direction of ``power_w``, ``None`` at zero."""
    if power_w == 0.0:
        return None
    return Direction.CHARGE if power_w > 0.0 else Direction.DISCHARGE


def _smaller(vehicle_a: float | None, nominal_a: float) -> float:
    return 0.0 if vehicle_a is None else min(vehicle_a, nominal_a)
