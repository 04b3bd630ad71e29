"""The script of the demo: what is ordered, what is done to the hardware, what must come of it.

A school bus (226 kWh) stands at a unit of three 22 kW modules behind a grid connection of 60 kW. Time on the wire
is real; the vehicle's time runs :data:`TIME_SCALE` times faster.
"""

from __future__ import annotations

from typing import Any

import msgspec

from v2xsdk.cli.demo.expect import (
    Expectation,
    GridPower,
    InEffect,
    Limited,
    Measured,
    Off,
    Power,
    ReserveKept,
    SocMoves,
)
from v2xsdk.model import Reason

VEHICLE = "school-bus"
START_SOC_PERCENT = 62.0
RESERVE_PERCENT = 55.0
TIME_SCALE = 150.0
GRID_CONNECTION_W = 60_000.0
DEPOT, GRID = "depot", "grid"


class Given(msgspec.Struct, frozen=True):
    """An order of the script; ``power_w`` is ``None`` to withdraw the owner's order."""

    owner: str
    power_w: float | None
    priority: int = 0


class Step(msgspec.Struct, frozen=True):
    """One line of the script. It lasts ``wait_s``, or until the grid's order is held by the reserve."""

    name: str
    text: str
    wait_s: float
    expect: tuple[Expectation, ...]
    order: Given | None = None
    emulator: dict[str, Any] | None = None
    until_reserve: bool = False
    stop: bool = False


SCRIPT: tuple[Step, ...] = (
    Step(
        "charge",
        "the depot asks for 60 kW; the grid connection leaves a little less at the vehicle",
        wait_s=9.0,
        order=Given(DEPOT, 60_000.0),
        expect=(
            GridPower(GRID_CONNECTION_W),
            Limited(DEPOT, (Reason.SITE_LIMIT,)),
            Measured(),
            SocMoves(+4.0),
        ),
    ),
    Step(
        "grid event",
        "the grid asks for 60 kW back, with priority: over zero, mode change, discharge",
        wait_s=9.5,
        order=Given(GRID, -60_000.0, priority=10),
        expect=(Power(-60_000.0, within_s=7.8), InEffect(GRID), Measured()),
    ),
    Step(
        "derating",
        "all modules go down to 60 % of their power",
        wait_s=4.5,
        emulator={"cmd": "fault", "kind": "derate", "value": 0.6},
        expect=(
            Power(-39_600.0, within_s=2.0),
            Limited(GRID, (Reason.CHARGER_LIMIT,)),
            Measured(),
        ),
    ),
    Step(
        "recovered",
        "the modules are back; discharge down to the reserve",
        wait_s=20.0,
        emulator={"cmd": "fault", "kind": "derate", "on": False},
        until_reserve=True,
        expect=(
            Limited(GRID, (Reason.SOC_RESERVE,)),
            ReserveKept(RESERVE_PERCENT, above=1.1, below=0.5),
            Power(0.0, within_s=20.0),
        ),
    ),
    Step(
        "charge again",
        "the event is over: the depot's order, which never ended, takes the unit back",
        wait_s=9.0,
        order=Given(GRID, None),
        expect=(GridPower(GRID_CONNECTION_W), Limited(DEPOT, (Reason.SITE_LIMIT,)), SocMoves(+1.0), Measured()),
    ),
    Step("stop", "off, and the unit says so", wait_s=1.5, stop=True, expect=(Off(within_s=3.0),)),
)
