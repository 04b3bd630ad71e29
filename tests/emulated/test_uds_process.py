"""UDS to other processes: `v2x diag` and `v2x firmware` on the emulator's power bus, and the time of long messages."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from benchmarks.isotp import measure, peer
from tests.emulated.emulator_process import EmulatorProcess
from tests.support.uds_bench import certificate
from v2xsdk.cli.diag import diag_group
from v2xsdk.cli.firmware import firmware_group
from v2xsdk.errors import AccessDenied, ConfigError, NotArmed
from v2xsdk_emulator.uds.access import TEST_AUTHORITY
from v2xsdk_emulator.usb.reference.image_check import TEST_KEY
from v2xsdk_emulator.usb.reference.security import TEST_KEY as UNLOCK_KEY


class Bench:
    """The emulator without pacing, its service URL, and files."""

    def __init__(self, emulator: EmulatorProcess, folder: Path) -> None:
        self.emulator = emulator
        self.device = ["--device", str(emulator.ready["service_url"])]
        self.unlock, self.pem = folder / "unlock.key", folder / "key.pem"
        self.unlock.write_bytes(UNLOCK_KEY + b"\n")
        self.pem.write_bytes(TEST_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with EmulatorProcess("--no-pacing") as emulator:
        yield Bench(emulator, tmp_path_factory.mktemp("uds"))


def run(group: click.Group, *arguments: str) -> Any:
    return group.main(list(arguments), standalone_mode=False)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_identify_and_values(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    run(diag_group, "identify", *bench.device, "--json")
    identity, capabilities = lines(capsys)
    assert (identity["serial"], identity["protocol"], len(capabilities["values"])) == ("V2X-000001", "UDS", 9)
    run(
        diag_group, "values", "dc_voltage_v", "coolant_temperature_c", "--period", "0.05", "--count", "3", *bench.device
    )
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 3
    assert shown[0].endswith("coolant_temperature_c=unknown")


def faults(bench: Bench, capsys: pytest.CaptureFixture[str]) -> str:
    run(diag_group, "faults", "--snapshots", *bench.device)
    return capsys.readouterr().out


def test_faults_log_and_clock(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.emulator.command({"cmd": "fault", "kind": "alarm", "value": "over_temperature"})
    deadline_s = time.monotonic() + 5.0
    while not (out := faults(bench, capsys)) and time.monotonic() < deadline_s:
        time.sleep(0.02)  # the ECU looks at its modules every 0.1 s
    assert "over temperature  (stop, active)\n        dc_voltage_v" in out
    bench.emulator.command({"cmd": "fault", "kind": "alarm", "value": "over_temperature", "on": False})
    while faults(bench, capsys) and time.monotonic() < deadline_s:
        run(diag_group, "clear", *bench.device)
    assert not faults(bench, capsys)
    run(diag_group, "log", "--json", *bench.device)
    assert any("over temperature" in entry["text"] for entry in lines(capsys))
    run(diag_group, "time", "--json", *bench.device)
    assert lines(capsys)[0]["ahead_s"] < 0


def test_settings_by_key_and_by_certificate(bench: Bench, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(diag_group, "set", "max_current_a=63", "site_name=Hof", "--key", str(bench.unlock), *bench.device)
    key = Ed25519PrivateKey.generate()
    from cryptography.x509 import load_der_x509_certificate

    shown = load_der_x509_certificate(certificate(key, TEST_AUTHORITY)).public_bytes(Encoding.PEM)
    credential = tmp_path / "technician.pem"
    credential.write_bytes(shown + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    run(diag_group, "set", "discharge_enabled=false", "--certificate", str(credential), *bench.device)
    run(diag_group, "settings", *bench.device)
    out = capsys.readouterr().out
    assert "max_current_a = 63\n" in out
    assert "discharge_enabled = false\nsite_name = Hof\n" in out
    with pytest.raises(AccessDenied):
        run(diag_group, "set", "max_current_a=63", *bench.device)
    credential.write_bytes(shown)
    with pytest.raises(ConfigError, match="key"):
        run(diag_group, "set", "max_current_a=63", "--certificate", str(credential), *bench.device)


def test_self_tests_and_arming(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(diag_group, "test", "fans", *bench.device) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "100 %  passed  1800 rpm"
    assert run(diag_group, "test", "contactor drivers", "--key", str(bench.unlock), *bench.device) == 1
    for url in ("uds+socketcan://can0", "uds+v2xlink://192.0.2.1:5?bus.allow_remote=1", "uds+python-can://slcan/tty"):
        with pytest.raises(NotArmed):
            run(diag_group, "test", "contactor drivers", "--device", url)


def test_update(bench: Bench, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    raw, signed = tmp_path / "firmware.bin", tmp_path / "firmware.v2x"
    raw.write_bytes(bytes(20_000))
    made = ["--product", "reference-charger", "--hardware", "1-3", "--version", "2.0.1", "--counter", "1"]
    run(firmware_group, "sign", str(raw), "--key", str(bench.pem), *made, "--test-key", "--output", str(signed))
    capsys.readouterr()
    options = ["--key", str(bench.pem), "--unlock", str(bench.unlock), *bench.device]
    run(firmware_group, "update", str(signed), "--json", *options)
    *progress, after = lines(capsys)
    assert [p["done"] for p in progress] == [*range(0, 20_000, 2048), 20_000]
    assert after["active"] == "b"


def test_long_messages_take_30_ms_at_most() -> None:
    with peer() as url:
        times = asyncio.run(measure(url, 15))
    for name, values in times.items():
        assert statistics.median(values) <= 30.0, name
