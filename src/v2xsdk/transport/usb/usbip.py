"""The pyusb backend ``usbip``: devices of a USB/IP server, without kernel help."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Iterator

from usb.core import USBError

from v2xsdk.errors import DecodeError, EncodeError, UrlError
from v2xsdk.transport.usb import usbip_wire as wire
from v2xsdk.transport.usb.backend import UrbBackend
from v2xsdk.transport.usb.descriptors import DeviceDescriptor
from v2xsdk.transport.usb.enumeration import DeviceRef
from v2xsdk.transport.usb.status import busy_error, io_error, no_device_error
from v2xsdk.transport.usb.usbip_link import UsbipLink

CONNECT_TIMEOUT_S = 5.0
_LIBUSB_SPEED = {1: 1, 2: 2, 3: 3, 5: 4, 6: 5}


class UsbipDeviceRef(DeviceRef):
    """A device exported by a server."""

    def __init__(self, exported: wire.ListedDevice) -> None:
        super().__init__(_listed(exported))
        self.exported = exported


class UsbipBackend(UrbBackend):
    """Hand it to ``usb.core.find(backend=...)``; each device opened is one TCP connection."""

    def __init__(self, host: str = "127.0.0.1", port: int = wire.PORT) -> None:
        self.host = host
        self.port = port
        self._lock = threading.Lock()
        self._refs: dict[wire.ListedDevice, UsbipDeviceRef] = {}

    def enumerate_devices(self) -> Iterator[UsbipDeviceRef]:
        """Ask the server what it exports; devices seen before keep their reference."""
        listed = self._list()
        with self._lock:
            known = {key: ref for key, ref in self._refs.items() if ref.device is not None or ref.users}
            self._refs = {key: known.get(key) or UsbipDeviceRef(key) for key in map(_identity, listed)}
            found = list(self._refs.values())
        yield from found

    def connect(self, ref: DeviceRef) -> UsbipLink:
        """Import the device; ``EBUSY`` when the server has given it away, ``ENODEV`` when it is gone."""
        if not isinstance(ref, UsbipDeviceRef):
            raise no_device_error()
        sock = self._connect()
        try:
            status = self._import(sock, ref.exported)
        except (OSError, EOFError, DecodeError, EncodeError) as error:
            sock.close()
            raise io_error(f"USB/IP import of {ref.exported.busid} failed: {error}") from error
        if status:
            sock.close()
            raise _import_error(ref.exported.busid, status)
        return UsbipLink(sock, ref.exported.devid)

    def _connect(self) -> socket.socket:
        try:
            sock = socket.create_connection((self.host, self.port), CONNECT_TIMEOUT_S)
        except OSError as error:
            text = f"no USB/IP server answers at {self.host}:{self.port} ({error})"
            raise USBError(text, -4, errno.ENODEV) from error
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def _list(self) -> list[wire.ListedDevice]:
        with self._connect() as sock:
            try:
                sock.sendall(wire.list_request())
                wire.parse_operation(_receive(sock, wire.OPERATION_SIZE), wire.REPLY_LIST)
                count = wire.parse_count(_receive(sock, 4))
                return [_receive_device(sock) for _ in range(count)]
            except (OSError, EOFError, DecodeError) as error:
                raise io_error(f"USB/IP list from {self.host}:{self.port} failed: {error}") from error

    def _import(self, sock: socket.socket, exported: wire.ListedDevice) -> int:
        sock.sendall(wire.import_request(exported.busid))
        status = wire.parse_operation(_receive(sock, wire.OPERATION_SIZE), wire.REPLY_IMPORT)
        if not status:
            imported = wire.parse_device(_receive(sock, wire.DEVICE_SIZE))
            if imported.devid != exported.devid:
                return 4  # re-enumerated since it was listed
        return status


def get_backend(url: str = "usbip://127.0.0.1") -> UsbipBackend:
    """Return the backend for ``usbip://HOST[:PORT]``; raise :class:`UrlError` for anything else."""
    scheme, _, rest = url.partition("://")
    host, _, port = rest.partition(":") if not rest.startswith("[") else _split_ipv6(rest)
    if scheme != "usbip" or not host or (port and not port.isdecimal()):
        raise UrlError(f"{url!r} is no USB/IP server: write usbip://HOST or usbip://HOST:PORT")
    return UsbipBackend(host, int(port) if port else wire.PORT)


def _split_ipv6(rest: str) -> tuple[str, str, str]:
    host, _, tail = rest[1:].partition("]")
    return host, ":", tail.lstrip(":")


def _identity(exported: wire.ListedDevice) -> wire.ListedDevice:
    """Return what stays the same while a device stays plugged: its active configuration does not."""
    return exported._replace(configuration_value=0)


def _receive(sock: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = sock.recv(size - len(parts))
        if not part:
            raise EOFError("the server closed the connection")
        parts += part
    return bytes(parts)


def _receive_device(sock: socket.socket) -> wire.ListedDevice:
    exported = wire.parse_device(_receive(sock, wire.DEVICE_SIZE))
    classes = _receive(sock, 4 * exported.interfaces)
    return exported._replace(interface_classes=wire.parse_interface_classes(classes))


def _import_error(busid: str, status: int) -> USBError:
    text = f"USB/IP device {busid}: {wire.IMPORT_STATUS.get(status, f'status {status}')}"
    if status in (1, 2):
        return busy_error(text)
    if status == 4:
        return USBError(text, -4, errno.ENODEV)
    return io_error(text)


def _listed(exported: wire.ListedDevice) -> DeviceDescriptor:
    ports = exported.busid.partition("-")[2].split(".")
    numbers = tuple(int(p) for p in ports if p.isdecimal()) or None
    return DeviceDescriptor(
        bLength=18,
        bDescriptorType=1,
        bcdUSB=0x0200,
        bDeviceClass=exported.device_class,
        bDeviceSubClass=exported.subclass,
        bDeviceProtocol=exported.protocol,
        bMaxPacketSize0=64,
        idVendor=exported.vendor_id,
        idProduct=exported.product_id,
        bcdDevice=exported.device_release,
        iManufacturer=0,
        iProduct=0,
        iSerialNumber=0,
        bNumConfigurations=exported.configurations,
        bus=exported.bus_number,
        address=exported.device_number,
        port_number=numbers[-1] if numbers else None,
        port_numbers=numbers,
        speed=_LIBUSB_SPEED.get(exported.speed),
    )
