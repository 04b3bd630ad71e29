"""The sdist and the wheel made of it, in an environment that has nothing else of this checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = str(ROOT / "constraints" / "dev.txt")

pytestmark = pytest.mark.timeout(300)  # the first test builds and installs


@dataclass(frozen=True)
class Distribution:
    """What was built, and the interpreter of the environment it was installed in."""

    sdist: Path
    wheel: Path
    python: Path

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the environment's Python in an empty folder."""
        return subprocess.run(
            (str(self.python), *arguments),
            cwd=self.wheel.parent,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | environment,
            capture_output=True,
            text=True,
            timeout=100,
        )


def _run(*arguments: object, **environment: str) -> None:
    command = [str(argument) for argument in arguments]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


def _built(sdist: Path, into: Path, **environment: str) -> Path:
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", into, sdist, **environment)
    (wheel,) = into.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    """Make the sdist, the wheel out of it, and install that with its dependencies."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "-q", "--sdist", "--outdir", folder, ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    wheel = _built(sdist, folder / "wheel")
    _run(sys.executable, "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    _run(python, "-m", "pip", "install", "-q", "-c", CONSTRAINTS, wheel)
    return Distribution(sdist, wheel, python)


def test_the_sdist_holds_what_a_build_needs_and_nothing_made(distribution: Distribution) -> None:
    with tarfile.open(distribution.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "CMakeLists.txt", "src/_native/exi.pyx", "src/v2xsdk/py.typed"} <= names
    assert not [
        name for name in names if name.endswith((".so", ".xsd", ".pyc")) or name.startswith("src/_native/exi.c")
    ]


def test_the_wheel_is_compiled_typed_and_only_of_this_project(distribution: Distribution) -> None:
    with zipfile.ZipFile(distribution.wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"v2xsdk", "v2xsdk_emulator"}
    assert {"v2xsdk/py.typed", "v2xsdk_emulator/py.typed"} <= set(names)
    done = distribution.run(str(ROOT / "tools" / "check_wheel.py"))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_commands_work_in_an_environment_with_the_wheel_alone(distribution: Distribution) -> None:
    done = distribution.run("-m", "v2xsdk.cli", "doctor", "--json")
    assert done.returncode == 0, done.stderr
    findings = {(line["area"], line["name"]): line for line in map(json.loads, done.stdout.splitlines())}
    assert findings["sdk", "EXI codec"]["found"] == "compiled"
    assert findings["sdk", "pyarrow"]["state"] == "absent"
    drivers = distribution.run("-m", "v2xsdk.cli", "drivers", "--json")
    assert drivers.returncode == 0, drivers.stderr
    assert "infypower-beg" in drivers.stdout


def test_the_examples_run_with_the_wheel(distribution: Distribution) -> None:
    examples = sorted(map(str, (ROOT / "examples").glob("*.py")))
    with ThreadPoolExecutor(len(examples)) as pool:
        done = list(pool.map(lambda example: distribution.run("-W", "error", example), examples))
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * len(examples)


def test_without_a_compiler_the_same_works_in_pure_python(distribution: Distribution, tmp_path: Path) -> None:
    wheel = _built(distribution.sdist, tmp_path / "wheel", CC="/bin/false")
    assert wheel.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    pure = {"PYTHONPATH": str(tmp_path / "site")}
    doctor = distribution.run("-m", "v2xsdk.cli", "doctor", "--json", **pure)
    states = {line["name"]: line["state"] for line in map(json.loads, doctor.stdout.splitlines())}
    assert states["EXI codec"] == states["CAN frames codec"] == "limited"
    done = distribution.run("-W", "error", str(ROOT / "examples" / "01_charge_and_discharge.py"), **pure)
    assert (done.returncode, done.stderr) == (0, "")
    assert "off confirmed: True" in done.stdout
