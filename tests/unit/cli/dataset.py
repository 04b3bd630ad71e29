"""A made-up run of 30 s for the report: charge, direction change, discharge with a dip, charge."""

from __future__ import annotations

from v2xsdk.cli.report.data import Check, EnergyRow, LimitsAt, Mark, OrderSpan, RunReport, TruthStep
from v2xsdk.model import Limits, Measurement, Reason

TIME_SCALE = 150.0
_ENERGY_WH = 226_000.0


def _ordered_w(time_s: float) -> float:
    for until_s, power_w in ((1, 0), (9, 57_200), (12, 0), (16, -60_000), (19, -33_000), (24, -60_000), (27, 0)):
        if time_s < until_s:
            return power_w
    return 57_200


def truth_steps(soc_percent: float = 58.0) -> tuple[TruthStep, ...]:
    """Return a step each 0.1 s in which energy and SoC fit the power."""
    steps: list[TruthStep] = []
    power_w = charged_wh = discharged_wh = 0.0
    for tick in range(340):
        time_s = tick / 10
        power_w += max(-4_000.0, min(4_000.0, _ordered_w(time_s) - power_w))
        energy_wh = power_w * 0.1 * TIME_SCALE / 3600
        charged_wh += max(energy_wh, 0.0)
        discharged_wh += max(-energy_wh, 0.0)
        soc_percent += 100 * energy_wh / _ENERGY_WH
        loss_w = 500 + 0.018 * abs(power_w) + 0.35e-6 * power_w**2
        voltage_v = 640 + 1.5 * (soc_percent - 50) + power_w * 1e-4
        steps.append(
            TruthStep(
                t_s=time_s,
                plant_s=time_s * TIME_SCALE,
                soc_percent=soc_percent,
                pack_voltage_v=voltage_v,
                dc_current_a=power_w / voltage_v,
                dc_power_w=power_w,
                ac_power_w=power_w + loss_w,
                loss_w=loss_w,
                output_on=abs(power_w) > 1,
                mode="inverter" if power_w < 0 else "rectifier",
                energy_charged_wh=charged_wh,
                energy_discharged_wh=discharged_wh,
            )
        )
    return tuple(steps)


def measurements(truth: tuple[TruthStep, ...]) -> tuple[Measurement, ...]:
    """Return what an SDK would have read every 0.4 s, one reading with an unknown power among them."""
    return tuple(
        Measurement(
            time_s=step.t_s + 0.1,
            dc_voltage_v=round(step.pack_voltage_v, 1),
            dc_current_a=step.dc_current_a,
            dc_power_w=None if step.t_s == 4.0 else step.dc_power_w,
            soc_percent=round(step.soc_percent, 1),
        )
        for step in truth[::4]
    )


def run_report(*, failed: bool = False) -> RunReport:
    """Return the whole data set of one report."""
    truth = truth_steps()
    limits = Limits(57_200, 63_100, "site", "site", Reason.SITE_LIMIT, Reason.SITE_LIMIT)
    derated = Limits(33_000, 33_000, "modules", "modules", Reason.MODULE_LIMIT, Reason.MODULE_LIMIT)
    last = truth[-1]
    return RunReport(
        title="A school bus gives back",
        subtitle="60 kW unit of three 22 kW modules, InfyPower BEG on CAN, 226 kWh pack",
        time_scale=TIME_SCALE,
        measurements=measurements(truth),
        truth=truth,
        limits=(LimitsAt(0.0, limits), LimitsAt(16.0, derated), LimitsAt(19.0, limits)),
        orders=(
            OrderSpan(1, 9, "depot", 60_000, 57_200, "limited", "site_limit", "site"),
            OrderSpan(9, 27, "depot", 60_000, 0, "limited", "higher_priority", "grid"),
            OrderSpan(27, 33.9, "depot", 60_000, 57_200, "limited", "site_limit", "site"),
            OrderSpan(9, 16, "grid", -60_000, -60_000, "in_effect"),
            OrderSpan(16, 19, "grid", -60_000, -33_000, "limited", "module_limit", "modules"),
            OrderSpan(19, 24, "grid", -60_000, -60_000, "in_effect"),
            OrderSpan(24, 27, "grid", -60_000, 0, "limited", "soc_reserve", "reserve"),
        ),
        marks=(
            Mark(1.0, "step", "charge"),
            Mark(9.0, "step", "grid event"),
            Mark(16.0, "step", "derating"),
            Mark(19.0, "step", "recovered"),
            Mark(24.0, "charger", "limits: charge 57.20 kW (site), discharge 0 W (reserve)"),
            Mark(27.0, "step", "charge again"),
            Mark(33.9, "step", "stop"),
        ),
        checks=(
            Check("charge", "grid side at 60 kW, never above", "59.6 kW, at most 59.8 kW", passed=True),
            Check(
                "grid event",
                "60 kW from the vehicle within 6 s",
                "-54.0 kW" if failed else "-60.1 kW after 4.2 s",
                passed=not failed,
                cause="under-delivery: 90 % of what was ordered" if failed else "",
            ),
            Check("stop", "output off", "off after 0.4 s", passed=True),
        ),
        energies=(
            EnergyRow("into the vehicle", last.energy_charged_wh * 1.003, last.energy_charged_wh),
            EnergyRow("out of the vehicle", last.energy_discharged_wh * 0.998, last.energy_discharged_wh),
        ),
        reserve_percent=50.0,
        facts=(("into the vehicle", "22.1 kWh"), ("back to the grid", "26.0 kWh"), ("lowest SoC", "49.8 %")),
    )
