"""The virtual environment of the foreign SLAC stack, made once beside the project's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("pyslac==0.8.3", "marshmallow<4")


def pyslac_python() -> Path | str:
    """Return the Python that has ``pyslac``, making its environment if needed, or why there is none.

    ``V2XSDK_PYSLAC_VENV`` names another folder than ``.venv-pyslac``.
    """
    folder = Path(os.environ.get("V2XSDK_PYSLAC_VENV", ROOT / ".venv-pyslac"))
    python = folder / "bin" / "python"
    if not python.exists():
        done = subprocess.run([sys.executable, "-m", "venv", str(folder)], capture_output=True, text=True)
        if done.returncode:
            return f"cannot make {folder.name}: {done.stdout.strip()[-200:]}"
    if _has_pyslac(python):
        return python
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES]
    done = subprocess.run(install, capture_output=True, text=True, timeout=120)
    if done.returncode:
        return f"cannot install {PACKAGES[0]}: {done.stderr.strip()[-200:]}"
    return python


def _has_pyslac(python: Path) -> bool:
    return subprocess.run([str(python), "-c", "import pyslac, marshmallow"], capture_output=True).returncode == 0
