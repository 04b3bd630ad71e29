"""`v2x charge` and `v2x discharge`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import click

import v2xsdk
from v2xsdk.cli.arming import check_armed
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.hold import Hold, hold_power
from v2xsdk.cli.options import arming_options, common_options, guard_options
from v2xsdk.cli.session import run_session
from v2xsdk.cli.units import DURATION, POWER
from v2xsdk.cli.view import open_view
from v2xsdk.model import EXPIRY_MAX_S, EXPIRY_MIN_S


def _order_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--power", "power_w", type=POWER, required=True, metavar="W", help="DC power, such as 7400 or 7.4kW."
        ),
        click.option("--for", "for_s", type=DURATION, metavar="S", help="Stop after this time; else on Ctrl-C."),
        click.option("--priority", type=int, default=0, show_default=True, help="Higher wins over other owners."),
        click.option("--owner", default="v2x", show_default=True, help="Name of who orders."),
        click.option(
            "--expires",
            "expires_s",
            type=DURATION,
            default=30.0,
            show_default=True,
            metavar="S",
            help=f"An order not given again in this time ends ({EXPIRY_MIN_S:g} to {EXPIRY_MAX_S:g} s).",
        ),
        guard_options,
        arming_options,
        common_options,
    ):
        function = option(function)
    return function


@click.command()
@click.argument("url")
@_order_options
def charge(**given: Any) -> int:
    """Charge the vehicle at URL with a power, until --for is over or Ctrl-C.

    The order is given again while this runs and ends with it; at the end the unit is switched off.
    """
    return _run(sign=1, **given)


@click.command()
@click.argument("url")
@_order_options
def discharge(**given: Any) -> int:
    """Discharge the vehicle at URL with a power, until --for is over or Ctrl-C.

    The order is given again while this runs and ends with it; at the end the unit is switched off. With --reserve
    the vehicle keeps that state of charge.
    """
    return _run(sign=-1, **given)


def _run(
    *,
    sign: int,
    url: str,
    power_w: float,
    armed: bool,
    max_power_w: float | None,
    as_json: bool,
    energy_budget_wh: float | None,
    ceiling_percent: float | None,
    **order: Any,
) -> ExitCode:
    check_armed(url, power_w, armed=armed, max_power_w=max_power_w)
    title = f"{'charge' if sign > 0 else 'discharge'}  {url}"
    hold = Hold(power_w=sign * power_w, title=title, **order)
    view = open_view(as_json)
    opening = v2xsdk.open(
        url,
        reserve_percent=hold.reserve_percent,
        ceiling_percent=ceiling_percent,
        energy_budget_wh=energy_budget_wh,
    )
    try:
        return asyncio.run(run_session(opening, lambda charger: hold_power(charger, hold, view), view))
    finally:
        view.close()
