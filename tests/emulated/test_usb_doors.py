"""Stock pyusb on an emulated device, through both doors alike."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import usb.core
import usb.util

from tests.emulated.usb_rig import DOORS, door, emulator_process, find
from v2xsdk.transport.usb.backend import UrbBackend
from v2xsdk.transport.usb.usbip import UsbipBackend
from v2xsdk_emulator.usb import loopback
from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.faults import Fault

IN, OUT, EVENTS = loopback.BULK_IN, loopback.BULK_OUT, loopback.INTERRUPT_IN
TO_INTERFACE, FROM_INTERFACE = 0x41, 0xC1


@pytest.fixture
def bus() -> UsbBus:
    return UsbBus()


@pytest.fixture
def attached(bus: UsbBus) -> Attached:
    return loopback.plug(bus)


@pytest.fixture(params=DOORS)
def backend(request: pytest.FixtureRequest, bus: UsbBus, attached: Attached) -> Iterator[UrbBackend]:
    with door(request.param, bus) as opened:
        yield opened


@pytest.fixture
def device(backend: UrbBackend) -> Iterator[Any]:
    found = find(backend, idVendor=0x1209)
    found.set_configuration()
    yield found
    usb.util.dispose_resources(found)


def test_identity_and_descriptors(device: Any) -> None:
    assert (device.manufacturer, device.product, device.serial_number) == ("v2xsdk", "emulated loop-back", "LOOP0001")
    assert (device.bus, device.port_numbers, device.speed) == (1, (1,), 3)
    interface = device.get_active_configuration()[(0, 0)]
    assert [e.bEndpointAddress for e in interface] == [IN, OUT, EVENTS]
    assert "loop-back" in str(device)


def test_control_both_ways(device: Any) -> None:
    assert device.ctrl_transfer(TO_INTERFACE, loopback.WRITE, 0, 0, b"kept") == 4
    assert bytes(device.ctrl_transfer(FROM_INTERFACE, loopback.READ, 0, 0, 64)) == b"kept"
    assert bytes(device.ctrl_transfer(FROM_INTERFACE, loopback.READ, 0, 0, 2)) == b"ke"


@pytest.mark.parametrize("size", [1, 511, 512, 513, 65536])
def test_bulk_comes_back(device: Any, size: int) -> None:
    data = bytes(i * 7 & 0xFF for i in range(size))
    assert device.write(OUT, data) == size
    assert bytes(device.read(IN, 65536 + 512)) == data


def test_interrupt(device: Any) -> None:
    device.ctrl_transfer(TO_INTERFACE, loopback.NOTIFY, 0, 0, b"event")
    assert bytes(device.read(EVENTS, 16)) == b"event"


def test_time_out_is_told_from_stall_and_overflow(device: Any) -> None:
    with pytest.raises(usb.core.USBTimeoutError):
        device.read(IN, 64, timeout=10)
    device.write(OUT, b"x" * 100)
    with pytest.raises(usb.core.USBError) as overflow:
        device.read(IN, 10)
    assert (overflow.value.errno, overflow.value.backend_error_code) == (errno.EOVERFLOW, -8)
    device.ctrl_transfer(TO_INTERFACE, loopback.HALT, IN)
    with pytest.raises(usb.core.USBError) as stall:
        device.read(IN, 64)
    assert (stall.value.errno, stall.value.backend_error_code) == (errno.EPIPE, -9)
    device.clear_halt(IN)
    device.write(OUT, b"again")
    assert bytes(device.read(IN, 64)) == b"again"


def test_refused_request_leaves_endpoint_0_alive(device: Any) -> None:
    with pytest.raises(usb.core.USBError) as stall:
        device.ctrl_transfer(FROM_INTERFACE, 0x77, 0, 0, 8)
    assert stall.value.errno == errno.EPIPE
    assert len(device.ctrl_transfer(FROM_INTERFACE, loopback.READ, 0, 0, 8)) == 8


def test_endpoint_that_does_not_exist(backend: UrbBackend, device: Any) -> None:
    handle = device._ctx.handle
    with pytest.raises(usb.core.USBError) as missing:
        backend.bulk_read(handle, 0x8F, 0, usb.util.create_buffer(8), 100)
    assert missing.value.errno == errno.ENOENT


def test_alternate_setting_changes_the_endpoints(backend: UrbBackend, device: Any) -> None:
    device.set_interface_altsetting(0, 1)
    interface = device.get_active_configuration()[(0, 1)]
    assert [(e.bEndpointAddress, e.wMaxPacketSize) for e in interface] == [(IN, 64), (OUT, 64)]
    device.write(OUT, b"small")
    assert bytes(device.read(IN, 64)) == b"small"
    with pytest.raises(usb.core.USBError):
        backend.set_interface_altsetting(device._ctx.handle, 0, 2)


def test_read_waits_for_data_that_comes_later(device: Any) -> None:
    late = threading.Timer(0.02, lambda: device.write(OUT, b"late"))
    late.start()
    assert bytes(device.read(IN, 64, timeout=5000)) == b"late"
    late.join()


def test_late_data_is_not_taken_for_the_next_answer(device: Any, attached: Attached) -> None:
    attached.device.faults.add(Fault("delay", endpoint=0, request=loopback.READ, delay_s=0.05))
    with pytest.raises(usb.core.USBTimeoutError):
        device.ctrl_transfer(FROM_INTERFACE, loopback.READ, 1, 0, 8, timeout=10)
    time.sleep(0.06)
    assert bytes(device.ctrl_transfer(FROM_INTERFACE, loopback.READ, 2, 0, 2)) == b"\2\0"


def test_transfers_on_several_endpoints_at_once(device: Any) -> None:
    results: list[bytes] = []
    readers = [
        threading.Thread(target=lambda e=e: results.append(bytes(device.read(e, 512, timeout=5000))))
        for e in (IN, EVENTS)
    ]
    for reader in readers:
        reader.start()
    for _ in range(50):
        assert len(device.ctrl_transfer(FROM_INTERFACE, loopback.READ, 0, 0, 8)) == 8
    device.ctrl_transfer(TO_INTERFACE, loopback.NOTIFY, 0, 0, b"event")
    device.write(OUT, b"bulk")
    for reader in readers:
        reader.join(5)
    assert sorted(results) == [b"bulk", b"event"]


def test_cancel_ends_a_read_at_once(backend: UrbBackend, device: Any) -> None:
    failures: list[usb.core.USBError] = []

    def read() -> None:
        try:
            device.read(IN, 64, timeout=0)
        except usb.core.USBError as error:
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    deadline = time.monotonic() + 5
    while not backend.cancel(device._ctx.handle, IN) and time.monotonic() < deadline:
        time.sleep(0.001)
    reader.join(5)
    assert [e.errno for e in failures] == [errno.EINTR]
    assert len(device.ctrl_transfer(FROM_INTERFACE, loopback.READ, 0, 0, 8)) == 8


def test_unplug_during_a_read(device: Any, bus: UsbBus, attached: Attached) -> None:
    pulled: list[float] = []

    def pull() -> None:
        pulled.append(time.monotonic())
        bus.unplug(attached.port)

    threading.Timer(0.02, pull).start()
    with pytest.raises(usb.core.USBError) as gone:
        device.read(IN, 64, timeout=5000)
    assert time.monotonic() - pulled[0] < 0.5
    assert gone.value.errno == errno.ENODEV
    with pytest.raises(usb.core.USBError) as still:
        device.write(OUT, b"x")
    assert still.value.errno == errno.ENODEV


def test_plugged_again_it_is_another_device(backend: UrbBackend, device: Any, bus: UsbBus, attached: Attached) -> None:
    bus.replace(attached.port, attached.device)
    with pytest.raises(usb.core.USBError) as gone:
        device.read(IN, 64, timeout=100)
    assert gone.value.errno == errno.ENODEV
    again = find(backend, idVendor=0x1209)
    assert again.address != device.address
    again.set_configuration()
    again.write(OUT, b"new")
    assert bytes(again.read(IN, 64)) == b"new"
    usb.util.dispose_resources(again)


def test_interface_has_one_owner(backend: UrbBackend, device: Any) -> None:
    usb.util.claim_interface(device, 0)
    second = find(backend, idVendor=0x1209)
    with pytest.raises(usb.core.USBError) as busy:
        usb.util.claim_interface(second, 0)
    assert busy.value.errno == errno.EBUSY
    with pytest.raises(usb.core.USBError):
        second.set_configuration()
    usb.util.release_interface(device, 0)
    usb.util.claim_interface(second, 0)
    usb.util.dispose_resources(second)


def test_no_kernel_driver_is_in_the_way(device: Any) -> None:
    assert device.is_kernel_driver_active(0) is False
    with pytest.raises(usb.core.USBError) as missing:
        device.detach_kernel_driver(0)
    assert missing.value.errno == errno.ENOENT


def test_device_held_by_another_host_is_listed_and_busy(bus: UsbBus, attached: Attached) -> None:
    with door("usbip", bus) as first:
        assert isinstance(first, UsbipBackend)
        held = find(first)
        held.set_configuration()
        second = UsbipBackend(port=first.port)
        seen = find(second, idVendor=0x1209, idProduct=1)
        with pytest.raises(usb.core.USBError) as busy:
            seen.set_configuration()
        assert busy.value.errno == errno.EBUSY
        usb.util.dispose_resources(held)
        find(UsbipBackend(port=first.port)).set_configuration()


def test_server_process_killed_during_a_read() -> None:
    with emulator_process("loopback") as (process, port):
        device = find(UsbipBackend(port=port))
        device.set_configuration()
        threading.Timer(0.02, process.kill).start()
        with pytest.raises(usb.core.USBError) as gone:
            device.read(IN, 64, timeout=5000)
        assert gone.value.errno == errno.ENODEV
        usb.util.dispose_resources(device)


def test_no_server_is_no_device_with_a_reason() -> None:
    with pytest.raises(usb.core.USBError, match="no USB/IP server answers") as gone:
        list(UsbipBackend(port=1).enumerate_devices())
    assert gone.value.errno == errno.ENODEV
