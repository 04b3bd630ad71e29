"""A vehicle that cannot speak: its voltage window and currents are declared."""

from __future__ import annotations

import asyncio
import difflib
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk.model import DriverInfo, EvseOffer, VehicleStatus
from v2xsdk.runtime.clock import clock_of
from v2xsdk.spi import CanBus, DriverKind, DriverSpec, LinkEvent, VehicleLink


class FixedVehicleOptions(msgspec.Struct, frozen=True):
    """The declared pack: voltage window in V, currents in A as magnitudes, usable capacity in Wh if known.

    A direction whose current is not declared is not permitted. ``file`` names a TOML file that holds the same keys
    under ``[vehicle]``; what the URL says beside it goes first.
    """

    voltage_min_v: float | None = None
    voltage_max_v: float | None = None
    charge_current_max_a: float | None = None
    discharge_current_max_a: float | None = None
    capacity_wh: float | None = None
    file: str = ""


class FixedVehicle(VehicleLink):
    """Reports the declared values for ever; the state of charge is unknown."""

    def __init__(self, options: FixedVehicleOptions) -> None:
        if options.file:
            options = _with_file(options)
        _check(options)
        self.info = DriverInfo(driver="fixed", vendor="any", can_discharge=options.discharge_current_max_a is not None)
        self._options = options
        self._task: asyncio.Task[None] | None = None

    async def open(self, report: Callable[[LinkEvent], None]) -> None:
        """Report the declared values now and every 0.5 s."""
        loop = asyncio.get_running_loop()
        report(self._status(clock_of(loop)()))
        self._task = loop.create_task(self._repeat(report), name="fixed vehicle")

    def offer(self, offer: EvseOffer) -> None:
        """Nobody listens."""

    async def close(self) -> None:
        """Stop reporting."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _repeat(self, report: Callable[[LinkEvent], None]) -> None:
        clock = clock_of(asyncio.get_running_loop())
        while True:
            await asyncio.sleep(0.5)
            report(self._status(clock()))

    def _status(self, now_s: float) -> VehicleStatus:
        return VehicleStatus(
            time_s=now_s,
            capacity_wh=self._options.capacity_wh,
            voltage_min_v=self._options.voltage_min_v,
            voltage_max_v=self._options.voltage_max_v,
            charge_current_max_a=self._options.charge_current_max_a,
            discharge_current_max_a=self._options.discharge_current_max_a,
        )


def _with_file(options: FixedVehicleOptions) -> FixedVehicleOptions:
    path = Path(options.file)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"fixed vehicle: {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"fixed vehicle: {path} is not TOML: {error}") from error
    table = document.get("vehicle")
    if not isinstance(table, dict):
        raise ConfigError(f"fixed vehicle: {path} has no table [vehicle]")
    known = [name for name in options.__struct_fields__ if name != "file"]
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}? the unit is part of the name" if near else f"known: {', '.join(known)}"
            raise ConfigError(f"fixed vehicle: {path}: unknown key {key!r}; {hint}")
    try:
        read = msgspec.convert(table, FixedVehicleOptions)
    except msgspec.ValidationError as error:
        raise ConfigError(f"fixed vehicle: {path}: {error}; numbers are written without a unit") from error
    given = {name: getattr(options, name) for name in known if getattr(options, name) is not None}
    return msgspec.structs.replace(read, **given)


def _check(options: FixedVehicleOptions) -> None:
    low, high = options.voltage_min_v, options.voltage_max_v
    if low is None or high is None:
        raise ConfigError(
            "fixed vehicle: no voltage window: give link.voltage_min_v and link.voltage_max_v, or link.file"
        )
    if not 0.0 < low < high <= 1500.0:
        raise ConfigError(f"fixed vehicle: the window {low} V to {high} V must rise and lie within 0 V and 1500 V")
    for name in ("charge_current_max_a", "discharge_current_max_a", "capacity_wh"):
        value = getattr(options, name)
        if value is not None and not 0.0 <= value < 1e9:
            raise ConfigError(f"fixed vehicle: {name} = {value} must be a magnitude, not negative and finite")


def _make(bus: CanBus | None, options: Any) -> FixedVehicle:
    return FixedVehicle(options)


DRIVER = DriverSpec(
    name="fixed",
    kind=DriverKind.LINK,
    vendor="any",
    summary="a vehicle that cannot speak: voltage window and currents declared, state of charge unknown",
    options=FixedVehicleOptions,
    make=_make,
    needs_bus=False,
    can_discharge=True,
)
