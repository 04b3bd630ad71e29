"""Converter losses, ramps and imperfections, and the whole plant, against v2x-domain, section 5.2."""

from __future__ import annotations

import pytest

from v2xsdk.errors import EmulatorError
from v2xsdk_emulator.plant.converter import ConverterParams, ConverterUnit, loss_curve_for
from v2xsdk_emulator.plant.grid import GridConnection
from v2xsdk_emulator.plant.plant import Plant
from v2xsdk_emulator.plant.vehicle import Vehicle
from v2xsdk_emulator.plant.vehicles import VEHICLES

# Rating, power, published one-way efficiency in percent.
EFFICIENCIES = [
    (11_000, 500, 72),
    (11_000, 1_000, 85),
    (11_000, 2_000, 91),
    (11_000, 4_000, 94),
    (11_000, 7_000, 95),
    (11_000, 10_000, 95),
    (22_000, 1_000, 76),
    (22_000, 2_200, 88),
    (22_000, 11_000, 95),
    (22_000, 22_000, 95),
    (60_000, 5_000, 88),
    (60_000, 12_000, 93.6),
    (60_000, 30_000, 95.5),
    (60_000, 60_000, 95.3),
]
ROUND_TRIPS = [(500, 50), (1_000, 70), (2_000, 81), (4_000, 86), (10_000, 88)]


def unit_of(rated_w: float, **more: float) -> ConverterUnit:
    params = ConverterParams(
        rated_w=rated_w,
        voltage_min_v=200,
        voltage_max_v=1000,
        current_max_a=rated_w / 300,
        loss=loss_curve_for(rated_w),
        **more,
    )
    return ConverterUnit(params)


@pytest.mark.parametrize(("rated_w", "power_w", "percent"), EFFICIENCIES)
def test_efficiency_of_each_class(rated_w: float, power_w: float, percent: float) -> None:
    loss_w = loss_curve_for(rated_w).loss_w(power_w)
    assert 100 * (power_w - loss_w) / power_w == pytest.approx(percent, abs=0.75)


@pytest.mark.parametrize(("power_w", "percent"), ROUND_TRIPS)
def test_round_trip_of_a_home_unit(power_w: float, percent: float) -> None:
    one_way = 1 - loss_curve_for(11_000).loss_w(power_w) / power_w
    assert 100 * one_way**2 * 0.97 == pytest.approx(percent, abs=1.0)


def plant_with(rated_w: float, *, soc: float = 50, vehicle: str = "home-car") -> tuple[Plant, ConverterUnit]:
    unit = unit_of(rated_w)
    plant = Plant(Vehicle(VEHICLES[vehicle], soc_percent=soc), GridConnection(), [unit])
    return plant, unit


def test_measured_round_trip_of_the_whole_plant_lies_in_the_published_band() -> None:
    plant, unit = plant_with(11_000, soc=25)
    unit.enabled = True
    for direction, until in ((1, 75.0), (-1, 25.0)):
        unit.direction, unit.threshold_v, unit.target_a = direction, 630 if direction > 0 else 450, 18.0
        while (plant.vehicle.soc_percent - until) * direction < 0:
            plant.step(0.02, 10.0)
    assert 0.79 <= plant.grid.export_wh / plant.grid.import_wh <= 0.88


def test_states_of_the_power_stage() -> None:
    plant, unit = plant_with(22_000)
    plant.step(0.02, 0.02)
    assert plant.ac_power_w == unit.params.standby_w
    unit.asleep = True
    plant.step(0.02, 0.02)
    assert plant.ac_power_w == unit.params.asleep_w
    unit.enabled = True
    plant.step(0.02, 0.02)
    assert plant.ac_power_w == unit.params.loss.p0_w
    plant.grid.present = False
    plant.step(0.02, 0.02)
    assert plant.ac_power_w == plant.loss_w == 0
    assert not unit.enabled


def test_ramp_dead_band_granularity_and_offset() -> None:
    unit = unit_of(22_000, granularity_a=1.0, dead_band_a=2.0, offset_ratio=0.02, rise_a_per_s=50.0)
    unit.enabled = True

    def settled(target_a: float) -> float:
        unit.target_a = target_a
        for _ in range(200):
            unit.ramp(0.02)
        return unit.ramp_a

    offset_a = 0.02 * unit.params.current_max_a
    assert settled(10.4) == pytest.approx(10 + offset_a)
    assert settled(1.9) == 0.0
    assert settled(2.0) == 0.0
    assert settled(3.0) == pytest.approx(3 + offset_a)
    assert settled(500.0) == pytest.approx(unit.params.current_max_a)
    settled(0.0)
    unit.target_a = 30.0
    unit.ramp(0.1)
    assert unit.ramp_a == pytest.approx(5.0)


def test_constant_current_then_constant_voltage() -> None:
    plant, unit = plant_with(22_000, soc=92, vehicle="leaf-40")
    unit.enabled, unit.target_a, unit.threshold_v = True, 30.0, 398.0
    currents_a = []
    for _ in range(700):
        plant.step(0.02, 5.0)
        currents_a.append(plant.current_a)
    assert currents_a[10] == pytest.approx(30.0)
    assert plant.voltage_v == pytest.approx(398.0, abs=0.01)
    assert 0 <= currents_a[-1] < 3.0
    held = currents_a[100:]
    assert all(b <= a + 1e-6 for a, b in zip(held, held[1:], strict=False))


def test_open_contactors_leave_a_node_without_current() -> None:
    plant, unit = plant_with(22_000)
    plant.vehicle.contactors_closed = False
    for _ in range(100):
        plant.step(0.02, 0.02)
    assert plant.voltage_v == 0.0
    unit.enabled, unit.target_a, unit.threshold_v = True, 2.0, 560.0
    for _ in range(100):
        plant.step(0.02, 0.02)
    assert (plant.voltage_v, plant.current_a) == (560.0, 0.0)


def test_house_load_and_meter() -> None:
    unit = unit_of(22_000)
    grid = GridConnection(house_load_w=1500)
    plant = Plant(Vehicle(VEHICLES["home-car"], soc_percent=50), grid, [unit])
    for _ in range(3600):
        plant.step(0.02, 1.0)
    assert grid.site_power_w == 1500 + unit.params.standby_w
    assert grid.import_wh == pytest.approx(1530)
    grid.present = False
    plant.step(0.02, 1.0)
    assert grid.site_power_w == 0


def test_grid_wanders_from_its_seed_and_around_nominal() -> None:
    def trace(seed: int) -> list[float]:
        grid = GridConnection(seed=seed)
        values = []
        for _ in range(5000):
            grid.wander(0.1)
            values.append(grid.line_voltage_v)
        return values

    assert trace(3) == trace(3)
    assert trace(3) != trace(4)
    assert max(trace(3)) < 480 * 1.02
    assert min(trace(3)) > 480 * 0.98


def test_energy_from_nowhere_is_caught() -> None:
    plant, unit = plant_with(22_000)
    unit.enabled, unit.target_a, unit.threshold_v = True, 30.0, 630.0
    plant.step(0.5, 1.0)
    plant.step(0.5, 1.0)

    def generous(voltage_v: float, current_a: float) -> None:
        unit.voltage_v, unit.current_a = voltage_v, current_a
        unit.loss_w = unit.params.loss.loss_w(voltage_v * current_a)
        unit.ac_power_w = voltage_v * current_a + unit.loss_w - 10.0

    class Generous:
        def __getattr__(self, name: str) -> object:
            return generous if name == "settle" else getattr(unit, name)

        def __setattr__(self, name: str, value: object) -> None:
            setattr(unit, name, value)

    plant.units = (Generous(),)  # type: ignore[assignment]
    with pytest.raises(EmulatorError, match="energy balance"):
        plant.step(0.5, 1.0)
