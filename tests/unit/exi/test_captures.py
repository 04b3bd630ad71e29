"""Real traffic: every stream decodes, and only the deviations listed here change in re-encoding."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from v2xsdk.protocol import exi
from v2xsdk.protocol.exi import Tolerance

PROTOCOLS = {
    "sap": "app",
    "din-70121": "din",
    "iso15118-2": "iso2",
    "iso15118-20-common": "iso20-common",
    "iso15118-20-ac": "iso20-ac",
    "iso15118-20-dc": "iso20-dc",
}
TESLA = "car-tesla_model_"
TRAILING_ZERO = {
    (f"{TESLA}3_2023_04_06t11_52_31_423z_tesla_model_3_dinspec_dc", 44),
    (f"{TESLA}3_2023_04_06t11_52_31_423z_tesla_model_3_dinspec_dc", 46),
    (f"{TESLA}3_2023_04_06t11_52_31_423z_tesla_model_3_dinspec_dc", 48),
    (f"{TESLA}y_11_1_din_spec_70121_2023_01_18_tesla_y_dinspec_infypower_teslay_dc_infy_0", 49),
    (f"{TESLA}y_11_1_din_spec_70121_2023_01_18_tesla_y_dinspec_infypower_teslay_dc_infy_0", 51),
    (f"{TESLA}y_11_1_din_spec_70121_2023_03_30t11_00_22_659z_tesla_y_dinspec", 44),
    (f"{TESLA}y_11_1_din_spec_70121_2023_03_30t11_00_22_659z_tesla_y_dinspec", 46),
    (f"{TESLA}y_11_1_din_spec_70121_2023_03_30t11_00_22_659z_tesla_y_dinspec", 48),
}
"""ContractAuthenticationReq with a zero byte behind it: re-encoded without."""
ABSTRACT_SCHEDULES = {
    ("pyplc-2023_04_16_at_home_ioniq_in_currentdemandloop", 45),
    ("pyplc-2023_04_24_athome_ioniq_without_and_with_60w_bulbs", 93),
    ("pyplc-2023_04_24_athome_ioniq_without_and_with_60w_bulbs", 463),
    ("pyplc-2023_04_26_athome_ioniqwithbulbs10minutestimeout", 49),
    ("pyplc-2023_05_24_pyplc_with_ioniq93prcsoc", 47),
}
"""ChargeParameterDiscoveryRes of DIN 70121 with an empty abstract SASchedules: re-encoded as it was."""


def traffic(folder: Path) -> Iterator[tuple[tuple[str, int], str, bytes]]:
    """Yield where a stream was seen, its schema set and its bytes."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            if row.get("layer") == "v2gtp" and row["exi"]:
                yield (path.stem, number), PROTOCOLS[row["protocol"]], bytes.fromhex(row["exi"])


def test_captured_streams(shared_vectors: Path) -> None:
    seen: Counter[str] = Counter()
    for place, schema, data in traffic(shared_vectors / "captures"):
        report = exi.decode_report(schema, data)
        tolerances = [w.tolerance for w in report.warnings]
        again = exi.encode(schema, report.message)
        if place in TRAILING_ZERO:
            assert (tolerances, again + b"\0") == ([Tolerance.TRAILING], data), place
        elif place in ABSTRACT_SCHEDULES:
            assert (tolerances, again) == ([Tolerance.ABSTRACT], data), place
        else:
            assert (tolerances, again) == ([], data), place
        seen[schema] += 1
    if not seen:
        pytest.skip("no captures")
    assert sum(seen.values()) > 6000


def test_streams_from_the_field(shared_vectors: Path) -> None:
    path = shared_vectors / "exi/field.jsonl"
    if not path.is_file():
        pytest.skip(f"no {path}")
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        data = bytes.fromhex(row["exi"])
        message = exi.decode(row["schema"], data, kind=row["kind"])
        assert exi.encode(row["schema"], message, kind=row["kind"]) == data, row["note"]
