"""Runs every variant against the foreign stack in both directions and writes docs/reference/interop-matrix.md."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.interop.bench import PACKAGES, PeerBench, Result, missing  # noqa: E402
from tests.interop.variants import MISSING, VARIANTS  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "interop-matrix.md"
HEAD = """# Interoperability matrix

Written by `make interop`; do not edit. Peer: the PyPI package `{peer}`, a Python stack with a Java EXI codec, in its
own virtual environment, in a network namespace of its own, over veth. A row passes when both processes end a complete
session with exit status 0.

{missing}. The vehicle waits up to 8 times the standard's message time-outs and the charger 8 s for a loop request,
because the peer's codec is slower than the limits. Its test keys lie on P-256 and use secp256r1 in TLS 1.3 as well:
both only behind `--any-curve`.

| Variant | We are | Result | Seconds | Evidence |
| --- | --- | --- | --- | --- |
"""


def row(result: Result) -> str:
    """Return a line of the table."""
    role = {"secc": "charger", "evcc": "vehicle"}[result.role]
    word = "pass" if result.ok else "**fail**"
    return f"| `{result.variant}` | {role} | {word} | {result.seconds:.1f} | {result.evidence.replace('|', '/')} |\n"


def main() -> int:
    """Run all; the exit status is 1 when one failed."""
    lacking = missing()
    if lacking:
        print(f"skipped: {lacking}")
        return 0
    bench = PeerBench(ROOT / "build" / "interop-peer")
    bench.set_up()
    results = []
    try:
        for variant in VARIANTS:
            for role in ("secc", "evcc"):
                results.append(bench.run(variant, role))
                print(row(results[-1]).strip(), flush=True)
    finally:
        bench.tear_down()
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(HEAD.format(peer=PACKAGES[0], missing=MISSING) + "".join(map(row, results)), encoding="utf-8")
    failed = sum(not result.ok for result in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
