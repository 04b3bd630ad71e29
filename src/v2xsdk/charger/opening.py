"""``open``: from a URL to an open charger."""

from __future__ import annotations

from collections.abc import Generator
from types import TracebackType
from typing import Any

import msgspec

from v2xsdk.charger.assembly import assemble
from v2xsdk.charger.charger import Charger
from v2xsdk.charger.core import Core
from v2xsdk.charger.settings import ChargerSettings
from v2xsdk.charger.url import ChargerUrl, parse
from v2xsdk.errors import ConfigError
from v2xsdk.runtime.emulator_child import EmulatorChild


class Opening:
    """What :func:`open` returns: ``async with`` it, or ``await`` it and ``close()`` the charger yourself."""

    def __init__(self, url: str, settings: ChargerSettings) -> None:
        self._url = parse(url)
        self._settings = settings
        self._charger: Charger | None = None

    def __await__(self) -> Generator[Any, None, Charger]:
        return self._open().__await__()

    async def __aenter__(self) -> Charger:
        self._charger = await self._open()
        return await self._charger.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._charger is not None:
            await self._charger.__aexit__(kind, error, trace)

    async def _open(self) -> Charger:
        if not self._url.is_emulator:
            return Charger(await _open_core(self._url, self._settings))
        emulator = await EmulatorChild.start(self._url.options)
        try:
            return Charger(await _open_core(parse(emulator.url), self._settings), emulator)
        except BaseException:
            await emulator.close()
            raise


def open(
    url: str,
    *,
    reserve_percent: float | None = None,
    ceiling_percent: float | None = None,
    capacity_wh: float | None = None,
    energy_budget_wh: float | None = None,
    charge_limit_w: float | None = None,
    discharge_limit_w: float | None = None,
    ac_import_limit_w: float | None = None,
    ac_export_limit_w: float | None = None,
    site_import_limit_w: float | None = None,
    site_export_limit_w: float | None = None,
) -> Opening:
    """Open the charger at ``url`` (see ``docs/reference/urls.md``); the options are those of ``ChargerSettings``.

    Opening writes current 0 and off before anything else. Raises ``UrlError`` for a malformed URL at once; entering
    raises ``DriverNotFound``, ``ConfigError``, ``LinkLost``, ``DeviceTimeout``, ``BusBusy``, ``EmulatorError``.
    """
    settings = ChargerSettings(
        reserve_percent=reserve_percent,
        ceiling_percent=ceiling_percent,
        capacity_wh=capacity_wh,
        energy_budget_wh=energy_budget_wh,
        charge_limit_w=charge_limit_w,
        discharge_limit_w=discharge_limit_w,
        ac_import_limit_w=ac_import_limit_w,
        ac_export_limit_w=ac_export_limit_w,
        site_import_limit_w=site_import_limit_w,
        site_export_limit_w=site_export_limit_w,
    )
    return Opening(url, settings)


async def _open_core(url: ChargerUrl, settings: ChargerSettings) -> Core:
    assembly = assemble(url)
    if url.energy_time_scale:
        settings = _scaled(settings, url.energy_time_scale, emulated=assembly.emulated)
    core = Core(assembly, settings)
    await core.open()
    return core


def _scaled(settings: ChargerSettings, text: str, *, emulated: bool) -> ChargerSettings:
    if not emulated:
        raise ConfigError("energy_time_scale is for emulated plants only; real energy runs in real time")
    try:
        return msgspec.structs.replace(settings, energy_time_scale=float(text))
    except ValueError as error:
        raise ConfigError(f"energy_time_scale={text}: {error}") from error
