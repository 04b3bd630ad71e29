"""Whatever is ordered: energy balances in every step, and the plant stays within its bounds."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from v2xsdk_emulator.plant.cells import GRID, LFP, NMC, OcvCurve
from v2xsdk_emulator.plant.converter import ConverterParams, ConverterUnit, loss_curve_for
from v2xsdk_emulator.plant.dc_node import Branch, solve
from v2xsdk_emulator.plant.grid import GridConnection
from v2xsdk_emulator.plant.plant import Plant
from v2xsdk_emulator.plant.vehicle import Vehicle
from v2xsdk_emulator.plant.vehicles import VEHICLES

ORDERS = st.tuples(
    st.sampled_from(["order", "off", "open", "close", "grid", "derate", "wait"]),
    st.integers(0, 2),
    st.sampled_from([1, -1]),
    st.floats(0, 100),
    st.floats(200, 1000),
    st.integers(1, 30),
)


def apply(plant: Plant, kind: str, unit: ConverterUnit, sign: int, amps: float, volts: float) -> None:
    if kind == "order":
        unit.enabled, unit.direction, unit.target_a, unit.threshold_v = True, sign, amps, volts
    elif kind == "off":
        unit.enabled = False
    elif kind == "open":
        plant.vehicle.contactors_closed = False
    elif kind == "close" and 0 <= plant.vehicle.pack.soc <= 1:
        plant.vehicle.reset()
    elif kind == "grid":
        plant.grid.present = not plant.grid.present
    elif kind == "derate":
        unit.capability = amps / 100


@given(
    vehicle=st.sampled_from(sorted(VEHICLES)),
    soc=st.floats(0, 100),
    temperature=st.floats(-25, 55),
    scale=st.sampled_from([1.0, 60.0, 3600.0]),
    orders=st.lists(ORDERS, max_size=12),
)
def test_balance_and_bounds(
    vehicle: str,
    soc: float,
    temperature: float,
    scale: float,
    orders: list[tuple[str, int, int, float, float, int]],
) -> None:
    params = ConverterParams(
        rated_w=22_000,
        voltage_min_v=200,
        voltage_max_v=1000,
        current_max_a=73.3,
        loss=loss_curve_for(22_000),
    )
    units = [ConverterUnit(params) for _ in range(3)]
    plant = Plant(Vehicle(VEHICLES[vehicle], soc_percent=soc, temperature_c=temperature), GridConnection(), units)
    # The vehicle protects itself once a step: beyond its ends it gets by no more than one step's charge.
    slack = 0.02 + 0.05 * scale * 3 * 73.3 / 3600 / plant.vehicle.kind.capacity_ah
    for kind, number, sign, amps, volts, steps in orders:
        apply(plant, kind, units[number], sign, amps, volts)
        for _ in range(steps):
            plant.step(0.05, 0.05 * scale)  # raises when the energy does not balance
            plant.vehicle.supervise(0.05)
            check_bounds(plant, units)
            assert -slack <= plant.vehicle.pack.soc <= 1 + slack
            assert -30 < plant.vehicle.pack.temperature_c < 90


def check_bounds(plant: Plant, units: list[ConverterUnit]) -> None:
    assert abs(plant.balance_error_w) < 0.1 + 1e-6 * abs(plant.ac_power_w)
    assert plant.loss_w >= 0
    assert plant.vehicle.pack.heat_w >= -1e-9
    assert abs(sum(u.current_a for u in units) - plant.current_a) < 1e-6
    if not plant.vehicle.contactors_closed and not plant.vehicle.fault:
        assert plant.current_a == 0
    for unit in units:
        assert unit.current_a * unit.direction >= -1e-9
        assert abs(unit.current_a) <= 73.3 * unit.capability + 73.3 * 75 * 0.05 + 1e-9 or not unit.enabled
    if plant.grid.present:
        dc_w = plant.voltage_v * plant.current_a
        assert abs(plant.ac_power_w - dc_w - plant.loss_w) < 1e-6 * max(1.0, abs(dc_w))


BRANCHES = st.lists(
    st.builds(
        Branch,
        threshold_v=st.one_of(st.floats(200, 1000), st.sampled_from([400.0, 500.0])),
        current_a=st.floats(0, 100),
        sign=st.sampled_from([1, -1]),
    ),
    max_size=6,
)


def offered_a(branches: list[Branch], voltage_v: float) -> tuple[float, float]:
    """Lowest and highest current that the branches may feed in at ``voltage_v``."""
    lowest = highest = 0.0
    for branch in branches:
        low = 0.0 if branch.sign > 0 else -branch.current_a
        high = branch.current_a if branch.sign > 0 else 0.0
        distance_v = voltage_v - branch.threshold_v
        if distance_v < 2e-3:
            highest += high
        else:
            highest += low
        if distance_v > -2e-3:
            lowest += low
        else:
            lowest += high
    return lowest, highest


@given(branches=BRANCHES, source_v=st.floats(200, 900), r_ohm=st.floats(0.01, 2.0))
def test_the_node_lies_on_both_curves(branches: list[Branch], source_v: float, r_ohm: float) -> None:
    before = [Branch(b.threshold_v, b.current_a, b.sign) for b in branches]
    voltage_v, total_a = solve(branches, source_v, r_ohm)
    assert abs(source_v + r_ohm * total_a - voltage_v) < 1e-6
    assert abs(sum(b.current_a for b in branches) - total_a) < 1e-6
    lowest, highest = offered_a(before, voltage_v)
    assert lowest - 1e-6 <= total_a <= highest + 1e-6
    for was, now in zip(before, branches, strict=True):
        assert 0 <= now.current_a * was.sign <= was.current_a + 1e-9


@given(chemistry=st.sampled_from([NMC, LFP]), soc=st.floats(-0.05, 1.05), step=st.floats(-0.05, 0.05))
def test_energy_is_the_integral_of_voltage(chemistry: object, soc: float, step: float) -> None:
    curve = OcvCurve(chemistry, 100)  # type: ignore[arg-type]
    stored = curve.energy(soc + step) - curve.energy(soc)
    assert abs(stored - curve.mean_volts(soc, soc + step) * step) < 1e-9
    grid = [i * GRID for i in range(21)]
    assert all(curve.volts(a) < curve.volts(b) for a, b in itertools.pairwise(grid))
