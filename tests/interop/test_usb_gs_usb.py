"""python-can's gs_usb interface, unmodified, reaches the emulated CAN devices through emulated candleLight adapters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.emulated.emulator_process import EmulatorProcess
from tests.interop.usb_environment import python_with, run

pytestmark = pytest.mark.interop

HEAD = """
import json, sys, time
from v2xsdk.transport.usb.default import use_server
use_server(sys.argv[1])
import can
from gs_usb.gs_usb import GsUsb

def wait(bus, wanted, seconds=3.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        message = bus.recv(0.2)
        if message is not None and wanted(message):
            return message
    raise SystemExit("no such frame")

power, battery = sorted(GsUsb.scan(), key=lambda d: d.serial_number, reverse=True)
question = can.Message(arbitration_id=0x02E300F0, data=bytes.fromhex("1010000000000000"), is_extended_id=True)
"""

CONVERSATION = (
    HEAD
    + """
found = {"serials": [power.serial_number, battery.serial_number]}
with can.Bus(interface="gs_usb", channel="power", bus=power.bus, address=power.address, bitrate=125_000) as bus:
    bus.send(question)
    found["echo"] = wait(bus, lambda m: not m.is_rx).arbitration_id
    found["answer"] = wait(bus, lambda m: m.arbitration_id == 0x02E3F000).data.hex()

with can.Bus(interface="gs_usb", channel="battery", bus=battery.bus, address=battery.address, bitrate=500_000) as bus:
    first = wait(bus, lambda m: m.is_rx)
    second = wait(bus, lambda m: m.is_rx)
    found["broadcast"] = second.timestamp >= first.timestamp > 0
print(json.dumps(found))
"""
)

WRONG_BIT_RATE = (
    HEAD
    + """
with can.Bus(interface="gs_usb", channel="deaf", bus=power.bus, address=power.address, bitrate=500_000) as bus:
    bus.send(question)
    print(json.dumps([m.is_rx for m in iter(lambda: bus.recv(0.3), None)]))
"""
)


def test_python_can_reaches_the_modules(tmp_path: Path) -> None:
    python = python_with("gs_usb==0.3.1")
    tmp_path.chmod(0o700)
    with EmulatorProcess("--dir", str(tmp_path), "--usbip", "0") as emulator:
        server = emulator.ready["doors"]["usbip"]
        found = json.loads(run(python, CONVERSATION, server))
        deaf = json.loads(run(python, WRONG_BIT_RATE, server))
    assert found == {
        "serials": ["power", "battery"],
        "echo": 0x02E300F0,
        "answer": "1010000000000003",
        "broadcast": True,
    }
    assert deaf == [False]


CHARGER = """
import asyncio, sys
from v2xsdk.transport.usb.default import use_server
use_server(sys.argv[1])
import v2xsdk

URL = (
    "infypower-beg+python-can://gs_usb/0?group=0&bus.index=0&bus.bitrate=125000"
    "&link=fixed&link.voltage_min_v=550&link.voltage_max_v=780"
)

async def main():
    async with v2xsdk.open(URL) as charger:
        print(charger.info.module_count, charger.measurement.dc_voltage_v > 500, charger.measurement.output_on)

asyncio.run(main())
"""


def test_charger_opens_through_the_adapter(tmp_path: Path) -> None:
    python = python_with("gs_usb==0.3.1")
    tmp_path.chmod(0o700)
    with EmulatorProcess("--dir", str(tmp_path), "--usbip", "0") as emulator:
        assert run(python, CHARGER, emulator.ready["doors"]["usbip"]) == "3 True False\n"
