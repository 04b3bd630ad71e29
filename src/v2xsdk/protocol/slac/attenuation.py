"""Averages of attenuation, a byte in dB a tone group (slac, sections 3.5, 3.6 and 6)."""

from __future__ import annotations


class AttenuationSum:
    """Adds up profiles; the first one with groups says how many groups there are."""

    def __init__(self) -> None:
        self.profiles = 0
        self._sums: list[int] = []

    def add(self, groups: bytes) -> bool:
        """Add one profile; return whether it counted (it has groups, as many as the ones before)."""
        if not groups or (self._sums and len(groups) != len(self._sums)):
            return False
        if not self._sums:
            self._sums = [0] * len(groups)
        self._sums = [total + group for total, group in zip(self._sums, groups, strict=True)]
        self.profiles += 1
        return True

    def average(self, offset_db: int = 0) -> bytes:
        """Return the mean of each group, halves rounded up, plus ``offset_db``; empty without a profile."""
        count = self.profiles
        return bytes(min(255, max(0, (2 * total + count) // (2 * count) + offset_db)) for total in self._sums)


def mean_db(groups: bytes) -> float:
    """Return the mean over the groups in dB; raises ``ValueError`` without groups."""
    if not groups:
        raise ValueError("an attenuation without groups has no mean")
    return sum(groups) / len(groups)
