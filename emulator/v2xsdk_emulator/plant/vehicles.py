"""Vehicle classes (v2x-domain, section 5.1). Values without a published source are representative."""

from __future__ import annotations

import msgspec

from v2xsdk_emulator.plant.cells import LFP, NMC, Chemistry, OcvCurve


class VehicleClass(msgspec.Struct, frozen=True):
    """One class of vehicle: its pack, what its battery management allows, and its heat.

    ``r0_ohm`` is the pack's ohmic resistance at 25 degC, ``rc`` the (resistance over R0, time constant in s)
    of its two R-C pairs. ``awake_w`` is what its electronics draw while the contactors are closed,
    ``auxiliary_w`` what cooling draws on top. ``v2x_minimum_soc_percent`` is where the vehicle itself ends a
    discharge.
    """

    name: str
    usable_wh: float
    series_cells: int
    r0_ohm: float
    voltage_max_v: float
    voltage_min_v: float
    charge_max_w: float
    discharge_max_w: float
    heat_loss_w_per_k: float
    chemistry: Chemistry = NMC
    rc: tuple[tuple[float, float], tuple[float, float]] = ((0.45, 30.0), (0.5, 900.0))
    mass_kg_per_kwh: float = 6.5
    cooling_w: float = 0.0
    awake_w: float = 100.0
    auxiliary_w: float = 0.0
    self_discharge_per_month: float = 0.02
    v2x_minimum_soc_percent: float = 10.0
    soh_percent: float = 100.0

    @property
    def capacity_ah(self) -> float:
        """Charge in Ah that holds ``usable_wh`` between 0 and 100 %."""
        return self.usable_wh / OcvCurve(self.chemistry, self.series_cells).energy(1.0)


VEHICLES: dict[str, VehicleClass] = {
    each.name: each
    for each in (
        VehicleClass(
            name="school-bus",
            usable_wh=226_000,
            series_cells=186,
            r0_ohm=0.06,
            voltage_max_v=780,
            voltage_min_v=550,
            charge_max_w=125_000,
            discharge_max_w=90_000,
            heat_loss_w_per_k=100,
            cooling_w=4_000,
            awake_w=300,
            auxiliary_w=600,
        ),
        VehicleClass(
            name="school-bus-lfp",
            usable_wh=155_000,
            series_cells=200,
            r0_ohm=0.08,
            voltage_max_v=730,
            voltage_min_v=520,
            charge_max_w=80_000,
            discharge_max_w=60_000,
            heat_loss_w_per_k=90,
            chemistry=LFP,
            cooling_w=4_000,
            awake_w=300,
            auxiliary_w=600,
        ),
        VehicleClass(
            name="home-car",
            usable_wh=96_000,
            series_cells=150,
            r0_ohm=0.07,
            voltage_max_v=630,
            voltage_min_v=450,
            charge_max_w=150_000,
            discharge_max_w=24_000,
            heat_loss_w_per_k=40,
            cooling_w=3_000,
            awake_w=150,
            auxiliary_w=400,
        ),
        VehicleClass(
            name="pick-up",
            usable_wh=131_000,
            series_cells=104,
            r0_ohm=0.03,
            voltage_max_v=437,
            voltage_min_v=302,
            charge_max_w=120_000,
            discharge_max_w=24_000,
            heat_loss_w_per_k=50,
            cooling_w=4_000,
            awake_w=200,
            auxiliary_w=500,
        ),
        VehicleClass(
            name="leaf-40",
            usable_wh=39_000,
            series_cells=96,
            r0_ohm=0.10,
            voltage_max_v=403,
            voltage_min_v=278,
            charge_max_w=46_000,
            discharge_max_w=22_000,
            heat_loss_w_per_k=30,
        ),
        VehicleClass(
            name="leaf-62",
            usable_wh=59_000,
            series_cells=96,
            r0_ohm=0.07,
            voltage_max_v=403,
            voltage_min_v=278,
            charge_max_w=70_000,
            discharge_max_w=22_000,
            heat_loss_w_per_k=35,
        ),
    )
}
