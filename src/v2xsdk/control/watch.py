"""All cross-checks of readings, each as one fault that is present or not."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from v2xsdk.control.magnitude_check import MagnitudeCheck
from v2xsdk.control.off_check import OffCheck
from v2xsdk.control.samples import Sample
from v2xsdk.control.settings import ControlSettings
from v2xsdk.control.sign_check import SignCheck
from v2xsdk.model import DriverInfo, FaultKind, Severity

PARKED_LOAD_MAX_W = 500.0
"""What a parked vehicle may draw for itself without looking like an output that is on."""

SMALL_POWER_W = 100.0


class Finding(msgspec.Struct, frozen=True):
    """What one check says: a fault that is present, or absent."""

    present: bool
    kind: FaultKind
    component: str
    severity: Severity
    detail: str = ""


class Watch:
    """Runs the checks over each sample, and the age of the readings at each tick."""

    def __init__(self, info: DriverInfo, settings: ControlSettings) -> None:
        tolerance_w = info.tolerance_w
        self._sign = SignCheck(max(tolerance_w, SMALL_POWER_W))
        self._magnitude = MagnitudeCheck(max(tolerance_w, SMALL_POWER_W))
        self._off = OffCheck(max(tolerance_w, PARKED_LOAD_MAX_W), info.stop_time_s)
        self._age_max_s = settings.measurement_max_age_s
        self._vehicle_age_max_s = settings.limit_max_age_s.get("vehicle")
        self._read_s: float | None = None
        self.contradicted = False

    def sample(self, sample: Sample) -> Iterator[Finding]:
        """Yield what each check says after ``sample``."""
        self._read_s = sample.time_s
        yield self._finding(FaultKind.SIGN_MISMATCH, "power", self._sign.update(sample), self._sign.detail)
        yield self._finding(FaultKind.OFF_NOT_CONFIRMED, "output", self._off.update(sample), self._off.detail)
        self.contradicted = self._magnitude.update(sample)
        yield Finding(
            self.contradicted,
            FaultKind.POWER_MISMATCH,
            "meter",
            Severity.WARNING,
            self._magnitude.detail,
        )

    def silences(self, on_since_s: float | None, vehicle_s: float | None, now: float) -> Iterator[Finding]:
        """Yield whether unit and vehicle are silent while the output is wanted on.

        ``vehicle_s`` is when the vehicle last spoke.
        """
        for kind, component, heard_s, age_max_s in (
            (FaultKind.COMMUNICATION, "measurement", self._read_s, self._age_max_s),
            (FaultKind.VEHICLE_SILENT, "vehicle", vehicle_s, self._vehicle_age_max_s),
        ):
            silent = _silent(on_since_s, heard_s, age_max_s, now)
            yield self._finding(kind, component, silent, f"nothing heard for more than {age_max_s} s")

    @staticmethod
    def _finding(kind: FaultKind, component: str, present: bool, detail: str) -> Finding:
        return Finding(present, kind, component, Severity.STOP, detail)


def _silent(on_since_s: float | None, heard_s: float | None, age_max_s: float | None, now: float) -> bool:
    if on_since_s is None or age_max_s is None:
        return False
    return now - max(on_since_s, on_since_s if heard_s is None else heard_s) > age_max_s
