"""Opens the doors that a process was asked for, and the private directory its sockets lie in."""

from __future__ import annotations

import argparse
import ipaddress
import logging
import os
import socket
import stat
import tempfile
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from v2xsdk.errors import ConfigError, TransportError
from v2xsdk_emulator.doors.v2xlink import V2xLinkDoor
from v2xsdk_emulator.rig import Rig

log = logging.getLogger("v2xsdk_emulator")

SOCKET_NAMES = {"power": "p.sock", "battery": "b.sock"}


async def open_doors(rig: Rig, args: argparse.Namespace, stack: AsyncExitStack) -> dict[str, Any]:
    """Open what ``args`` ask for and return the addresses by name; ``stack`` closes it all."""
    if not is_loopback(args.bind):
        log.warning("listening on %s: anyone who reaches it controls the emulated power", args.bind)
    doors: dict[str, Any] = {}
    directory = None if args.tcp else private_directory(args.dir, stack)
    for bus in (rig.power_bus, rig.battery_bus):
        link = V2xLinkDoor(bus)
        stack.callback(link.close)
        if directory is None:
            await link.open_tcp(args.bind)
        else:
            await link.open_unix(_free(directory / SOCKET_NAMES[bus.name]))
        doors[bus.name] = link.url
    if args.socketcand is not None:
        doors["socketcand"] = await _open_socketcand(rig, args, stack)
    if args.slcan is not None:
        doors["slcan"] = _open_slcan(rig, args.slcan, stack)
    if args.usbip is not None:
        doors["usbip"] = _open_usbip(rig, args, stack)
    if args.vcan is not None:
        doors["vcan"] = _open_kernel_can(rig, args.vcan, stack)
    return doors


async def _open_socketcand(rig: Rig, args: argparse.Namespace, stack: AsyncExitStack) -> str:
    from v2xsdk_emulator.doors.socketcand import SocketcandDoor

    door = SocketcandDoor(rig.power_bus)
    stack.callback(door.close)
    await door.open(args.bind, args.socketcand)
    return door.address


def _open_slcan(rig: Rig, path: Path, stack: AsyncExitStack) -> str:
    from v2xsdk_emulator.doors.slcan import SlcanDoor

    door = SlcanDoor(rig.power_bus)
    stack.callback(door.close)
    door.open(path)
    return str(path)


def _open_usbip(rig: Rig, args: argparse.Namespace, stack: AsyncExitStack) -> str:
    from v2xsdk_emulator.usb.bus import UsbBus
    from v2xsdk_emulator.usb.can_adapter import CanAdapter
    from v2xsdk_emulator.usb.usbip_server import UsbipServer

    usb_bus = UsbBus()
    for bus in (rig.power_bus, rig.battery_bus):
        stack.callback(CanAdapter(bus, usb_bus, bus.name).close)
    server = stack.enter_context(UsbipServer(usb_bus, args.bind, args.usbip, allow_remote=True))
    return f"usbip://{args.bind}:{server.port}"


def _open_kernel_can(rig: Rig, interface: str, stack: AsyncExitStack) -> str | None:
    """Attach to a kernel interface and return its name; without one, say why and go on without."""
    from v2xsdk_emulator.doors.kernel_can import KernelCanDoor

    door = KernelCanDoor(rig.power_bus)
    stack.callback(door.close)
    try:
        door.open(interface)
    except TransportError as error:
        log.warning("no kernel CAN door: %s", error)
        return None
    return interface


def is_loopback(host: str) -> bool:
    """Whether ``host`` is reachable from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def private_directory(path: Path | None, stack: AsyncExitStack) -> Path:
    """Return a directory that only this user may enter; one made here is removed at the end.

    Raises :class:`ConfigError` for one that others may enter.
    """
    if path is None:
        path = Path(tempfile.mkdtemp(prefix="v2x"))
        stack.callback(_remove_directory, path)
        return path
    if not path.exists():
        path.mkdir(mode=0o700, parents=True)
        stack.callback(_remove_directory, path)
    found = path.stat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ConfigError(f"{path} must be a directory of yours with mode 0700: whoever enters controls power")
    return path.absolute()


def _remove_directory(path: Path) -> None:
    with suppress(OSError):  # something of others lies in it: theirs to keep
        path.rmdir()


def _free(path: Path) -> Path:
    """Return ``path``; raise :class:`ConfigError` when another process listens there."""
    with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
        probe.connect(str(path))
        raise ConfigError(f"another emulator listens at {path}: choose another --dir")
    return path
