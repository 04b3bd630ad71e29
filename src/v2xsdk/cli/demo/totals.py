"""What is judged over the whole run: energies, the plant's balance; and the report of it."""

from __future__ import annotations

from v2xsdk.cli.demo.causes import SIGN_FLIPPED, UNDER_DELIVERY
from v2xsdk.cli.demo.evidence import TruthReader
from v2xsdk.cli.demo.recorder import Recorder
from v2xsdk.cli.demo.script import RESERVE_PERCENT, TIME_SCALE
from v2xsdk.cli.report.data import Check, EnergyRow, RunReport
from v2xsdk.cli.view import quantity
from v2xsdk.model import ChargerStatus, DriverInfo

_ENERGY_TOLERANCE = 0.01
_LEAST_WH = 500.0
_BALANCE_W = 1.0


def energies(status: ChargerStatus, truth: TruthReader) -> tuple[EnergyRow, ...]:
    """Return both energies as the SDK counted them and as the log has them."""
    last = truth.steps[-1] if truth.steps else None
    return (
        EnergyRow("into the vehicle", status.energy_charged_wh, last.energy_charged_wh if last else 0.0),
        EnergyRow("out of the vehicle", status.energy_discharged_wh, last.energy_discharged_wh if last else 0.0),
    )


def total_checks(rows: tuple[EnergyRow, ...], truth: TruthReader) -> tuple[Check, ...]:
    """Return the checks of the whole run."""
    checks = [_energy_check(row) for row in rows if max(row.truth_wh, row.sdk_wh) >= _LEAST_WH]
    worst_w = max((abs(step.balance_error_w) for step in truth.steps), default=0.0)
    checks.append(
        Check(
            step="whole run",
            expected=f"the plant balances: grid = vehicle + losses + stored, within {_BALANCE_W:g} W",
            found=f"largest error {worst_w:.3g} W in {len(truth.steps)} steps",
            passed=bool(truth.steps) and worst_w <= _BALANCE_W,
            cause="the emulator's energy balance does not close",
        )
    )
    return tuple(checks)


def _energy_check(row: EnergyRow) -> Check:
    passed = row.truth_wh > 0 and row.deviation <= _ENERGY_TOLERANCE
    return Check(
        step="whole run",
        expected=f"energy {row.name} agrees within {_ENERGY_TOLERANCE:.0%}",
        found=f"{quantity.energy(row.sdk_wh)} counted, {quantity.energy(row.truth_wh)} flowed: {row.deviation:.2%}",
        passed=passed,
        cause="" if passed else _energy_cause(row),
    )


def _energy_cause(row: EnergyRow) -> str:
    if row.truth_wh <= 0:
        return f"{SIGN_FLIPPED}: nothing flowed {row.name}"
    share = row.truth_wh / row.sdk_wh if row.sdk_wh > 0 else 0.0
    return f"{UNDER_DELIVERY}: {share:.0%} of the energy counted" if share < 1 else "the SDK counted too little"


def make_report(
    info: DriverInfo, recorder: Recorder, truth: TruthReader, checks: tuple[Check, ...], rows: tuple[EnergyRow, ...]
) -> RunReport:
    """Return the data of the report."""
    charged, discharged = rows
    lowest = min((step.soc_percent for step in truth.steps), default=0.0)
    lasted_s = truth.steps[-1].t_s if truth.steps else 0.0
    facts = (
        ("into the vehicle", quantity.energy(charged.truth_wh)),
        ("out of the vehicle", quantity.energy(discharged.truth_wh)),
        ("lost in the converter", quantity.energy(_lost_wh(truth))),
        ("lowest SoC", f"{lowest:.1f} %"),
        ("on the wire / for the bus", f"{lasted_s:.0f} s / {lasted_s * TIME_SCALE / 60:.0f} min"),
        ("expectations met", f"{sum(check.passed for check in checks)} of {len(checks)}"),
    )
    return RunReport(
        title="A school bus charges, and gives back",
        subtitle=f"{info.module_count} modules {info.vendor} {info.model} on {info.protocol}, emulated at the far end "
        "of the wire; 226 kWh pack; grid connection 60 kW",
        time_scale=TIME_SCALE,
        measurements=tuple(recorder.measurements),
        truth=tuple(truth.steps),
        limits=tuple(recorder.limits),
        orders=tuple(sorted(recorder.spans, key=lambda span: span.start_s)),
        marks=tuple(sorted(recorder.marks, key=lambda mark: mark.time_s)),
        checks=checks,
        energies=rows,
        reserve_percent=RESERVE_PERCENT,
        facts=facts,
    )


def _lost_wh(truth: TruthReader) -> float:
    pairs = zip(truth.steps, truth.steps[1:], strict=False)
    return sum(before.loss_w * (after.plant_s - before.plant_s) for before, after in pairs) / 3600
