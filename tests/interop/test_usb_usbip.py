"""USB/IP against others: Debian's ``usbip`` tool lists our devices, our backend reaches the PyPI ``usbip`` server."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import usb.core

from tests.emulated.usb_rig import dispose_all, emulator_process, find
from tests.interop.usb_environment import python_with
from v2xsdk.transport.usb.usbip import UsbipBackend

pytestmark = pytest.mark.interop


def test_debian_usbip_lists_the_emulated_devices() -> None:
    tool = shutil.which("usbip") or shutil.which("usbip", path="/usr/sbin")
    if tool is None:
        pytest.skip("no usbip tool: apt-get install usbip")
    with emulator_process("loopback") as (_, port):
        command = [tool, "--tcp-port", str(port), "list", "-r", "127.0.0.1"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    assert "1-1:" in done.stdout
    assert "1209:0001" in done.stdout
    assert "Vendor Specific Class" in done.stdout


FOREIGN_SERVER = """
import sys, threading
from usbip import In, Interface, Out, USBDevice
from usbip.transport import USBIP

class VendorBulk(Interface):
    bInterfaceClass = 0xFF
    bulk_out = Out(0x01, "bulk", mps=64)
    bulk_in = In(0x81, "bulk", mps=64)

device = USBDevice(0x1209, 0x0004, manufacturer="foreign", product="echo", serial="0004")
function = device.add(VendorBulk())
device.plug(via=USBIP("127.0.0.1", int(sys.argv[1])))
print("ready", flush=True)
while True:
    data = function.bulk_out.read(timeout=1.0)
    if data:
        function.bulk_in.write(data)
"""


@contextmanager
def foreign_server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    command = [str(python_with("usbip==0.7.0")), "-c", FOREIGN_SERVER, str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield port
    finally:
        dispose_all()
        process.kill()
        process.communicate()


def test_backend_reaches_the_usbip_package() -> None:
    with foreign_server() as port:
        device = find(UsbipBackend(port=port), idVendor=0x1209, idProduct=4)
        assert (device.manufacturer, device.product, device.serial_number) == ("foreign", "echo", "0004")
        device.set_configuration()
        with pytest.raises(usb.core.USBTimeoutError):
            device.read(0x81, 64, timeout=50)
        for size in (1, 63, 200):
            device.write(0x01, bytes(size), timeout=2000)
            got = b""
            while len(got) < size:
                got += bytes(device.read(0x81, 512, timeout=2000))
            assert got == bytes(size)
        with pytest.raises(usb.core.USBError):
            device.ctrl_transfer(0xC0, 0x77, 0, 0, 8)
