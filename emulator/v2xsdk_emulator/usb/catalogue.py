"""The devices that can be asked for by name."""

from __future__ import annotations

from collections.abc import Callable

from v2xsdk_emulator.usb import bench_supply, loopback
from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.reference import charger

DEVICES: dict[str, Callable[[UsbBus], Attached]] = {
    "charger": charger.plug,
    "loopback": loopback.plug,
    "supply": bench_supply.plug,
}
