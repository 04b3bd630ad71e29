"""What explains that an expectation was not met: the charger's own faults first, then the numbers."""

from __future__ import annotations

from v2xsdk.cli.demo.evidence import Seen, mean_of
from v2xsdk.model import FaultKind

SIGN_FLIPPED = "sign flipped"
UNDER_DELIVERY = "under-delivery"
FROZEN_SOC = "frozen SoC"
IGNORED_OFF = "ignored off"
SILENT_MODULE = "silent module"

_BY_FAULT = {
    FaultKind.SIGN_MISMATCH: SIGN_FLIPPED,
    FaultKind.POWER_MISMATCH: UNDER_DELIVERY,
    FaultKind.SOC_IMPLAUSIBLE: FROZEN_SOC,
    FaultKind.OFF_NOT_CONFIRMED: IGNORED_OFF,
    FaultKind.MODULE_SILENT: SILENT_MODULE,
}
_MOVED_PERCENT = 1.0


def cause_of(seen: Seen, expected_w: float | None = None, found_w: float | None = None) -> str:
    """Return the best explanation, with the evidence for it; the SDK's own words when nothing else fits."""
    for fault in seen.faults:
        if fault.kind in _BY_FAULT:
            return f"{_BY_FAULT[fault.kind]}: the SDK reports {fault.kind} at {fault.component} ({fault.detail})"
    if (frozen := _frozen_soc(seen)) is not None:
        return frozen
    if expected_w is not None and found_w is not None and (power := _power_cause(expected_w, found_w)) is not None:
        return power
    words = [f"{fault.kind} at {fault.component}: {fault.detail}" for fault in seen.faults]
    return "; ".join([*words, seen.problem]).strip("; ") or "no explanation in the log"


def _power_cause(expected_w: float, found_w: float) -> str | None:
    share = found_w / expected_w if expected_w else 1.0
    if share < -0.2:
        return f"{SIGN_FLIPPED}: {found_w / 1000:+.1f} kW flowed where {expected_w / 1000:+.1f} kW were due"
    if 0.5 <= share < 0.985:
        return f"{UNDER_DELIVERY}: {share:.0%} of what was due"
    return None


def _frozen_soc(seen: Seen) -> str | None:
    if len(seen.truth) < 2:
        return None
    moved = seen.truth[-1].soc_percent - seen.truth[0].soc_percent
    told = [entry.soc_percent for entry in seen.measurements if entry.soc_percent is not None]
    if abs(moved) < _MOVED_PERCENT or not told or max(told) - min(told) > 0.1 * abs(moved):
        return None
    return f"{FROZEN_SOC}: the vehicle said {mean_of(told):.1f} % all the time while the pack moved by {moved:+.1f} %"
