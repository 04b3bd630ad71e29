"""What a charger says to a vehicle, whatever the protocol, as plain values."""

from __future__ import annotations

import msgspec


class EvseSaid(msgspec.Struct, frozen=True):
    """What the charger said. Limits are magnitudes, present values positive to the vehicle; unknown is ``None``.

    ``target_power_w`` is the power an AC charger wants (-20). ``stop`` says that it asked to end.
    """

    voltage_min_v: float | None = None
    voltage_max_v: float | None = None
    charge_current_max_a: float | None = None
    charge_power_max_w: float | None = None
    discharge_current_max_a: float | None = None
    discharge_power_max_w: float | None = None
    present_voltage_v: float | None = None
    present_current_a: float | None = None
    target_power_w: float | None = None
    schedule_power_w: float | None = None
    stop: bool = False
