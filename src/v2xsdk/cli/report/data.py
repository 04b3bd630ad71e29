"""What a report is made from. All times are seconds since the emulator started, power is signed as everywhere."""

from __future__ import annotations

import msgspec

from v2xsdk.model import Limits, Measurement


class TruthStep(msgspec.Struct, frozen=True, tag_field="kind", tag="step"):
    """One step of the plant as the emulator's own log has it; energies in Wh since it started."""

    t_s: float
    plant_s: float
    soc_percent: float
    pack_voltage_v: float
    dc_current_a: float
    dc_power_w: float
    ac_power_w: float
    loss_w: float
    output_on: bool
    mode: str
    energy_charged_wh: float
    energy_discharged_wh: float
    balance_error_w: float = 0.0


class OrderSpan(msgspec.Struct, frozen=True):
    """A time in which an order of ``owner`` was in one state; ``granted_w`` is what the limit chain left of it."""

    start_s: float
    end_s: float
    owner: str
    power_w: float
    granted_w: float
    state: str
    reason: str = ""
    source: str = ""


class LimitsAt(msgspec.Struct, frozen=True):
    """The limits in force from ``time_s`` on."""

    time_s: float
    limits: Limits


class Mark(msgspec.Struct, frozen=True):
    """Something that happened: a step of the script, an event of the charger, a command to the emulator."""

    time_s: float
    origin: str
    text: str


class Check(msgspec.Struct, frozen=True):
    """One expectation and what came of it. ``cause`` names what explains a failure."""

    step: str
    expected: str
    found: str
    passed: bool
    cause: str = ""


class EnergyRow(msgspec.Struct, frozen=True):
    """An energy in Wh as the SDK counted it and as the emulator's log has it."""

    name: str
    sdk_wh: float
    truth_wh: float

    @property
    def deviation(self) -> float:
        """Difference of the two as a share of the larger one; 0 where nothing flowed or was counted."""
        larger_wh = max(self.sdk_wh, self.truth_wh)
        return abs(self.sdk_wh - self.truth_wh) / larger_wh if larger_wh > 0 else 0.0


class RunReport(msgspec.Struct, frozen=True):
    """Everything one report shows."""

    title: str
    subtitle: str
    time_scale: float
    measurements: tuple[Measurement, ...]
    truth: tuple[TruthStep, ...]
    limits: tuple[LimitsAt, ...]
    orders: tuple[OrderSpan, ...]
    marks: tuple[Mark, ...]
    checks: tuple[Check, ...]
    energies: tuple[EnergyRow, ...]
    reserve_percent: float | None = None
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every expectation was met, and there was one."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    @property
    def cause(self) -> str:
        """What explains the first failure, empty when there is none."""
        return next((check.cause or check.expected for check in self.checks if not check.passed), "")
