"""The client's side of the USB/IP wire format 1.1.1, without I/O (usb, section 8)."""

from __future__ import annotations

import struct
from typing import NamedTuple

from v2xsdk.errors import DecodeError, EncodeError

VERSION = 0x0111
PORT = 3240
REQUEST_LIST, REPLY_LIST, REQUEST_IMPORT, REPLY_IMPORT = 0x8005, 0x0005, 0x8003, 0x0003
CMD_SUBMIT, CMD_UNLINK, RET_SUBMIT, RET_UNLINK = 1, 2, 3, 4
CANCELLED = -104
OPERATION_SIZE, DEVICE_SIZE, HEADER_SIZE = 8, 312, 48
MAX_DEVICES, MAX_INTERFACES = 4096, 255
IMPORT_STATUS = {
    1: "the server could not export it",
    2: "another host has imported it",
    3: "the device is in an error state",
    4: "the server has no such bus id",
    5: "the server did not understand the request",
}

_OPERATION = struct.Struct(">HHI")
_DEVICE = struct.Struct(">256s32sIIIHHHBBBBBB")
_SUBMIT = struct.Struct(">IIIIIIiiii8s")
_UNLINK = struct.Struct(">IIIIII24x")
_RETURN = struct.Struct(">IIIIIii20x")


class ListedDevice(NamedTuple):
    """What a server tells about a device it exports (312 bytes and its interface classes)."""

    path: str
    busid: str
    bus_number: int
    device_number: int
    speed: int
    vendor_id: int
    product_id: int
    device_release: int
    device_class: int
    subclass: int
    protocol: int
    configuration_value: int
    configurations: int
    interfaces: int
    interface_classes: tuple[tuple[int, int, int], ...] = ()

    @property
    def devid(self) -> int:
        """The number that addresses this device in every command."""
        return self.bus_number << 16 | self.device_number


def list_request() -> bytes:
    """Return OP_REQ_DEVLIST."""
    return _OPERATION.pack(VERSION, REQUEST_LIST, 0)


def import_request(busid: str) -> bytes:
    """Return OP_REQ_IMPORT; raise :class:`EncodeError` for a bus id that does not fit into 31 bytes."""
    raw = busid.encode()
    if not raw or len(raw) > 31 or b"\0" in raw:
        raise EncodeError(f"USB/IP: a bus id has 1 to 31 bytes, not {busid!r}")
    return _OPERATION.pack(VERSION, REQUEST_IMPORT, 0) + raw.ljust(32, b"\0")


def parse_operation(data: bytes, expected: int) -> int:
    """Return the status of a phase 1 answer; raise :class:`DecodeError` when it answers something else."""
    version, code, status = _OPERATION.unpack(data)
    if code != expected or version >> 8 != VERSION >> 8:
        raise DecodeError(f"USB/IP: answer {code:#06x} of version {version:#06x}, expected {expected:#06x}")
    return int(status)


def parse_count(data: bytes) -> int:
    """Return the number of devices in a list; raise :class:`DecodeError` when it is absurd."""
    count = int.from_bytes(data, "big")
    if count > MAX_DEVICES:
        raise DecodeError(f"USB/IP: the server announces {count} devices, more than {MAX_DEVICES}")
    return count


def parse_device(data: bytes) -> ListedDevice:
    """Return the device described by 312 bytes."""
    path, busid, *numbers = _DEVICE.unpack(data)
    return ListedDevice(_text(path), _text(busid), *numbers)


def parse_interface_classes(data: bytes) -> tuple[tuple[int, int, int], ...]:
    """Return class, subclass and protocol of each interface (4 bytes each)."""
    return tuple((data[i], data[i + 1], data[i + 2]) for i in range(0, len(data) - 3, 4))


def submit(seqnum: int, devid: int, address: int, length: int, setup: bytes) -> bytes:
    """Return the header of CMD_SUBMIT for the endpoint ``address`` (bit 7: IN)."""
    return _SUBMIT.pack(CMD_SUBMIT, seqnum, devid, address >> 7, address & 0x0F, 0, length, 0, 0, 0, setup)


def unlink(seqnum: int, devid: int, target: int) -> bytes:
    """Return CMD_UNLINK, which asks to cancel the submit numbered ``target``."""
    return _UNLINK.pack(CMD_UNLINK, seqnum, devid, 0, 0, target)


def parse_return(data: bytes | bytearray, offset: int = 0) -> tuple[int, int, int, int]:
    """Return code, sequence number, status (0 or a negative Linux errno) and bytes moved of a 48-byte answer.

    Raises :class:`DecodeError` for an unknown command or a negative length.
    """
    code, seqnum, _, _, _, status, actual = _RETURN.unpack_from(data, offset)
    if code == RET_SUBMIT and actual >= 0:
        return code, seqnum, status, actual
    if code == RET_UNLINK:
        return code, seqnum, status, 0
    raise DecodeError(f"USB/IP: unknown answer {code:#x}, or one of {actual} bytes")


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")
