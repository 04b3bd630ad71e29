"""`v2x diag`: service and diagnostics, over whatever wire the device has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options
from v2xsdk.cli.service import check_armed, device_option, disturbing_options, opened
from v2xsdk.cli.units import DURATION
from v2xsdk.errors import ConfigError

if TYPE_CHECKING:
    from v2xsdk.model.service import SettingInfo, SettingValue
    from v2xsdk.spi_service import ServicePort

_WORDS = {"true": True, "false": False}


@click.group("diag")
def diag_group() -> None:
    """Service a device: identity, live values, faults, log, settings, self-tests, clock."""


@diag_group.command("identify")
@device_option
@common_options
def identify(url: str, as_json: bool) -> None:
    """Show who answers, and what it offers."""

    async def show(port: ServicePort) -> None:
        offered = await port.capabilities()
        _show("capabilities", offered, as_json, f"offers     {', '.join(sorted(offered.features))}")

    async def whole() -> None:
        from v2xsdk.drivers.service_ports import service_port

        port = service_port(url)
        who = await port.open()
        try:
            _show("identity", who, as_json, f"{who.manufacturer} {who.product}, serial {who.serial}")
            if not as_json:
                click.echo(f"hardware   {who.hardware_revision}\nfirmware   {who.firmware_version}")
            await show(port)
        finally:
            await port.close()

    asyncio.run(whole())


@diag_group.command("values")
@click.argument("names", nargs=-1)
@click.option("--period", "period_s", type=DURATION, default=1.0, show_default=True, metavar="S", help="Between two.")
@click.option("--count", type=click.IntRange(min=1), default=1, show_default=True, help="How many samples.")
@device_option
@common_options
def values(names: tuple[str, ...], period_s: float, count: int, url: str, as_json: bool) -> None:
    """Show live values, all of them if none is named."""

    async def show(port: ServicePort) -> None:
        shown = names or tuple(info.name for info in (await port.capabilities()).values)
        left = count
        stream = port.live_values(shown, period_s)
        async with aclosing(stream):
            async for sample in stream:
                pairs = dict(zip(shown, sample.values, strict=True))
                _show("sample", sample, as_json, "  ".join(f"{name}={_text(value)}" for name, value in pairs.items()))
                left -= 1
                if not left:
                    return

    _with_port(url, show)


@diag_group.command("faults")
@click.option("--snapshots", is_flag=True, help="With the values frozen when each occurred.")
@device_option
@common_options
def faults(snapshots: bool, url: str, as_json: bool) -> None:
    """Show stored faults."""

    async def show(port: ServicePort) -> None:
        for fault in await port.faults(snapshots=snapshots):
            state = "active" if fault.active else "stored"
            _show("fault", fault, as_json, f"{fault.code:#06x}  {fault.name}  ({fault.severity}, {state})")
            for name, value in (fault.snapshot or {}).items() if not as_json else ():
                click.echo(f"        {name} {_text(value)}")

    _with_port(url, show)


@diag_group.command("clear")
@click.argument("code", required=False)
@disturbing_options
@device_option
@common_options
def clear(
    code: str | None, armed: bool, key_file: Path | None, certificate_file: Path | None, url: str, as_json: bool
) -> None:
    """Clear the stored fault CODE, or all faults."""
    check_armed(url, armed)
    try:
        number = None if code is None else int(code, 0)
    except ValueError as error:
        raise ConfigError(f"{code!r} is no fault code: write a number, such as 0x0a12") from error
    _with_port(url, lambda port: port.clear_faults(number), key_file, certificate_file)


@diag_group.command("log")
@click.option("--from", "first", type=click.IntRange(min=0), default=0, show_default=True, help="First number wanted.")
@device_option
@common_options
def log(first: int, url: str, as_json: bool) -> None:
    """Show the event log; to go on later, give the last number plus 1."""

    async def show(port: ServicePort) -> None:
        entries = port.event_log(first)
        async with aclosing(entries):
            async for entry in entries:
                _show("log", entry, as_json, f"{entry.sequence:6}  {entry.time_s:.3f}  {entry.level:<11} {entry.text}")

    _with_port(url, show)


@diag_group.command("settings")
@click.argument("names", nargs=-1)
@device_option
@common_options
def settings(names: tuple[str, ...], url: str, as_json: bool) -> None:
    """Show settings, all of them if none is named."""

    async def show(port: ServicePort) -> None:
        for name, value in (await port.read_settings(names)).items():
            _show("setting", {"name": name, "value": value}, as_json, f"{name} = {_text(value)}")

    _with_port(url, show)


@diag_group.command("set")
@click.argument("assignments", nargs=-1, required=True, metavar="NAME=VALUE...")
@disturbing_options
@device_option
@common_options
def set_values(
    assignments: tuple[str, ...],
    armed: bool,
    key_file: Path | None,
    certificate_file: Path | None,
    url: str,
    as_json: bool,
) -> None:
    """Change settings, all of them or none."""
    check_armed(url, armed)

    async def change(port: ServicePort) -> None:
        known = {info.name: info for info in (await port.capabilities()).settings}
        present = await port.read_settings()
        await port.write_settings(dict(_assignment(text, known, present) for text in assignments))

    _with_port(url, change, key_file, certificate_file)


@diag_group.command("test")
@click.argument("name")
@disturbing_options
@device_option
@common_options
def self_test(
    name: str, armed: bool, key_file: Path | None, certificate_file: Path | None, url: str, as_json: bool
) -> int:
    """Run the self-test NAME and show its progress."""
    from v2xsdk.model.service import TestState

    check_armed(url, armed)
    states: list[TestState] = []

    async def show(port: ServicePort) -> None:
        steps = port.self_test(name)
        async with aclosing(steps):
            async for step in steps:
                states.append(step.state)
                _show("self_test", step, as_json, f"{step.percent:3.0f} %  {step.state}  {step.detail}".rstrip())

    _with_port(url, show, key_file, certificate_file)
    return ExitCode.OK if states and states[-1] is TestState.PASSED else ExitCode.FAILED


@diag_group.command("time")
@device_option
@click.option("--armed", is_flag=True, help="Allow this on real hardware.")
@common_options
def set_time(url: str, armed: bool, as_json: bool) -> None:
    """Set the device's clock to this machine's."""
    check_armed(url, armed)

    async def synchronise(port: ServicePort) -> None:
        import time

        ahead_s = await port.synchronise_time(time.time())
        _show("time", {"ahead_s": ahead_s}, as_json, f"the device was {ahead_s:+.3f} s ahead")

    _with_port(url, synchronise)


def _with_port(
    url: str,
    work: Callable[[ServicePort], Awaitable[None]],
    key_file: Path | None = None,
    certificate_file: Path | None = None,
) -> None:
    async def whole() -> None:
        async with opened(url, key_file, certificate_file) as port:
            await work(port)

    asyncio.run(whole())


def _assignment(text: str, known: dict[str, SettingInfo], present: dict[str, SettingValue]) -> tuple[str, SettingValue]:
    """Return name and value, the value in the type the setting has now."""
    name, equals, value = text.partition("=")
    if not equals or name not in known:
        raise ConfigError(f"{text!r}: write NAME=VALUE with one of {', '.join(known)}")
    if isinstance(present[name], bool):
        if value not in _WORDS:
            raise ConfigError(f"{text!r}: write true or false")
        return name, _WORDS[value]
    if isinstance(present[name], str):
        return name, value
    try:
        return name, float(value)
    except ValueError as error:
        raise ConfigError(f"{text!r}: a number is needed, in {known[name].unit or 'no unit'}") from error


def _show(kind: str, record: object, as_json: bool, text: str) -> None:
    if as_json:
        from v2xsdk.cli.output import print_json, tagged

        print_json(tagged(kind, record))
    else:
        click.echo(text)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return "unknown" if value is None else str(value)
