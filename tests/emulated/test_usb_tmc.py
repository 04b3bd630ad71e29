"""The USBTMC session against the emulated supply: messages, status, service request, abort, clear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulated.usb_rig import dispose_all
from v2xsdk.drivers.usbtmc.session import TmcSession
from v2xsdk.errors import DecodeError, DeviceRefused, DeviceTimeout, LinkLost
from v2xsdk.transport.usb.handle import open_device
from v2xsdk.transport.usb.known import UsbRole
from v2xsdk.transport.usb.selector import UsbSelector
from v2xsdk_emulator.usb.bench_supply import SPEC, BenchSupply
from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.faults import Fault
from v2xsdk_emulator.usb.timebase import RealTime
from v2xsdk_emulator.usb.tmc import TmcFunction
from v2xsdk_emulator.usb.usbip_server import UsbipServer


class Bench:
    def __init__(self, bus: UsbBus, port: int) -> None:
        clock = RealTime()
        self.supply = BenchSupply(clock)
        self.device = UsbDevice(SPEC, (TmcFunction(self.supply),), clock)
        bus.plug(self.device)
        handle = open_device(UsbSelector(origin=f"usbip://127.0.0.1:{port}"), UsbRole.USBTMC)
        self.session = TmcSession(handle, timeout_s=0.3)


@pytest.fixture
def bench() -> Iterator[Bench]:
    bus = UsbBus()
    with UsbipServer(bus, port=0) as server:
        made = Bench(bus, server.port)
        yield made
        made.session.close()
        dispose_all()


def test_messages_and_answers(bench: Bench) -> None:
    session = bench.session
    assert session.query("*IDN?") == "v2xsdk,BIDI-15,SUP0001,1.0"
    session.write("VOLT 412.5;:CURR:LIM:POS 10")
    assert session.query("SOUR:VOLTAGE:LEV?;CURR:LIM:POS?") == "412.500;10.000"
    assert session.number("voltage?") == 412.5
    assert session.capabilities.takes_trigger
    session.trigger()


def test_long_messages_and_answers_cross_in_pieces(bench: Bench) -> None:
    question = ";".join(["*IDN?"] * 1200)
    assert bench.session.query(question) == ";".join(["v2xsdk,BIDI-15,SUP0001,1.0"] * 1200)


@pytest.mark.parametrize("count", [499, 500, 501, 1011, 1012])
def test_answers_around_the_packet_size(bench: Bench, count: int) -> None:
    bench.supply.add("FILL?", lambda _: "x" * count)
    for _ in range(2):
        assert bench.session.query("FILL?") == "x" * count


def test_errors_and_status(bench: Bench) -> None:
    session = bench.session
    session.write("NONSENSE 1")
    session.write("VOLT 99999")
    session.write("VOLT many")
    assert [session.query("SYST:ERR?").split(",")[0] for _ in range(4)] == ["-113", "-222", "-104", "0"]
    assert int(session.query("*ESR?")) & 0x30 == 0x30
    with pytest.raises(DecodeError, match="number"):
        session.number("*IDN?")


def test_service_request(bench: Bench) -> None:
    session = bench.session
    assert session.status_byte() == 0
    session.write("*ESE 1;*SRE 32")
    with pytest.raises(DeviceTimeout):
        session.wait_for_service_request(0.02)
    session.write("*OPC")
    assert session.wait_for_service_request(1.0) & 0x60 == 0x60
    assert session.status_byte() & 0x20
    session.write("*CLS;*OPC")
    assert session.status_byte() & 0x60 == 0x60
    assert session.wait_for_service_request(1.0)


def test_question_never_answered_is_taken_back(bench: Bench) -> None:
    session = bench.session
    with pytest.raises(DeviceTimeout):
        session.read()
    assert session.query("*OPC?") == "1"


def test_nonsense_is_cleared_away(bench: Bench) -> None:
    session = bench.session
    bench.device.faults.add(Fault("short", endpoint=0x82, keep_bytes=5))
    with pytest.raises(DecodeError):
        session.query("*IDN?")
    assert session.query("*OPC?") == "1"


def test_damaged_message_halts_and_clear_helps(bench: Bench) -> None:
    session = bench.session
    bench.device.faults.add(Fault("stall", endpoint=0x02))
    with pytest.raises(DeviceRefused):
        session.write("VOLT 1")
    session.clear()
    assert session.query("*OPC?") == "1"


def test_unplugged_instrument(bench: Bench) -> None:
    bench.device.unplug()
    with pytest.raises(LinkLost):
        bench.session.query("*IDN?")
