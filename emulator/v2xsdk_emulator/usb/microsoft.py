"""MS OS 2.0 descriptors, by which Windows binds WinUSB without a driver (usb, section 9)."""

from __future__ import annotations

import struct
import uuid

PLATFORM = uuid.UUID("D8DD60DF-4589-4CC7-9CD2-659D9E648A9F")
DESCRIPTOR_INDEX = 7
WINDOWS_8_1 = 0x0603_0000


def descriptor_set(first_interface: int, interface_guid: str) -> bytes:
    """Return the descriptor set that binds WinUSB to the function which starts at ``first_interface``."""
    compatible = struct.pack("<HH8s8s", 20, 3, b"WINUSB", b"")
    name = "DeviceInterfaceGUIDs\0".encode("utf-16-le")
    value = f"{{{interface_guid}}}\0\0".encode("utf-16-le")
    registry = struct.pack("<HHHH", 10 + len(name) + len(value), 4, 7, len(name)) + name
    registry += struct.pack("<H", len(value)) + value
    function = struct.pack("<HHBBH", 8, 2, first_interface, 0, 8 + len(compatible) + len(registry))
    function += compatible + registry
    configuration = struct.pack("<HHBBH", 8, 1, 0, 0, 8 + len(function)) + function
    return struct.pack("<HHIH", 10, 0, WINDOWS_8_1, 10 + len(configuration)) + configuration


def bos(set_length: int, vendor_code: int) -> bytes:
    """Return the BOS descriptor that points to a descriptor set of ``set_length`` bytes."""
    platform = struct.pack("<IHBB", WINDOWS_8_1, set_length, vendor_code, 0)
    capability = struct.pack("<BBBB", 20 + len(platform), 0x10, 5, 0) + PLATFORM.bytes_le + platform
    return struct.pack("<BBHB", 5, 0x0F, 5 + len(capability), 1) + capability
