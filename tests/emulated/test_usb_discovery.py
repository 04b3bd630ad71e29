"""Finding devices and what goes wrong with them, as the SDK tells it."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator

import pytest
import usb.core

from tests.emulated.usb_rig import dispose_all
from v2xsdk.errors import (
    BusBusy,
    DeviceTimeout,
    DriverNotFound,
    EndpointStalled,
    LinkLost,
    NoPrivilege,
    TransferOverflow,
    TransportError,
    UrlError,
)
from v2xsdk.transport.usb import discovery
from v2xsdk.transport.usb.handle import UsbHandle, open_device, same_device, wait_for
from v2xsdk.transport.usb.known import UsbRole
from v2xsdk.transport.usb.permissions import explain_denial, udev_rule
from v2xsdk.transport.usb.selector import UsbSelector, parse_selector
from v2xsdk.transport.usb.translate import translated
from v2xsdk.transport.usb.usbip import get_backend
from v2xsdk_emulator.usb import loopback
from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.faults import Fault
from v2xsdk_emulator.usb.usbip_server import UsbipServer


@pytest.fixture
def bus() -> UsbBus:
    return UsbBus()


@pytest.fixture
def origin(bus: UsbBus) -> Iterator[str]:
    with UsbipServer(bus, port=0) as server:
        yield f"usbip://127.0.0.1:{server.port}"
        dispose_all()


def test_scan_reads_identity_without_keeping_the_device(bus: UsbBus, origin: str) -> None:
    loopback.plug(bus)
    (found,) = discovery.scan((origin,))
    info = found.info
    assert (info.vendor_id, info.product_id, info.serial, info.product) == (
        0x1209,
        1,
        "LOOP0001",
        "emulated loop-back",
    )
    assert (info.roles, info.problem, info.ports) == ((UsbRole.OTHER,), "", (1,))
    with open_device(parse_selector("1209:0001:LOOP0001", origin)) as handle:
        assert handle.info.serial == "LOOP0001"


def test_machine_without_usb_has_no_devices() -> None:
    assert isinstance(list(discovery.scan()), list)


def test_two_alike_need_the_serial_number(bus: UsbBus, origin: str) -> None:
    loopback.plug(bus)
    loopback.plug(bus)
    with pytest.raises(DriverNotFound, match="names 2 USB devices"):
        discovery.find(UsbSelector(vendor_id=0x1209, origin=origin))


def test_missing_device_is_reported_with_what_there_is(bus: UsbBus, origin: str) -> None:
    loopback.plug(bus)
    with pytest.raises(DriverNotFound, match="there are: 1209:0001:LOOP0001"):
        discovery.find(parse_selector("dead:beef", origin))
    with pytest.raises(DriverNotFound, match="instrument"):
        discovery.find(parse_selector("", origin), UsbRole.USBTMC)


def test_held_device_is_listed_with_the_reason(bus: UsbBus, origin: str) -> None:
    loopback.plug(bus)
    with open_device(UsbSelector(origin=origin)):
        (other,) = discovery.scan((origin.replace("127.0.0.1", "localhost"),))
        assert "in use elsewhere" in other.info.problem


def test_errors_are_told_apart(bus: UsbBus, origin: str) -> None:
    attached = loopback.plug(bus)
    with open_device(UsbSelector(origin=origin)) as handle:
        with pytest.raises(DeviceTimeout, match="0x81"):
            handle.read(0x81, 512, 0.01)
        with pytest.raises(EndpointStalled, match="1209:0001:LOOP0001"):
            handle.control_in(0xC1, 0x77, 0, 0, 8)
        handle.write(0x02, bytes(100), 1.0)
        with pytest.raises(TransferOverflow):
            handle.read(0x81, 10, 1.0)
        attached.device.faults.add(Fault("bus_error", endpoint=0))
        with pytest.raises(TransportError, match="Input/output error") as error:
            handle.control_in(0xC1, loopback.READ, 0, 0, 8)
        assert not isinstance(error.value, LinkLost)
        threading.Timer(0.02, lambda: bus.unplug(attached.port)).start()
        with pytest.raises(LinkLost, match="unplugged"):
            handle.read(0x81, 512, 2.0)


def test_re_enumeration_is_told_from_unplugging(bus: UsbBus, origin: str) -> None:
    attached = loopback.plug(bus)
    with open_device(UsbSelector(origin=origin)) as handle:
        bus.replace(attached.port, attached.device)
        with pytest.raises(LinkLost, match="re-enumerated"):
            handle.read(0x81, 512, 1.0)
        old = handle.info.address
    with wait_for(same_device(handle.info), None, 2.0, other_than=old) as again:
        assert again.info.address != old


def test_wait_for_a_device_ends(bus: UsbBus, origin: str) -> None:
    slept: list[float] = []
    with pytest.raises(DriverNotFound):
        wait_for(UsbSelector(origin=origin), None, 0.35, slept.append)
    assert len(slept) == 4


def test_bus_reset_keeps_the_device(bus: UsbBus, origin: str) -> None:
    loopback.plug(bus)
    with open_device(UsbSelector(origin=origin)) as handle:
        handle.claim(0)
        handle.reset()
        assert len(handle.control_in(0xC1, loopback.READ, 0, 0, 8)) == 8


def test_second_function_is_found_too(bus: UsbBus, origin: str) -> None:
    bus.plug(UsbDevice(loopback.SPEC, (loopback.LoopbackFunction(),)))
    (found,) = discovery.scan((origin,))
    assert [i.number for i in found.info.interfaces] == [0]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-3, NoPrivilege),
        (-4, LinkLost),
        (-5, LinkLost),
        (-6, BusBusy),
        (-9, EndpointStalled),
        (-8, TransferOverflow),
        (-1, TransportError),
    ],
)
def test_libusb_codes(code: int, kind: type[Exception]) -> None:
    error = usb.core.USBError("text", code, errno.EIO)
    assert type(translated(error, "x")) is kind


def test_error_without_errno_is_no_problem() -> None:
    assert isinstance(translated(usb.core.USBError("Other error", -99, None), "x"), TransportError)


def test_udev_rule_is_narrow() -> None:
    rule = udev_rule([(0x1209, 0x5632), (0x1209, 0x5632)])
    assert rule.count("SUBSYSTEM") == 1
    assert 'ATTR{idVendor}=="1209", ATTR{idProduct}=="5632", TAG+="uaccess"' in rule
    assert "0666" not in rule
    assert 'GROUP="service", MODE="0660"' in udev_rule([(1, 2)], "service")


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_denial_is_explained_for_each_platform(platform: str) -> None:
    assert len(explain_denial(platform)) > 40


@pytest.mark.parametrize("text", ["12345:1", "xx:1", "-1:2"])
def test_bad_selector(text: str) -> None:
    with pytest.raises(UrlError):
        parse_selector(text)


@pytest.mark.parametrize("url", ["usbip://", "http://x", "usbip://h:port", "usbip://[::1]:port"])
def test_bad_server_url(url: str) -> None:
    with pytest.raises(UrlError):
        get_backend(url)


def test_server_urls() -> None:
    assert (get_backend("usbip://host").host, get_backend("usbip://host").port) == ("host", 3240)
    assert (get_backend("usbip://[::1]:7").host, get_backend("usbip://[::1]:7").port) == ("::1", 7)


def test_server_stays_on_loopback_unless_allowed(bus: UsbBus, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(PermissionError, match="not loopback"):
        UsbipServer(bus, "0.0.0.0", 0)
    with UsbipServer(bus, "0.0.0.0", 0, allow_remote=True):
        assert "unauthenticated" in caplog.text


def test_handle_can_be_opened_twice_in_turn(bus: UsbBus, origin: str) -> None:
    loopback.plug(bus)
    for _ in range(3):
        handle = open_device(UsbSelector(origin=origin))
        assert isinstance(handle, UsbHandle)
        handle.close()
