"""Fuzz the native EXI decoder with AddressSanitizer, guided by coverage; compare it with the reference.

    python -m tools.fuzz_exi [--seconds 60] [--seed 1]

Builds the native modules with sanitizer and coverage into ``build/fuzz``, then runs itself again with both
preloaded. Needs gcc or clang. A crash leaves its input in ``build/fuzz/current``, a difference between the
engines in ``build/fuzz/findings``; put them into ``tests/vectors/exi/findings.jsonl`` to make them tests.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import lzma
import mmap
import os
import random
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any, NamedTuple

from tools.fuzz.mutate import LONGEST, mutate

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/fuzz"
COVERAGE = BUILD / "coverage.so"
FLAGS = "-O1 -g -fno-omit-frame-pointer -fsanitize=address -fsanitize-coverage=trace-pc"
RESERVED = 64
"""Bytes before the stream in the file of the current input: schema set and kind."""


class Sample(NamedTuple):
    """A stream of the corpus."""

    schema: str
    kind: str
    data: bytes


def build() -> None:
    """Build the instrumented modules and the coverage runtime."""
    BUILD.mkdir(parents=True, exist_ok=True)
    compiler = os.environ.get("CC", "cc")
    source = str(ROOT / "tools/fuzz/coverage.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", source, "-o", str(COVERAGE)], check=True)
    # Linked with the runtime: CMake's own test programs would not link without it.
    environment = {**os.environ, "CFLAGS": FLAGS, "LDFLAGS": f"-fsanitize=address {COVERAGE}"}
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--upgrade"]
    subprocess.run([*pip, "--target", str(BUILD / "site"), str(ROOT)], check=True, env=environment)


def run_instrumented(arguments: argparse.Namespace) -> int:
    """Run the fuzzer in an interpreter that has the sanitizer and the coverage runtime preloaded."""
    compiler = os.environ.get("CC", "cc")
    command = [compiler, "-print-file-name=libasan.so"]
    sanitizer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    environment = {
        **os.environ,
        "LD_PRELOAD": f"{sanitizer} {COVERAGE}",
        "PYTHONMALLOC": "malloc",
        "PYTHONPATH": os.pathsep.join([str(BUILD / "site"), str(ROOT), sysconfig.get_path("platlib")]),
        "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1:allocator_may_return_null=1",
        "V2XSDK_FUZZING": "1",
    }
    # Without site: it would bring in the editable installation, which is not instrumented.
    command = [sys.executable, "-S", "-m", "tools.fuzz_exi"]
    command += ["--seconds", str(arguments.seconds), "--seed", str(arguments.seed)]
    return subprocess.run(command, env=environment, cwd=BUILD / "site", check=False).returncode


def corpus() -> list[Sample]:
    """Return short streams of all schema sets, and earlier findings."""
    found = []
    for path in sorted((ROOT / "tests/vectors/exi").glob("*.jsonl*")):
        opened = lzma.open if path.suffix == ".xz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        samples = [Sample(r["schema"], r["kind"], bytes.fromhex(r["exi"])) for r in rows]
        found += [s for s in samples if len(s.data) <= LONGEST][:: 1 if len(samples) < 50 else 3]
    return found


class Fuzzer:
    """Mutates samples and keeps those that reach something new."""

    def __init__(self, seed: int) -> None:
        from v2xsdk._native import exi as native
        from v2xsdk.protocol.exi import engine, reference

        if engine.IMPLEMENTATION != "native" or str(BUILD) not in str(native.__file__):
            raise SystemExit(f"the instrumented native engine was not built; see {BUILD}")
        self.native: Any = native
        self.reference: Any = reference
        self.runtime = ctypes.CDLL(str(COVERAGE))
        self.runtime.v2x_coverage_end.restype = ctypes.c_size_t
        self.dice = random.Random(seed)
        self.samples = corpus()
        self.runs = self.compared = 0
        self.current = self.map_current()

    def map_current(self) -> mmap.mmap:
        """Map the file that holds the input while it is decoded."""
        path = BUILD / "current"
        path.write_bytes(bytes(RESERVED + LONGEST))
        with path.open("r+b") as file:
            return mmap.mmap(file.fileno(), 0)

    def run(self, seconds: float) -> int:
        """Fuzz for some time; return the number of findings."""
        for sample in list(self.samples):
            self.covers_more(sample)
        print(f"{len(self.samples)} samples in the corpus", flush=True)
        findings = 0
        report = begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            base, other = self.dice.choice(self.samples), self.dice.choice(self.samples)
            sample = base._replace(data=mutate(base.data, other.data, self.dice))
            fresh = self.covers_more(sample)
            if fresh:
                self.samples.append(sample)
            if fresh or self.runs % 50 == 0:
                findings += self.differs(sample)
            if time.monotonic() - report > 10:
                report = time.monotonic()
                print(f"{self.runs} runs, {len(self.samples)} samples, {self.compared} compared", flush=True)
        print(f"{self.runs} runs, {self.compared} compared with the reference, {findings} findings")
        return findings

    def covers_more(self, sample: Sample) -> bool:
        """Decode and encode natively; tell whether that took a way not seen before."""
        self.runs += 1
        name = f"{sample.schema} {sample.kind} {len(sample.data)}".encode().ljust(RESERVED)
        self.current[: RESERVED + len(sample.data)] = name + sample.data
        self.runtime.v2x_coverage_begin()
        message = self.native.regular(sample.schema, bytearray(sample.data), kind=sample.kind)
        if message is not None:
            self.native.encode(sample.schema, message, kind=sample.kind)
        return bool(self.runtime.v2x_coverage_end())

    def differs(self, sample: Sample) -> int:
        """Compare both engines; write a difference down and return 1."""
        self.compared += 1
        for strict in (False, True):
            outcomes = [self.outcome(e, sample, strict) for e in (self.native, self.reference)]
            if outcomes[0] != outcomes[1]:
                row = {"schema": sample.schema, "kind": sample.kind, "exi": sample.data.hex()}
                folder = BUILD / "findings"
                folder.mkdir(exist_ok=True)
                (folder / f"{self.runs}.json").write_text(json.dumps(row) + "\n", encoding="utf-8")
                print(f"strict={strict} {row}\n  native {outcomes[0]}\n  python {outcomes[1]}", flush=True)
                return 1
        return 0

    def outcome(self, engine: Any, sample: Sample, strict: bool) -> object:
        """Return the message, or the error of the one allowed kind."""
        from v2xsdk.errors import DecodeError

        try:
            return engine.decode(sample.schema, sample.data, kind=sample.kind, strict=strict)
        except DecodeError as error:
            return str(error)


def main() -> int:
    """Build, or fuzz if this is the instrumented interpreter; the exit status tells whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if os.environ.get("V2XSDK_FUZZING"):
        return int(Fuzzer(arguments.seed).run(arguments.seconds) > 0)
    build()
    return run_instrumented(arguments)


if __name__ == "__main__":
    sys.exit(main())
