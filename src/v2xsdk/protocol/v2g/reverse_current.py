"""Reverse current in DIN and -2 sessions: what vehicles were seen to bear (reference/iso15118, section 12).

The charger lowers its output below the battery; the vehicle keeps asking for charge current and bears the reverse one
until its own supervision ends the session. No car maker sanctions it; warranty and battery are the integrator's risk.
"""

from __future__ import annotations

import msgspec


class Seen(msgspec.Struct, frozen=True):
    """One observation: ``seconds`` until the vehicle stopped, ``None`` for long; power and energy where bounded."""

    vehicle: str
    seconds: float | None
    max_power_w: float | None = None
    max_energy_wh: float | None = None


SEEN: tuple[Seen, ...] = (
    Seen("Porsche Taycan", 30.0),
    Seen("VW group", 60.0),
    Seen("BMW iX", 300.0),
    Seen("Mercedes EQC", 300.0, max_power_w=3600.0),
    Seen("Tesla", None, max_energy_wh=5000.0),
    Seen("Hyundai Ioniq 5", None),
    Seen("Kia EV6", None),
    Seen("Hyundai Kona", None),
    Seen("Polestar 2", None),
)
