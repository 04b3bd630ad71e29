"""Checks of the wires: each transport is tried as the SDK would use it, sending nothing."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from v2xsdk.cli.doctor.finding import Finding, State
from v2xsdk.errors import NoPrivilege, TransportError

_NET = Path("/sys/class/net")
#: ``/sys/class/net/*/type`` of CAN, from linux/if_arp.h.
_ARPHRD_CAN = "280"


def can() -> Iterator[Finding]:
    """Check kernel CAN and the emulator's own link."""
    yield _socketcan()
    yield _v2xlink()


def _socketcan() -> Finding:
    name = "socketcan"
    try:
        socket.socket(getattr(socket, "AF_CAN", 29), socket.SOCK_RAW, getattr(socket, "CAN_RAW", 1)).close()
    except OSError as error:
        return Finding(
            area="can",
            name=name,
            state=State.ABSENT,
            found=f"the kernel gives no CAN sockets ({error.strerror})",
            do="on Linux: sudo modprobe can-raw; else an adapter through python-can: python-can://CHANNEL?interface=...",
        )
    buses = {bus: _read(_NET / bus / "operstate") or "unknown" for bus in _interfaces(_ARPHRD_CAN)}
    if buses:
        found = ", ".join(f"{bus} ({state})" for bus, state in buses.items())
        if any(state != "down" for state in buses.values()):
            return Finding(area="can", name=name, state=State.OK, found=found)
        do = f"sudo ip link set {next(iter(buses))} up type can bitrate RATE"
        return Finding(area="can", name=name, state=State.LIMITED, found=f"all are down: {found}", do=do)
    return Finding(
        area="can",
        name=name,
        state=State.LIMITED,
        found="CAN sockets work; there is no CAN interface",
        do="attach an adapter, or try a virtual one: sudo ip link add vcan0 type vcan && sudo ip link set vcan0 up",
    )


def _v2xlink() -> Finding:
    if hasattr(socket, "AF_UNIX"):
        return Finding(
            area="can", name="v2xlink", state=State.OK, found="Unix sockets: emulated buses between processes"
        )
    return Finding(area="can", name="v2xlink", state=State.LIMITED, found="no Unix sockets here: TCP is used instead")


def ethernet() -> Iterator[Finding]:
    """Check raw Ethernet (PLC modems) and IPv6 with a link-local address (ISO 15118)."""
    from v2xsdk.transport.ethernet.raw import open_raw

    try:
        open_raw("lo").close()  # whether there are packet sockets at all, whatever is plugged in
    except NoPrivilege as error:
        yield Finding(
            area="ethernet", name="raw", state=State.ABSENT, found="no privilege for PLC modems (SLAC)", do=str(error)
        )
    except TransportError as error:
        yield Finding(
            area="ethernet",
            name="raw",
            state=State.ABSENT,
            found=str(error),
            do="use Linux where a PLC modem is needed",
        )
    else:
        yield Finding(area="ethernet", name="raw", state=State.OK, found="packet sockets: PLC modems can be used")
    yield _link_local()


def _link_local() -> Finding:
    addresses = _link_local_addresses()
    if addresses:
        found = f"link-local address on {', '.join(addresses)}"
        return Finding(area="ethernet", name="IPv6", state=State.OK, found=found)
    return Finding(
        area="ethernet",
        name="IPv6",
        state=State.LIMITED,
        found="no interface but loopback has a link-local address: vehicles are not found by multicast",
        do="bring up the interface of the PLC modem with IPv6: sudo ip link set IF up",
    )


def _link_local_addresses() -> list[str]:
    """Return the interfaces that have an ``fe80::`` address, by ``/proc/net/if_inet6``."""
    try:
        lines = Path("/proc/net/if_inet6").read_text(encoding="ascii").splitlines()
    except OSError:
        return []
    return sorted({line.split()[5] for line in lines if line.startswith("fe80")})


def usb() -> Iterator[Finding]:
    """Check libusb, and whether the kernel can attach USB/IP devices."""
    from usb.backend import libusb1

    if libusb1.get_backend() is None:
        yield Finding(
            area="usb",
            name="libusb",
            state=State.ABSENT,
            found="libusb 1.0 was not found: only usbip:// URLs work",
            do="apt-get install libusb-1.0-0 (macOS: brew install libusb)",
        )
    else:
        yield _devices()
    yield Finding(area="usb", name="usbip", state=State.OK, found="usbip://HOST works without the kernel's part")
    if not Path("/sys/devices/platform/vhci_hcd.0").exists():
        yield Finding(
            area="usb",
            name="vhci_hcd",
            state=State.ABSENT,
            found="the kernel cannot attach USB/IP devices as its own",
            do="only where other programs should see emulated devices: sudo modprobe vhci-hcd",
        )


def _devices() -> Finding:
    nodes = list(Path("/dev/bus/usb").glob("*/*"))
    shut = [node for node in nodes if not os.access(node, os.W_OK)]
    if shut:
        return Finding(
            area="usb",
            name="libusb",
            state=State.LIMITED,
            found=f"found; {len(shut)} of {len(nodes)} devices may not be opened by this user",
            do="`v2x usb list` names them, `v2x usb udev` prints the rule that permits them",
        )
    return Finding(area="usb", name="libusb", state=State.OK, found=f"found; {len(nodes)} devices")


def _interfaces(kind: str) -> list[str]:
    try:
        names = sorted(os.listdir(_NET))
    except OSError:
        return []
    return [name for name in names if _read(_NET / name / "type") == kind]


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return None
