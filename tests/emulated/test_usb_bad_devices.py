"""Devices that lie, babble or fall silent: a typed error in time, and memory in proportion."""

from __future__ import annotations

import errno
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import usb.core
import usb.util

from tests.emulated.usb_rig import DOORS, door, find
from v2xsdk.transport.usb import usbip_link
from v2xsdk.transport.usb.usbip import UsbipBackend
from v2xsdk_emulator.usb import loopback, usbip_wire
from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.descriptors import CONFIGURATION, DEVICE, STRING, DeviceSpec
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.faults import Fault


def bad_device(overrides: dict[tuple[int, int], bytes]) -> UsbDevice:
    spec = DeviceSpec(0x1209, 0x0BAD, manufacturer="m", product="p", serial="s", overrides=overrides)
    return UsbDevice(spec, (loopback.LoopbackFunction(),))


@pytest.fixture(params=DOORS)
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[UsbBus, Any]]:
    bus = UsbBus()
    with door(request.param, bus) as backend:
        yield bus, backend


LIES = {
    "total beyond what is sent": b"\x09\x02\xff\x03\x01\x01\x00\x80\x32",
    "descriptor of length zero": b"\x09\x02\x0b\x00\x01\x01\x00\x80\x32\x00\x04",
    "descriptor past its end": b"\x09\x02\x0b\x00\x01\x01\x00\x80\x32\x09\x04",
    "endpoint without interface": b"\x09\x02\x10\x00\x00\x01\x00\x80\x32\x07\x05\x81\x02\x00\x02\x00",
    "not a configuration": b"\x09\x55\x09\x00\x00\x01\x00\x80\x32",
    "empty": b"",
}


@pytest.mark.parametrize("lie", LIES)
def test_bad_configuration_is_an_error_and_hides_no_other_device(pair: tuple[UsbBus, Any], lie: str) -> None:
    bus, backend = pair
    bus.plug(bad_device({(CONFIGURATION, 0): LIES[lie]}))
    loopback.plug(bus)
    bad = find(backend, idProduct=0x0BAD)
    with pytest.raises(usb.core.USBError, match="USB") as error:
        bad.get_active_configuration()
    assert error.value.errno == errno.EIO
    find(backend, idProduct=1).set_configuration()


def test_bad_device_descriptor_leaves_it_listed(pair: tuple[UsbBus, Any]) -> None:
    bus, backend = pair
    bus.plug(bad_device({(DEVICE, 0): b"\xff\x01" + bytes(16)}))
    bad = find(backend, idVendor=0x1209, idProduct=0x0BAD)
    with pytest.raises(usb.core.USBError, match="device descriptor"):
        bad.set_configuration()


@pytest.mark.parametrize("text", [b"\xff\x03" + b"A\0" * 126, b"\x00\x03", b"\x05\x03A\0", b""])
def test_odd_strings_are_bounded(pair: tuple[UsbBus, Any], text: bytes) -> None:
    bus, backend = pair
    bus.plug(bad_device({(STRING, 2): text}))
    bad = find(backend)
    try:
        got = usb.util.get_string(bad, 2)
    except (usb.core.USBError, ValueError, IndexError):
        return
    assert got is None or len(got) <= 127


def test_silent_device_is_listed_within_its_time_out(pair: tuple[UsbBus, Any]) -> None:
    bus, backend = pair
    attached = loopback.plug(bus)
    attached.device.faults.add(Fault("ignore", endpoint=0, times=-1))
    started = time.monotonic()
    find(backend, idVendor=0x1209)
    assert time.monotonic() - started < 2.0


@contextmanager
def hostile_server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A USB/IP server that imports properly and then does as it likes."""
    bus = UsbBus()
    attached = loopback.plug(bus)
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        for _ in range(2):
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                code = struct.unpack(">HHI", connection.recv(8))[1]
                if code == usbip_wire.REQUEST_LIST:
                    connection.sendall(usbip_wire.list_reply([attached]))
                else:
                    connection.recv(32)
                    connection.sendall(usbip_wire.operation(3) + usbip_wire.device_record(attached))
                    serve(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def open_link(port: int) -> Any:
    backend = UsbipBackend(port=port)
    return backend.connect(next(backend.enumerate_devices()))


REPLIES = {
    "more than asked for": usbip_wire.submit_return(1, 0, 0x7FFF_FFFF),
    "to nobody": usbip_wire.submit_return(99, 0, 0),
    "unknown command": bytes(48),
    "negative length": usbip_wire.submit_return(1, 0, -5),
    "half a header": usbip_wire.submit_return(1, 0, 8)[:20],
}


@pytest.mark.parametrize("reply", REPLIES)
def test_nonsense_of_the_server_ends_the_connection(reply: str) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(48)
        connection.sendall(REPLIES[reply])

    with hostile_server(serve) as port:
        link = open_link(port)
        with pytest.raises(usb.core.USBError) as gone:
            link.transfer(0x81, memoryview(bytearray(64)), bytes(8), 2000)
        assert gone.value.errno == errno.ENODEV
        link.close()


def test_server_that_never_answers_costs_the_time_out_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usbip_link, "UNLINK_GRACE_S", 0.02)
    monkeypatch.setattr(usbip_link, "MAX_ABANDONED", 3)
    done = threading.Event()
    with hostile_server(lambda _: (done.wait(10), None)[1]) as port:
        link = open_link(port)
        errors = []
        for _ in range(8):
            started = time.monotonic()
            with pytest.raises(usb.core.USBError) as error:
                link.transfer(0x81, memoryview(bytearray(64)), bytes(8), 10)
            errors.append(error.value.errno)
            assert time.monotonic() - started < 1.0
        link.close()
        done.set()
    assert errors[0] == errno.ETIMEDOUT
    assert errors[-1] == errno.ENODEV


def test_answer_that_comes_after_the_time_out_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usbip_link, "UNLINK_GRACE_S", 0.02)

    def serve(connection: socket.socket) -> None:
        connection.recv(96, socket.MSG_WAITALL)  # the submit, and the unlink that stays unanswered
        connection.recv(48, socket.MSG_WAITALL)
        connection.sendall(usbip_wire.submit_return(1, 0, 4) + b"late" + usbip_wire.submit_return(3, 0, 4) + b"good")

    with hostile_server(serve) as port:
        link = open_link(port)
        with pytest.raises(usb.core.USBTimeoutError):
            link.transfer(0x81, memoryview(bytearray(4)), bytes(8), 10)
        buffer = bytearray(4)
        assert link.transfer(0x81, memoryview(buffer), bytes(8), 2000) == 4
        assert buffer == b"good"
        link.close()
