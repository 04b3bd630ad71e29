"""Why a device cannot be opened, and the udev rule that changes it (usb, section 5)."""

from __future__ import annotations

import sys
from collections.abc import Iterable

#: Below 73, since ``uaccess`` is evaluated by 73-seat-late.rules.
RULES_FILE = "/etc/udev/rules.d/70-v2xsdk.rules"


def udev_rule(ids: Iterable[tuple[int, int]], group: str | None = None) -> str:
    """Return the rules file for these vendor and product numbers.

    Whoever sits at the machine may use the devices; with ``group``, its members may, as services need it.
    """
    grant = f'GROUP="{group}", MODE="0660"' if group else 'TAG+="uaccess"'
    lines = [
        f"# {RULES_FILE}",
        "# After saving: udevadm control --reload && udevadm trigger --subsystem-match=usb",
    ]
    for vendor_id, product_id in sorted(set(ids)):
        match = f'ATTR{{idVendor}}=="{vendor_id:04x}", ATTR{{idProduct}}=="{product_id:04x}"'
        lines.append(f'SUBSYSTEM=="usb", ENV{{DEVTYPE}}=="usb_device", {match}, {grant}')
    return "\n".join(lines) + "\n"


def explain_denial(platform: str = sys.platform) -> str:
    """Return what to do, on this platform, about a device that cannot be opened."""
    if platform.startswith("linux"):
        return f"permit it by a udev rule: v2x usb udev > {RULES_FILE}; in a container, pass the device node too"
    if platform == "win32":
        return "bind WinUSB to it: devices with MS OS 2.0 descriptors do so by themselves, others need a driver tool"
    return "another driver holds it: kernel class drivers cannot be detached here, vendor classes are free"
