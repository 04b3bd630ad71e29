"""The server's side of the USB/IP wire format 1.1.1 (usb, section 8)."""

from __future__ import annotations

import struct

from v2xsdk_emulator.usb.bus import Attached, UsbBus

VERSION = 0x0111
PORT = 3240
REQUEST_LIST, REPLY_LIST, REQUEST_IMPORT, REPLY_IMPORT = 0x8005, 0x0005, 0x8003, 0x0003
SUBMIT, UNLINK = 1, 2
STATUS_OK, STATUS_BUSY, STATUS_NO_DEVICE, STATUS_ERROR = 0, 2, 4, 5
BUSID_SIZE = 32
LARGEST_TRANSFER = 1 << 24

OPERATION = struct.Struct(">HHI")
#: code, seqnum, devid, direction, endpoint, flags (UNLINK: seqnum to cancel), length, start frame, packets, interval,
#: setup.
COMMAND = struct.Struct(">IIIIIIiiii8s")
_RETURN = struct.Struct(">IIIIIiiiii8x")
_DEVICE = struct.Struct(">256s32sIIIHHHBBBBBB")


def operation(code: int, status: int = STATUS_OK) -> bytes:
    """Return the 8-byte header of a phase 1 answer."""
    return OPERATION.pack(VERSION, code, status)


def device_record(attached: Attached) -> bytes:
    """Return the 312 bytes that describe one device."""
    spec = attached.device.spec
    numbers = sorted({i.number for i in attached.device.interfaces})
    return _DEVICE.pack(
        f"/sys/devices/platform/v2xsdk/usb1/{attached.busid}".encode(),
        attached.busid.encode(),
        UsbBus.NUMBER,
        attached.address,
        spec.speed,
        spec.vendor_id,
        spec.product_id,
        spec.device_release,
        spec.device_class,
        spec.subclass,
        spec.protocol,
        attached.device.configuration,
        1,
        len(numbers),
    )


def list_reply(devices: list[Attached]) -> bytes:
    """Return the whole answer to a list request."""
    parts = [operation(REPLY_LIST), struct.pack(">I", len(devices))]
    for attached in devices:
        parts.append(device_record(attached))
        for interface in attached.device.interfaces:
            if interface.alternate == 0:
                kind = (interface.interface_class, interface.subclass, interface.protocol, 0)
                parts.append(bytes(kind))
    return b"".join(parts)


def submit_return(seqnum: int, status: int, actual: int) -> bytes:
    """Return the header of RET_SUBMIT."""
    return _RETURN.pack(3, seqnum, 0, 0, 0, status, actual, 0, -1, 0)


def unlink_return(seqnum: int, status: int) -> bytes:
    """Return RET_UNLINK."""
    return _RETURN.pack(4, seqnum, 0, 0, 0, status, 0, 0, 0, 0)
