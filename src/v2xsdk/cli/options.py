"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from v2xsdk.cli.units import POWER

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def common_options(function: Decorated) -> Decorated:
    """Add ``--json`` (argument ``as_json``) and ``--debug``, which every command has."""
    json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
    debug_option = click.option("--debug", is_flag=True, expose_value=False, hidden=True)
    return json_option(debug_option(function))


def arming_options(function: Decorated) -> Decorated:
    """Add ``--armed`` and ``--max-power``: without both, only emulated hardware is energised."""
    armed = click.option("--armed", is_flag=True, help="Energise real hardware on purpose; needs --max-power.")
    bound = click.option("--max-power", "max_power_w", type=POWER, metavar="W", help="Never order more than this.")
    return armed(bound(function))


def guard_options(function: Decorated) -> Decorated:
    """Add what protects the vehicle's energy: reserve, ceiling, and an energy budget where the SoC is unknown."""
    reserve = click.option(
        "--reserve", "reserve_percent", type=click.FloatRange(0, 100), metavar="%", help="Never discharge below."
    )
    ceiling = click.option(
        "--ceiling", "ceiling_percent", type=click.FloatRange(0, 100), metavar="%", help="Never charge above."
    )
    budget = click.option(
        "--energy-budget",
        "energy_budget_wh",
        type=click.FloatRange(min=0),
        metavar="WH",
        help="Energy that may be taken from a vehicle which does not tell its SoC.",
    )
    return reserve(ceiling(budget(function)))
