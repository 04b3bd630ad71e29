"""`v2x usb`, `v2x diag` and `v2x firmware` against the emulated charger in another process' shoes: over USB/IP."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from v2xsdk.cli.diag import diag_group
from v2xsdk.cli.firmware import firmware_group
from v2xsdk.cli.usb import usb_group
from v2xsdk.errors import ConfigError, DecodeError, DeviceRefused, DriverNotFound, NotArmed, UrlError
from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.reference.charger import ReferenceCharger
from v2xsdk_emulator.usb.reference.image_check import TEST_KEY
from v2xsdk_emulator.usb.reference.security import TEST_KEY as UNLOCK_KEY
from v2xsdk_emulator.usb.usbip_server import UsbipServer


class Bench:
    def __init__(self, port: int, charger: ReferenceCharger, folder: Path) -> None:
        self.port, self.charger, self.folder = port, charger, folder
        self.device = ["--device", f"usbip://127.0.0.1:{port}/1209:5632"]
        self.unlock = folder / "unlock.key"
        self.unlock.write_bytes(UNLOCK_KEY + b"\n")
        self.pem = folder / "key.pem"
        self.pem.write_bytes(TEST_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bus = UsbBus()
    charger = ReferenceCharger(bus, slot_size=1 << 16)
    charger.model.raise_fault(0x0A12, "coolant sensor open", 1, 0.0)
    with UsbipServer(bus, port=0) as server:
        yield Bench(server.port, charger, tmp_path)


def run(group: click.Group, *arguments: str) -> Any:
    return group.main(list(arguments), standalone_mode=False)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_list(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(usb_group, "list", "--usbip", f"127.0.0.1:{bench.port}", "--json") == 0
    (device,) = lines(capsys)
    assert (device["kind"], device["vendor_id"], device["serial"]) == ("usb_device", 0x1209, "V2X-000001")
    assert device["roles"] == ["diagnostics", "firmware update (DFU)"]
    run(usb_group, "list", "--usbip", f"127.0.0.1:{bench.port}")
    assert "1209:5632  v2xsdk reference charger V2X-000001" in capsys.readouterr().out


def test_udev(capsys: pytest.CaptureFixture[str]) -> None:
    run(usb_group, "udev")
    assert '"5632"' in capsys.readouterr().out
    run(usb_group, "udev", "1a2b:3c4d", "--group", "service")
    out = capsys.readouterr().out
    assert 'ATTR{idVendor}=="1a2b", ATTR{idProduct}=="3c4d", GROUP="service"' in out
    with pytest.raises(UrlError):
        run(usb_group, "udev", "1a2b")


def test_identify_and_values(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    run(diag_group, "identify", *bench.device, "--json")
    identity, capabilities = lines(capsys)
    assert (identity["serial"], len(capabilities["values"])) == ("V2X-000001", 64)
    run(diag_group, "identify", *bench.device)
    assert "v2xsdk reference charger, serial V2X-000001" in capsys.readouterr().out
    run(
        diag_group, "values", "dc_voltage_v", "coolant_temperature_c", "--period", "0.01", "--count", "3", *bench.device
    )
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 3
    assert shown[0].startswith("dc_voltage_v=4")
    assert shown[0].endswith("coolant_temperature_c=unknown")


def test_faults_log_and_clock(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    run(diag_group, "faults", "--snapshots", *bench.device)
    assert "0x0a12  coolant sensor open  (warning, active)\n        dc_voltage_v 412" in capsys.readouterr().out
    bench.charger.model.faults[0x0A12].active = False
    run(diag_group, "clear", "0x0a12", "--key", str(bench.unlock), *bench.device)
    assert not bench.charger.model.faults
    run(diag_group, "log", "--from", "1", "--json", *bench.device)
    assert "coolant sensor open" in lines(capsys)[0]["text"]
    run(diag_group, "time", "--json", *bench.device)
    assert lines(capsys)[0]["ahead_s"] < 0
    with pytest.raises(ConfigError):
        run(diag_group, "clear", "nonsense", *bench.device)


def test_settings(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    key = ("--key", str(bench.unlock))
    run(diag_group, "set", "max_current_a=63", "discharge_enabled=false", "site_name=Hof", *key, *bench.device)
    run(diag_group, "settings", *bench.device)
    out = capsys.readouterr().out
    assert "max_current_a = 63\n" in out
    assert "discharge_enabled = false\nsite_name = Hof\n" in out
    for bad in ("max_current_a", "no_such=1", "max_current_a=many", "discharge_enabled=1"):
        with pytest.raises(ConfigError):
            run(diag_group, "set", bad, *key, *bench.device)
    with pytest.raises(DeviceRefused):
        run(diag_group, "set", "max_current_a=63", *bench.device)


def test_self_test(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(diag_group, "test", "fans", *bench.device) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "100 %  passed  1800 rpm"
    assert run(diag_group, "test", "contactor drivers", "--json", *bench.device) == 1


def test_real_hardware_needs_arming() -> None:
    for url in ("usb:", "usbip://192.0.2.1/1209:5632", "usbip://host"):
        with pytest.raises(NotArmed):
            run(diag_group, "test", "fans", "--device", url)


def test_no_device_is_a_usage_error(bench: Bench) -> None:
    with pytest.raises(DriverNotFound, match="1209:5632"):
        run(diag_group, "identify", "--device", f"usbip://127.0.0.1:{bench.port}/dead:beef")
    with pytest.raises(UrlError):
        run(diag_group, "identify", "--device", "http://x")


def test_sign_inspect_update(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    raw, signed = bench.folder / "firmware.bin", bench.folder / "firmware.v2x"
    raw.write_bytes(bytes(20_000))
    made = ["--product", "reference-charger", "--hardware", "1-3", "--version", "2.0.1", "--counter", "1"]
    run(firmware_group, "sign", str(raw), "--key", str(bench.pem), *made, "--test-key", "--output", str(signed))
    assert "version          2.0.1.0" in capsys.readouterr().out
    run(firmware_group, "inspect", str(signed), "--key", str(bench.pem), "--json")
    assert lines(capsys)[0]["blocks"] == 5
    run(firmware_group, "update", str(signed), "--key", str(bench.pem), "--json", *bench.device)
    *progress, after = lines(capsys)
    assert [p["done"] for p in progress] == [0, 4096, 8192, 12288, 16384, 20000]
    assert (after["kind"], after["active"]) == ("firmware", "b")
    run(firmware_group, "update", str(signed), "--key", str(bench.pem), *bench.device)
    assert "slot a runs 2.0.1.0" in capsys.readouterr().out
    signed.write_bytes(signed.read_bytes()[:-1])
    with pytest.raises(DecodeError):
        run(firmware_group, "inspect", str(signed), "--key", str(bench.pem))


def test_key_made_by_openssl_is_taken(bench: Bench, tmp_path: Path) -> None:
    made = tmp_path / "vendor.pem"
    try:
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(made)], check=True)
    except FileNotFoundError:
        pytest.skip("no openssl command")
    raw, signed = tmp_path / "a.bin", tmp_path / "a.v2x"
    raw.write_bytes(b"x")
    options = ["--product", "p", "--hardware", "1", "--version", "1", "--counter", "0", "--output", str(signed)]
    run(firmware_group, "sign", str(raw), "--key", str(made), *options)
    with pytest.raises(DeviceRefused, match="not trusted"):
        run(firmware_group, "inspect", str(signed), "--key", str(bench.pem))
