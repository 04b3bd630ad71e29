"""Our charger and our vehicle against the PyPI package `iso15118`, in network namespaces over veth.

The quick subset runs wherever Java and namespaces are; the whole matrix with ``make interop``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.bench import PeerBench, missing
from tests.interop.variants import VARIANTS, Variant

HOME = Path(os.environ.get("V2XSDK_PEER_HOME", Path(__file__).resolve().parents[2] / "build" / "interop-peer"))
CASES = [(variant, role) for variant in VARIANTS for role in ("secc", "evcc")]


@pytest.fixture(scope="module")
def bench() -> Iterator[PeerBench]:
    lacking = missing()
    if lacking:
        pytest.skip(lacking)
    found = PeerBench(HOME)
    found.set_up()
    yield found
    found.tear_down()


@pytest.mark.interop
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("variant", "role"), CASES, ids=[f"{variant.name}-{role}" for variant, role in CASES])
def test_peer(bench: PeerBench, variant: Variant, role: str) -> None:
    if not (variant.quick or os.environ.get("V2XSDK_INTEROP") == "all"):
        pytest.skip("part of the whole matrix: make interop")
    result = bench.run(variant, role)
    assert result.ok, result.evidence
