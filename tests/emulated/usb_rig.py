"""A bus of emulated devices and the two doors to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import usb.core
import usb.util

from v2xsdk.transport.usb.backend import UrbBackend
from v2xsdk.transport.usb.in_process import InProcessBackend
from v2xsdk.transport.usb.usbip import UsbipBackend
from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.in_process import InProcessDoor
from v2xsdk_emulator.usb.usbip_server import UsbipServer

_found: list[Any] = []
DOORS = ("in process", "usbip")


@contextmanager
def door(name: str, bus: UsbBus) -> Iterator[UrbBackend]:
    """Open one of the doors to ``bus`` as a pyusb backend; devices found through it are disposed of at its end."""
    if name == "in process":
        yield InProcessBackend(InProcessDoor(bus))
        dispose_all()
        return
    with UsbipServer(bus, port=0) as server:
        yield UsbipBackend(port=server.port)
        dispose_all()


def dispose_all() -> None:
    """Release every device that :func:`find` returned."""
    while _found:
        usb.util.dispose_resources(_found.pop())


def find(backend: UrbBackend, **match: Any) -> Any:
    """Return the one device that matches; the pyusb types are not known to the checker."""
    device = usb.core.find(backend=backend, **match)
    assert device is not None
    _found.append(device)
    return device


@contextmanager
def emulator_process(*devices: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run the USB emulator in a process of its own; yields it and its port."""
    command = [sys.executable, "-m", "v2xsdk_emulator.usb", "--port", "0", *devices]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, int(process.stdout.readline().rsplit(":", 1)[1])
    finally:
        dispose_all()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
