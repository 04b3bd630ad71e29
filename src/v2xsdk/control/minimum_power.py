"""The band around 0 that a device cannot hold."""

from __future__ import annotations

import msgspec

from v2xsdk.control.grant import Grant
from v2xsdk.model import Reason


class MinimumPower:
    """Turns a granted power below the device's minimum into 0.

    Once the limits pushed a power into the band, it comes back only ``hysteresis_ratio`` above the minimum,
    or when the whole wish is granted again: a limit that hovers at the minimum does not toggle the output.
    """

    def __init__(self, minimum_w: float, hysteresis_ratio: float = 0.1, source: str = "charger") -> None:
        self._minimum_w = minimum_w
        self._return_w = minimum_w * (1.0 + hysteresis_ratio)
        self._source = source
        self._below = 0

    def apply(self, grant: Grant) -> Grant:
        """Return ``grant``, or 0 for the reason ``minimum_power``."""
        side = (grant.asked_w > 0.0) - (grant.asked_w < 0.0)
        if side != self._below:
            self._below = 0
        if grant.granted_w == 0.0 or not self._in_band(grant):
            return grant
        if grant.limited:
            self._below = side
        left_w = abs(grant.granted_w)
        detail = f"{left_w:.0f} W are too little for a device that holds {self._minimum_w:.0f} W at least"
        return msgspec.structs.replace(
            grant, granted_w=0.0, reason=Reason.MINIMUM_POWER, source=self._source, detail=detail
        )

    def deliverable(self, output_w: float) -> float:
        """Return ``output_w``, or 0 while a ramp passes through the band."""
        return output_w if abs(output_w) >= self._minimum_w else 0.0

    def _in_band(self, grant: Grant) -> bool:
        magnitude_w = abs(grant.granted_w)
        if magnitude_w < self._minimum_w:
            return True
        if self._below and grant.limited and magnitude_w < self._return_w:
            return True
        self._below = 0
        return False
