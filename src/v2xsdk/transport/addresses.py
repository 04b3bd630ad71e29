"""IPv6 addresses of an interface: a V2G link lives on the link-local one, a bench on loopback."""

from __future__ import annotations

import array
import fcntl
import ipaddress
import socket
import struct
from pathlib import Path

from v2xsdk.errors import ConfigError, TransportError

LOOPBACK = ("lo", "lo0")
_TABLE = Path("/proc/net/if_inet6")
_SIOCETHTOOL, _GDRVINFO, _IFREQ_BYTES = 0x8946, 3, 40
_LINK_LOCAL = 0x20
_TENTATIVE = 0x40


def is_loopback(interface: str) -> bool:
    """Return whether ``interface`` reaches this machine only."""
    return interface in LOOPBACK


def is_veth(interface: str) -> bool:
    """Return whether ``interface`` is one end of a virtual Ethernet pair: no wire, no vehicle."""
    return driver_of(interface) == "veth"


def driver_of(interface: str) -> str:
    """Return the name of the kernel driver of ``interface``, empty where it does not say (ethtool, GDRVINFO)."""
    request = array.array("B", struct.pack("I", _GDRVINFO) + bytes(192))
    address, _ = request.buffer_info()
    argument = struct.pack("16sP", interface.encode()[:15], address).ljust(_IFREQ_BYTES, b"\0")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            fcntl.ioctl(probe, _SIOCETHTOOL, argument)
        except OSError:
            return ""
    return request.tobytes()[4:36].split(b"\0", 1)[0].decode("ascii", "replace")


def interface_index(interface: str) -> int:
    """Return the index of ``interface``; raises ``ConfigError`` for one that is not there."""
    try:
        return socket.if_nametoindex(interface)
    except OSError as error:
        known = ", ".join(name for _, name in socket.if_nameindex())
        raise ConfigError(f"there is no interface {interface!r}; there are {known}") from error


def v2g_address(interface: str) -> str:
    """Return the address a charger or vehicle uses on ``interface``: ``::1`` or the link-local one.

    Raises ``ConfigError`` for an unknown interface, ``TransportError`` when it has no usable address (yet).
    """
    interface_index(interface)
    if is_loopback(interface):
        return "::1"
    for line in _TABLE.read_text().splitlines():
        digits, _, _, scope, flags, name = line.split()
        if name == interface and int(scope, 16) == _LINK_LOCAL and not int(flags, 16) & _TENTATIVE:
            return str(ipaddress.IPv6Address(int(digits, 16)))
    raise TransportError(f"{interface} has no link-local IPv6 address; is it up? (ip link set {interface} up)")
