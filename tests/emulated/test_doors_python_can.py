"""python-can's own clients, unmodified, at the socketcand and slcan doors of an emulator process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.emulated.emulator_process import EmulatorProcess

READ_COUNT = (0x02E300F0, "1010000000000000")
COUNT_IS_3 = (0x02E3F000, "1010000000000003")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorProcess]:
    directory = tmp_path_factory.mktemp("d")
    directory.chmod(0o700)
    doors = ("--dir", str(directory), "--socketcand", "0", "--slcan", str(directory / "tty"))
    with EmulatorProcess(*doors) as emulator:
        yield emulator


def open_bus(emulator: EmulatorProcess, interface: str) -> Any:
    can = pytest.importorskip("can")
    if interface == "slcan":
        pytest.importorskip("serial", reason="python-can's slcan client needs pyserial")
        channel = emulator.ready["doors"]["slcan"]
        return can.Bus(interface="slcan", channel=channel, bitrate=125_000, sleep_after_open=0)
    host, port = emulator.ready["doors"]["socketcand"].split(":")
    return can.Bus(interface="socketcand", host=host, port=int(port), channel="can0", tcp_tune=True)


def send(bus: Any, can_id: int, data: str, *, extended: bool = True) -> None:
    can = pytest.importorskip("can")
    bus.send(can.Message(arbitration_id=can_id, data=bytes.fromhex(data), is_extended_id=extended))


def expect(bus: Any, can_id: int, *, error: bool = False) -> Any:
    end_s = time.monotonic() + 3
    while time.monotonic() < end_s:
        message = bus.recv(0.5)
        if message is not None and message.arbitration_id == can_id and message.is_error_frame == error:
            return message
    pytest.fail(f"no frame {can_id:x}")


@pytest.mark.parametrize("interface", ["socketcand", "slcan"])
def test_a_module_answers(emulator: EmulatorProcess, interface: str) -> None:
    bus = open_bus(emulator, interface)
    try:
        send(bus, *READ_COUNT)
        message = expect(bus, COUNT_IS_3[0])
        assert message.data.hex() == COUNT_IS_3[1]
        assert message.is_extended_id
    finally:
        bus.shutdown()


def test_two_programmes_share_the_bus_and_hear_of_bus_off(emulator: EmulatorProcess) -> None:
    first, second = open_bus(emulator, "socketcand"), open_bus(emulator, "slcan")
    try:
        send(second, *READ_COUNT)
        expect(second, COUNT_IS_3[0])
        send(first, 0x123, "0102", extended=False)
        message = expect(second, 0x123)
        assert (message.data.hex(), message.is_extended_id) == ("0102", False)
        send(second, 0x1ABCDEF0, "")
        assert expect(first, 0x1ABCDEF0).dlc == 0
        assert emulator.command({"cmd": "fault", "kind": "bus-off"})["ok"]
        expect(first, 0x040, error=True)
        send(second, *READ_COUNT)
        assert emulator.command({"cmd": "fault", "kind": "bus-off", "on": False})["ok"]
        expect(first, 0x100, error=True)
        send(first, *READ_COUNT)
        expect(first, COUNT_IS_3[0])
    finally:
        first.shutdown()
        second.shutdown()


def test_a_serial_adapter_at_another_bit_rate_is_deaf(emulator: EmulatorProcess) -> None:
    serial = pytest.importorskip("serial")
    with serial.Serial(emulator.ready["doors"]["slcan"], timeout=0.3) as port:

        def say(line: bytes) -> bytes:
            port.write(line + b"\r")
            return bytes(port.read_until(b"\r", 64))

        say(b"C")
        time.sleep(0.1)
        port.reset_input_buffer()  # of whoever had the adapter before
        assert say(b"C") == b"\r"
        assert say(b"V") == b"V1013\r"
        assert say(b"F") == b"F00\r"
        assert say(b"S9") == b"\a"
        assert say(b"t1230") == b"\a"  # closed
        assert say(b"S6") == b"\r"
        assert say(b"O") == b"\r"
        assert say(b"T02E300F081010000000000000") == b"Z\r"
        assert port.read(100) == b""
        assert say(b"C") == b"\r"
        assert say(b"S4") == b"\r"
        assert say(b"L") == b"\r"
        assert b"\a" in say(b"T02E300F081010000000000000") + port.read(200)
        port.write(b"C\r")


def test_socketcand_refuses_what_it_does_not_speak(emulator: EmulatorProcess) -> None:
    import socket

    host, port = emulator.ready["doors"]["socketcand"].split(":")
    with socket.create_connection((host, int(port)), timeout=2) as sock:
        assert sock.recv(100) == b"< hi >"
        for element, answer in (
            (b"< rawmode >", b"< error unsupported command >"),
            (b"< open can0 >", b"< ok >"),
            (b"< bcmmode >", b"< error unsupported command >"),
            (b"< echo >", b"< echo >"),
            (b"< rawmode >", b"< ok >"),
        ):
            sock.sendall(element)
            assert sock.recv(100) == answer
        sock.sendall(b"< send 123 9 0 >")
        rest = b""
        while part := sock.recv(4096):
            rest += part
        assert b"< error 004 " in rest
