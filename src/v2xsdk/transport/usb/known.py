"""What an interface class says about a device, and who else would drive it (usb, section 1)."""

from __future__ import annotations

from enum import StrEnum

import msgspec

#: Numbers and interface of the reference charger's own protocols (docs/reference/usb-diagnostics.md).
REFERENCE_IDS = frozenset({(0x1209, 0x5632), (0x1209, 0x5633)})
DIAGNOSTICS_CLASS = (0xFF, 0x56, 0x01)
DFU_RUNTIME, DFU_MODE = (0xFE, 0x01, 0x01), (0xFE, 0x01, 0x02)
USBTMC_CLASS = (0xFE, 0x03)
GS_USB_IDS = frozenset({(0x1D50, 0x606F), (0x1209, 0x2323), (0x1CD2, 0x606F), (0x16D0, 0x10B8)})
SERIAL_BRIDGES = frozenset({(0x0403, 0x6001), (0x0403, 0x6015), (0x10C4, 0xEA60), (0x1A86, 0x7523)})


class UsbRole(StrEnum):
    """What a host does with a device."""

    DIAGNOSTICS = "diagnostics"
    DFU = "firmware update (DFU)"
    USBTMC = "instrument (USBTMC)"
    CAN = "CAN adapter (gs_usb)"
    SERIAL = "serial port"
    STORAGE = "storage"
    OTHER = "other"


class UsbInterfaceInfo(msgspec.Struct, frozen=True):
    """Class, subclass and protocol of one interface."""

    number: int
    interface_class: int
    subclass: int
    protocol: int


def roles_of(vendor_id: int, product_id: int, interfaces: tuple[UsbInterfaceInfo, ...]) -> tuple[UsbRole, ...]:
    """Return what a device can be used for, judged by its identity alone."""
    if (vendor_id, product_id) in GS_USB_IDS:
        return (UsbRole.CAN,)
    if (vendor_id, product_id) in SERIAL_BRIDGES:
        return (UsbRole.SERIAL,)
    found = dict.fromkeys(_role((i.interface_class, i.subclass, i.protocol)) for i in interfaces)
    named = tuple(role for role in found if role is not UsbRole.OTHER)
    return named or (UsbRole.OTHER,)


def _role(kind: tuple[int, int, int]) -> UsbRole:
    if kind == DIAGNOSTICS_CLASS:
        return UsbRole.DIAGNOSTICS
    if kind[:2] == DFU_MODE[:2]:
        return UsbRole.DFU
    if kind[:2] == USBTMC_CLASS:
        return UsbRole.USBTMC
    return {2: UsbRole.SERIAL, 10: UsbRole.SERIAL, 8: UsbRole.STORAGE}.get(kind[0], UsbRole.OTHER)
