"""Which state of charge to believe."""

from __future__ import annotations

import math

import msgspec

FALSE_LOW_PERCENT = 1.0
"""A first reading up to this is confirmed before it counts (v2x-domain, section 4.8: false 1 %)."""


class SocFilterRules(msgspec.Struct, frozen=True):
    """Percentages are points of SoC, times seconds.

    ``jump_percent`` is believed at once, because packs step by two points (v2x-domain, section 4.8); more has
    to last ``confirm_s``. Over every ``window_percent`` of counted energy the reading has to follow with at
    least ``follow_ratio`` of it. A reading older than ``age_max_s`` is unknown.
    """

    jump_percent: float = 3.0
    confirm_s: float = 10.0
    window_percent: float = 3.0
    follow_ratio: float = 0.25
    age_max_s: float = 10.0


class SocFilter:
    """Filters readings in percent against counted energy, both since plug-in."""

    def __init__(self, rules: SocFilterRules) -> None:
        self._rules = rules
        self._trusted: float | None = None
        self._trusted_net = 0.0
        self._read_s = -math.inf
        self._suspect: tuple[float, float] | None = None
        self._window: tuple[float, float] | None = None
        self._frozen = False

    @property
    def problem(self) -> str:
        """What is wrong with the readings, empty when they are plausible."""
        if self._frozen:
            return "the SoC does not follow the energy that flows"
        if self._suspect is not None and self._trusted is not None:
            return f"the SoC jumps from {self._trusted:g} % to {self._suspect[0]:g} %"
        return ""

    def value(self, now: float) -> float | None:
        """Return the believed SoC in percent, ``None`` when it is unknown."""
        if self._frozen or now - self._read_s > self._rules.age_max_s:
            return None
        return self._trusted

    def update(self, soc_percent: float | None, time_s: float, net_percent: float) -> None:
        """Take a reading; ``net_percent`` is energy counted into the battery, in percent of its capacity."""
        if soc_percent is None or not 0.0 <= soc_percent <= 100.0 or time_s <= self._read_s:
            return
        self._read_s = time_s
        if self._plausible(soc_percent, net_percent):
            self._believe(soc_percent, net_percent)
        elif self._confirmed(soc_percent, time_s):
            self._believe(soc_percent, net_percent)
            self._window = (soc_percent, net_percent)

    def _plausible(self, soc_percent: float, net_percent: float) -> bool:
        if self._trusted is None:
            return soc_percent > FALSE_LOW_PERCENT
        expected = self._trusted + net_percent - self._trusted_net
        nearest = min(abs(soc_percent - expected), abs(soc_percent - self._trusted))
        return nearest <= self._rules.jump_percent

    def _confirmed(self, soc_percent: float, time_s: float) -> bool:
        suspect = self._suspect
        if suspect is None or abs(soc_percent - suspect[0]) > self._rules.jump_percent:
            self._suspect = (soc_percent, time_s)
            return False
        return time_s - suspect[1] >= self._rules.confirm_s

    def _believe(self, soc_percent: float, net_percent: float) -> None:
        self._suspect = None
        self._trusted, self._trusted_net = soc_percent, net_percent
        if self._window is None:
            self._window = (soc_percent, net_percent)
            return
        flowed = net_percent - self._window[1]
        if abs(flowed) >= self._rules.window_percent:
            followed = math.copysign(1.0, flowed) * (soc_percent - self._window[0])
            full = flowed > 0.0 and soc_percent >= 99.0
            self._frozen = not full and followed < self._rules.follow_ratio * abs(flowed)
            self._window = (soc_percent, net_percent)
