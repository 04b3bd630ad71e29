"""`v2x pki`: make, import, check."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from v2xsdk.cli.pki import pki_group
from v2xsdk.errors import ConfigError
from v2xsdk.pki.foreign import NAMES, PASSWORD, import_foreign
from v2xsdk.pki.make import Names, make_one
from v2xsdk.pki.profiles import Generation, Role
from v2xsdk.pki.store import open_set


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(pki_group, list(args), standalone_mode=False, catch_exceptions=False)
    return int(result.return_value or 0), result.output


def foreign_folder(tmp_path: Path) -> Path:
    """A folder as the foreign package's script lays it out, out of a set of our own."""
    make_one(tmp_path / "own", "iso2", datetime.datetime.now(datetime.UTC), Names())
    store = open_set(tmp_path / "own", Generation.ISO2)
    base = tmp_path / "foreign" / "iso15118_2"
    (base / "certs").mkdir(parents=True)
    (base / "private_keys").mkdir()
    for role, (certificate, key) in NAMES.items():
        if role is Role.VEHICLE:
            continue
        identity = store.identity(role)
        (base / "certs" / f"{certificate}.pem").write_bytes(identity.leaf.public_bytes(Encoding.PEM))
        pem = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSWORD))
        (base / "private_keys" / f"{key}.key").write_bytes(pem)
    return base.parent


def test_make_then_check(tmp_path: Path) -> None:
    directory = str(tmp_path / "pki")
    code, output = run("make", directory, "--emaid", "DEABCC12345678X")
    assert code == 0 and output.count("made ") == 3
    code, output = run("check", directory)
    assert code == 0 and "error" not in output
    with pytest.raises(ConfigError, match="--force"):
        run("make", directory)


def test_make_refuses_what_is_no_emaid(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--emaid"):
        run("make", str(tmp_path / "pki"), "--emaid", "me")


def test_import_then_check_names_the_curve_of_20(tmp_path: Path) -> None:
    directory = tmp_path / "pki"
    assert run("import", str(foreign_folder(tmp_path)), str(directory))[0] == 0
    store = open_set(directory, Generation.ISO20)
    assert store.identity(Role.VEHICLE).leaf == store.identity(Role.OEM_PROVISIONING).leaf
    assert (directory / "iso2" / "contract.key").stat().st_mode & 0o077 == 0
    code, output = run("check", str(directory), "--json")
    findings = [json.loads(line) for line in output.splitlines()]
    assert code == 1 and {(f["set"], f["code"]) for f in findings} == {("iso20", "wrong_curve")}
    with pytest.raises(ConfigError, match="already holds"):
        import_foreign(tmp_path / "foreign", directory)


def test_import_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="iso15118_2/certs"):
        import_foreign(tmp_path, tmp_path / "pki")


def test_check_of_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="v2x pki make"):
        run("check", str(tmp_path))
