"""The USB/IP door: emulated devices for another process, or for Linux to attach as real ones."""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading

from v2xsdk_emulator.usb import usbip_wire as wire
from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.usbip_import import ImportedDevice, receive_exactly

_log = logging.getLogger(__name__)
HANDSHAKE_TIMEOUT_S = 5.0


def is_loopback(address: str) -> bool:
    """Return whether ``address`` reaches this machine only."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class UsbipServer:
    """Serves a bus over TCP; not authenticated, so it listens on loopback unless told otherwise."""

    def __init__(
        self, bus: UsbBus, address: str = "127.0.0.1", port: int = wire.PORT, *, allow_remote: bool = False
    ) -> None:
        """Port 0 picks one; ``PermissionError`` for an address beyond loopback without ``allow_remote``."""
        if not is_loopback(address):
            if not allow_remote:
                raise PermissionError(
                    f"{address} is not loopback: whoever reaches it controls the devices; allow it explicitly"
                )
            _log.warning("USB/IP listens on %s: unauthenticated control of all emulated devices", address)
        self._bus = bus
        self._imported: set[int] = set()  # by address: what is plugged again is not held by who had it before
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server((address, port))
        self.address: str
        self.port: int
        self.address, self.port = self._listener.getsockname()[:2]
        threading.Thread(target=self._accept, name="usbip-accept", daemon=True).start()

    def close(self) -> None:
        """Stop listening and drop all connections."""
        _shut(self._listener)
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            _shut(connection)

    def __enter__(self) -> UsbipServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), name="usbip", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.add(connection)
        try:
            connection.settimeout(HANDSHAKE_TIMEOUT_S)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._handshake(connection)
        except (OSError, EOFError) as error:
            _log.debug("USB/IP connection ended: %s", error)
        finally:
            with self._lock:
                self._connections.discard(connection)
            connection.close()

    def _handshake(self, connection: socket.socket) -> None:
        _, code, _ = wire.OPERATION.unpack(receive_exactly(connection, wire.OPERATION.size))
        if code == wire.REQUEST_LIST:
            connection.sendall(wire.list_reply(self._bus.attached()))
        elif code == wire.REQUEST_IMPORT:
            busid = receive_exactly(connection, wire.BUSID_SIZE).rstrip(b"\0").decode("ascii", "replace")
            self._import(connection, busid)
        else:
            connection.sendall(wire.operation(code & 0x7FFF, wire.STATUS_ERROR))

    def _import(self, connection: socket.socket, busid: str) -> None:
        attached = self._bus.find(busid)
        if attached is None:
            connection.sendall(wire.operation(wire.REPLY_IMPORT, wire.STATUS_NO_DEVICE))
            return
        with self._lock:
            busy = attached.address in self._imported
            self._imported.add(attached.address)
        if busy:
            connection.sendall(wire.operation(wire.REPLY_IMPORT, wire.STATUS_BUSY))
            return
        try:
            self._run(connection, attached)
        finally:
            with self._lock:
                self._imported.discard(attached.address)

    def _run(self, connection: socket.socket, attached: Attached) -> None:
        connection.sendall(wire.operation(wire.REPLY_IMPORT) + wire.device_record(attached))
        imported = ImportedDevice(connection, attached.device)
        watchers = attached.device.on_unplug
        watchers.append(imported.close)
        try:
            imported.run()
        finally:
            watchers.remove(imported.close)
            imported.end()


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        _log.debug("socket was closed already: %s", error)
    sock.close()
