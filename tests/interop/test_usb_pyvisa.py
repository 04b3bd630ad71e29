"""PyVISA-py, unmodified, runs a USBTMC session with the emulated supply in another process."""

from __future__ import annotations

import pytest

from tests.emulated.usb_rig import emulator_process
from tests.interop.usb_environment import python_with, run

pytestmark = pytest.mark.interop

PROGRAM = """
import sys
from v2xsdk.transport.usb.default import use_server
use_server(sys.argv[1])
import pyvisa

manager = pyvisa.ResourceManager("@py")
(name,) = [n for n in manager.list_resources() if n.startswith("USB")]
supply = manager.open_resource(name)
supply.timeout = 2000
print(supply.query("*IDN?").strip())
supply.write("VOLT 412.5")
supply.write("CURR:LIM:POS 10")
supply.write("OUTP ON")
print(supply.query("MEAS:CURR?").strip(), supply.query("OUTP?").strip())
print(len(supply.query(";".join(["*IDN?"] * 300))))
print(supply.query("SYST:ERR?").strip())
supply.write("OUTP OFF")
print(supply.query("OUTP?").strip())
supply.close()
"""


def test_pyvisa_py() -> None:
    python = python_with("pyvisa==1.15.0", "pyvisa-py==0.8.0")
    with emulator_process("supply") as (_, port):
        printed = run(python, PROGRAM, f"usbip://127.0.0.1:{port}").splitlines()
    assert printed == ["v2xsdk,BIDI-15,SUP0001,1.0", "10.000 1", str(300 * 27), '0,"No error"', "0"]
