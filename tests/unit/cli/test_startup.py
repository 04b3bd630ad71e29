"""Start-up is measured against what no asynchronous SDK can do without, in the same run and in turn."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

ROUNDS = 9
BASE = "import asyncio, msgspec"
HEAVY = ("can", "ssl", "rich", "cryptography", "matplotlib", "numpy", "importlib.metadata", "v2xsdk_emulator")


def _seconds(*arguments: str) -> float:
    start_s = time.perf_counter()
    subprocess.run((sys.executable, *arguments), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start_s


def _best(*commands: tuple[str, ...]) -> list[float]:
    """Return the shortest time of each command; they take turns, so that a busy machine hits all of them."""
    rounds = [[_seconds(*command) for command in commands] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def test_importing_the_sdk_and_asking_for_help_stay_fast() -> None:
    base_s, sdk_s, help_s = _best(("-c", BASE), ("-c", f"{BASE}, v2xsdk"), ("-m", "v2xsdk.cli", "--help"))
    assert sdk_s <= 1.5 * base_s, f"import v2xsdk takes {sdk_s / base_s:.2f} times {BASE}"
    assert help_s <= 4 * base_s, f"v2x --help takes {help_s / base_s:.2f} times {BASE}"


def _modules(code: str) -> set[str]:
    printed = subprocess.run(
        (sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"), check=True, capture_output=True, text=True
    )
    return set(printed.stdout.split())


@pytest.mark.parametrize("code", ["import v2xsdk", "import v2xsdk.cli.main", "import v2xsdk.cli.commands"])
def test_nothing_heavy_is_imported(code: str) -> None:
    assert not _modules(code) & set(HEAVY)


@pytest.mark.parametrize("code", ["import v2xsdk; v2xsdk.open", "import v2xsdk.sync", "import v2xsdk.cli.charge"])
def test_opening_brings_no_terminal_and_no_plots(code: str) -> None:
    assert not _modules(code) & {"rich", "matplotlib", "numpy", "cryptography", "can"}
