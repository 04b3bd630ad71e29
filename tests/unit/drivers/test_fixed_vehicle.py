"""The declared vehicle: from the URL, from TOML, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from v2xsdk.drivers.fixed_vehicle import FixedVehicle, FixedVehicleOptions
from v2xsdk.errors import ConfigError

GOOD = "[vehicle]\nvoltage_min_v = 550\nvoltage_max_v = 780\ncharge_current_max_a = 60\n"


def vehicle(tmp_path: Path, text: str, **options: float) -> FixedVehicle:
    path = tmp_path / "pack.toml"
    path.write_text(text)
    return FixedVehicle(FixedVehicleOptions(file=str(path), **options))


def test_a_file_declares_the_pack_and_the_url_goes_first(tmp_path: Path) -> None:
    status = vehicle(tmp_path, GOOD, charge_current_max_a=20.0)._status(0.0)
    assert (status.voltage_min_v, status.voltage_max_v) == (550, 780)
    assert status.charge_current_max_a == 20.0
    assert status.discharge_current_max_a is None
    assert status.soc_percent is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("voltage_min_v", "voltage_min_kv"), "voltage_min_v"),
        (GOOD.replace("voltage_min_v", "voltage_min_mv"), "unit is part of the name"),
        (GOOD.replace("550", '"550 V"'), "without a unit"),
        (GOOD.replace("550", "900"), "must rise"),
        (GOOD.replace("780", "78000"), "1500"),
        (GOOD.replace("780", "nan"), "must rise"),
        (GOOD.replace("60", "-60"), "magnitude"),
        (GOOD.replace("60", "nan"), "magnitude"),
        ("[vehicel]\n", r"no table \[vehicle\]"),
        ("vehicle = [\n", "not TOML"),
        ("[vehicle]\nvoltage_min_v = 550\n", "no voltage window"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        vehicle(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        FixedVehicle(FixedVehicleOptions(file=str(tmp_path / "none.toml")))
