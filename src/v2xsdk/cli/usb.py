"""`v2x usb`: which USB devices there are, and who may open them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options

if TYPE_CHECKING:
    from v2xsdk.transport.usb.discovery import UsbDeviceInfo


@click.group("usb")
def usb_group() -> None:
    """Find USB devices of chargers and permit their use."""


@usb_group.command("list")
@click.option(
    "--usbip", "servers", multiple=True, metavar="HOST[:PORT]", help="Ask this USB/IP server as well; may be repeated."
)
@common_options
def list_devices(servers: tuple[str, ...], as_json: bool) -> int:
    """List USB devices with what they can be used for, and why one cannot be opened."""
    from v2xsdk.cli.output import print_json, tagged
    from v2xsdk.transport.usb.discovery import LIBUSB, scan

    origins = (LIBUSB, *(f"usbip://{server}" for server in servers))
    found = [found.info for found in scan(origins)]
    for info in found:
        if as_json:
            print_json(tagged("usb_device", info))
        else:
            click.echo(_line(info))
    if not found and not as_json:
        click.echo("no USB devices; for the emulator: python -m v2xsdk_emulator.usb charger", err=True)
    return ExitCode.OK if found else ExitCode.FAILED


@usb_group.command("udev")
@click.argument("devices", nargs=-1, metavar="[VID:PID]...")
@click.option("--group", help="Permit a group, for services, instead of whoever sits at the machine.")
@common_options
def udev(devices: tuple[str, ...], group: str | None, as_json: bool) -> None:
    """Print the udev rule that permits the use of devices, the known ones if none is named."""
    from v2xsdk.errors import UrlError
    from v2xsdk.transport.usb.known import GS_USB_IDS, REFERENCE_IDS
    from v2xsdk.transport.usb.permissions import udev_rule
    from v2xsdk.transport.usb.selector import parse_selector

    ids = set(REFERENCE_IDS | GS_USB_IDS) if not devices else set()
    for text in devices:
        selector = parse_selector(text)
        if selector.vendor_id is None or selector.product_id is None:
            raise UrlError(f"{text!r}: a rule needs both numbers, VID:PID")
        ids.add((selector.vendor_id, selector.product_id))
    rule = udev_rule(ids, group)
    if as_json:
        from v2xsdk.cli.output import print_json

        print_json({"kind": "udev", "rule": rule})
    else:
        click.echo(rule, nl=False)


def _line(info: UsbDeviceInfo) -> str:
    place = f"{info.origin}  bus {info.bus} device {info.address}"
    names = " ".join(name for name in (info.manufacturer, info.product, info.serial) if name)
    roles = ", ".join(role.value for role in info.roles)
    problem = f"  [{info.problem}]" if info.problem else ""
    return f"{info.vendor_id:04x}:{info.product_id:04x}  {names or '–'}  ({roles})  {place}{problem}"
