"""The vehicle's broadcast on the battery bus: limits, state and present values, every 100 ms.

Eleven-bit identifiers, little-endian; all bits set (unsigned) or the highest number (signed) mean not
available.
"""

from __future__ import annotations

import math
import struct

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import BusPort
from v2xsdk_emulator.plant.vehicle import Vehicle

PERIOD_S = 0.1
LIMITS_ID, STATE_ID, PRESENT_ID = 0x351, 0x355, 0x356
CONTACTORS_CLOSED, CHARGE_ALLOWED, DISCHARGE_ALLOWED, FAULT = 1, 2, 4, 8

_LIMITS = struct.Struct("<4H")
_STATE = struct.Struct("<3H2B")
_PRESENT = struct.Struct("<3hH")


class BatteryBroadcast:
    """Sends what ``vehicle`` says about itself.

    ``frozen_soc_percent`` replaces the state of charge (a broken sensor), ``silent`` stops the broadcast.
    """

    def __init__(self, vehicle: Vehicle, port: BusPort) -> None:
        self.frozen_soc_percent: float | None = None
        self.silent = False
        self._vehicle = vehicle
        self._port = port
        self._alive = 0
        self._next_s = -math.inf

    @property
    def soc_percent(self) -> float:
        """State of charge as broadcast."""
        frozen = self.frozen_soc_percent
        return self._vehicle.soc_percent if frozen is None else frozen

    def tick(self, now: float) -> None:
        """Send the three frames when they are due."""
        if now < self._next_s or self.silent:
            return
        self._next_s = now + PERIOD_S if now - self._next_s > PERIOD_S else self._next_s + PERIOD_S
        self._alive = (self._alive + 1) % 256
        for can_id, data in (
            (LIMITS_ID, self._limits()),
            (STATE_ID, self._state()),
            (PRESENT_ID, self._present()),
        ):
            self._port.send(CanFrame(can_id=can_id, data=data, extended=False))

    def _limits(self) -> bytes:
        limits = self._vehicle.limits
        closed = self._vehicle.contactors_closed
        return _LIMITS.pack(
            _tenths(limits.charge_voltage_v),
            _tenths(limits.charge_current_a) if closed else 0,
            _tenths(limits.discharge_current_a) if closed else 0,
            _tenths(limits.discharge_voltage_v),
        )

    def _state(self) -> bytes:
        kind = self._vehicle.kind
        return _STATE.pack(
            min(max(round(self.soc_percent * 100), 0), 10_000),
            round(kind.soh_percent * 100),
            round(kind.usable_wh / 100),
            self._flags(),
            self._alive,
        )

    def _flags(self) -> int:
        vehicle = self._vehicle
        if not vehicle.contactors_closed:
            return FAULT if vehicle.fault else 0
        flags = CONTACTORS_CLOSED
        if vehicle.limits.charge_current_a > 0:
            flags |= CHARGE_ALLOWED
        if vehicle.limits.discharge_current_a > 0:
            flags |= DISCHARGE_ALLOWED
        return flags

    def _present(self) -> bytes:
        vehicle = self._vehicle
        return _PRESENT.pack(
            round(vehicle.pack.voltage_v * 10),
            round(vehicle.current_a * 10),
            round(vehicle.pack.temperature_c * 10),
            0,
        )


def _tenths(value: float) -> int:
    """Return ``value`` in tenths, rounded down: a limit must not grow on the wire."""
    return min(int(value * 10 + 1e-9), 0xFFFE)
