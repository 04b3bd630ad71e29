"""Run every benchmark, or those named: ``python -m benchmarks [NAME ...]``; results also go to ``results/NAME.json``."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """Return the names of all benchmarks."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def run(name: str) -> None:
    """Run one benchmark, which prints its own ratios, and write what it returns."""
    print(f"== {name}", flush=True)
    result = importlib.import_module(f"benchmarks.{name}").main()
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, all of them without a name; return 2 for an unknown name."""
    unknown = sorted(set(arguments) - set(names()))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    for name in arguments or names():
        run(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
