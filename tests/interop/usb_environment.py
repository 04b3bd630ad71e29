"""Virtual environments with foreign packages, made once and kept beside the build."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def python_with(*packages: str) -> Path:
    """Return the interpreter of an environment that has ``packages`` on top of what is installed here.

    Skips the test when the packages cannot be installed.
    """
    name = "-".join(p.partition("=")[0] for p in packages)
    folder = ROOT / "build" / "interop" / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
    python = folder / "bin" / "python"
    if (folder / "ready").exists():
        return python
    venv.create(folder, with_pip=True, clear=True)
    _share_packages(folder)
    command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"pip cannot install {' '.join(packages)}: {done.stderr.strip().splitlines()[-1]}")
    (folder / "ready").touch()
    return python


def _share_packages(folder: Path) -> None:
    """Let the environment see this one's packages: pyusb, python-can and the SDK itself."""
    import can

    here = Path(can.__file__).parents[1]
    target = next((folder / "lib").glob("python*")) / "site-packages" / "host.pth"
    target.write_text(f"import site; site.addsitedir({str(here)!r})\n")


def run(python: Path, program: str, *arguments: str, timeout_s: float = 50.0) -> str:
    """Run ``program`` from the root of the repository and return what it printed; fail with what it complained."""
    done = subprocess.run(
        [str(python), "-c", program, *arguments], capture_output=True, text=True, timeout=timeout_s, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
