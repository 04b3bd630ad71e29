"""Hypothesis profiles and paths shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci", max_examples=25, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("V2XSDK_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared_vectors() -> Path:
    """Vectors published by others; they lie beside the checkout and are not part of it."""
    path = SHARED / "vectors"
    if not path.is_dir():
        pytest.skip(f"no shared vectors at {path} (set V2XSDK_SHARED to their folder)")
    return path
