"""The EXI codec against the plainest C loop over the same bits, and against PyPI's ``iso15118`` (Java), in one run.

CPU time a message, bytes to complete records and back. ``_x`` is the time in units of the yardstick; the Java codec is
timed if ``V2XSDK_ISO15118_PYTHON`` names a Python that has ``iso15118`` (and ``java`` is there).
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from v2xsdk._native import exi as native
from v2xsdk.protocol import exi
from v2xsdk.protocol.v2g.messages.declare import Record

HERE = Path(__file__).parent
NAMESPACES = {
    "app": "urn:iso:15118:2:2010:AppProtocol",
    "iso2": "urn:iso:15118:2:2013:MsgDef",
    "iso20-dc": "urn:iso:std:iso:15118:-20:DC",
}
LIMITS = {"decode_x": 3.0, "encode_x": 2.0}
OTHER_LIMITS = {
    ("iso2.ChargeParameterDiscoveryRes", "decode_x"): 3.5,
    ("iso2.PaymentDetailsReq", "decode_x"): 0.25,
    ("iso2.PaymentDetailsReq", "encode_x"): 0.25,
}
CONTENTS = 1_000
REPEAT = 7
SLICE_S = 0.03


class Sample(NamedTuple):
    """A message and its stream."""

    name: str
    schema: str
    data: bytes
    message: exi.Message


class Yardstick:
    """The C functions of ``_exi_yardstick.c``, compiled on the spot as the yardstick is defined: with -O2."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder) / "yardstick.so"
            command = [os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", "-I", sysconfig.get_path("include")]
            subprocess.run([*command, str(HERE / "_exi_yardstick.c"), "-o", str(library)], check=True)
            functions = ctypes.PyDLL(str(library))
        self.read_bits = functions.read_bits
        self.read_bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_long]
        self.make_objects = functions.make_objects
        self.make_objects.argtypes = [ctypes.py_object, ctypes.py_object, ctypes.c_long]


def main() -> dict[str, float | str]:
    """Return nanoseconds a message and ratios, for each of eight messages, and the worst of each ratio."""
    yardstick = Yardstick()
    result: dict[str, float | str] = {"implementation": exi.IMPLEMENTATION}
    samples = list(read_samples())
    peer = java_times(samples)
    if isinstance(peer, str):
        result["peer"] = peer
    for sample in samples:
        row = measure(yardstick, sample)
        if not isinstance(peer, str):
            row |= {f"java_{way}_x": peer[sample.name][f"{way}_ns"] / row[f"{way}_ns"] for way in ("decode", "encode")}
        print(f"{sample.name} ({len(sample.data)} bytes)")
        print("   " + ", ".join(f"{key} {value:.4g}" for key, value in row.items()))
        result |= {f"{sample.name}_{key}": value for key, value in row.items()}
        for key, value in row.items():
            limit = OTHER_LIMITS.get((sample.name, key), LIMITS.get(key))
            if limit is not None and value > limit:
                result[f"{sample.name}_{key}_over"] = f"{value:.2f} is over the limit of {limit}"
                print(f"   {key} is over its limit of {limit}")
    for key in ("decode_x", "encode_x"):
        result[key] = max(v for k, v in result.items() if k.endswith(f"_{key}") and isinstance(v, float))
    return result


def read_samples() -> Iterator[Sample]:
    """Yield the eight messages."""
    for line in (HERE / "_exi_messages.tsv").read_text(encoding="utf-8").splitlines():
        name, schema, stream = line.split("\t")[:3]
        data = bytes.fromhex(stream)
        message = exi.decode(schema, data)
        if exi.encode(schema, message) != data:
            raise SystemExit(f"{name} does not give back its own bytes")
        yield Sample(name, schema, data, message)


def measure(yardstick: Yardstick, sample: Sample) -> dict[str, float]:
    """Return what a message costs, and where the time goes: bits, objects, call."""
    schema, data, message = sample.schema, sample.data, sample.message
    varied = list(variations(sample))
    ticks: dict[str, Callable[[int], None]] = {
        "yardstick_ns": lambda n: yardstick.read_bits(data, len(data), n),
        "decode_ns": lambda n: repeat(n, lambda: exi.decode(schema, data)),
        "encode_ns": lambda n: repeat(n, lambda: exi.encode(schema, message)),
        "harness_ns": lambda n: repeat(n, lambda: None),
        "objects_ns": lambda n: yardstick.make_objects(message, type(type(message)), n),
        "call_ns": lambda n: repeat(n, lambda: native.regular(schema, b"")),
        "varied_decode_ns": lambda n: each(n, varied, lambda v: exi.decode(schema, v.data)),
        "varied_encode_ns": lambda n: each(n, varied, lambda v: exi.encode(schema, v.message)),
        "varied_read_ns": lambda n: each(n, varied, lambda v: read_all(exi.decode(schema, v.data))),
        "varied_yardstick_ns": lambda n: each(n, varied, lambda v: yardstick.read_bits(v.data, len(v.data), 1)),
        "foreign_call_ns": lambda n: each(n, varied, lambda v: yardstick.read_bits(v.data, 0, 1)),
    }
    row = interleaved(ticks)
    harness, foreign = row.pop("harness_ns"), row.pop("foreign_call_ns")
    for key in ("decode_ns", "encode_ns", "call_ns", "varied_decode_ns", "varied_encode_ns"):
        row[key] -= harness
    row["varied_yardstick_ns"] -= foreign
    row["bits_ns"] = row["decode_ns"] - row["objects_ns"] - row["call_ns"]
    row["decode_x"] = row["decode_ns"] / row["yardstick_ns"]
    row["encode_x"] = row["encode_ns"] / row["yardstick_ns"]
    row["varied_decode_x"] = row["varied_decode_ns"] / row["varied_yardstick_ns"]
    row["varied_encode_x"] = row["varied_encode_ns"] / row["varied_yardstick_ns"]
    return row


def interleaved(ticks: dict[str, Callable[[int], None]]) -> dict[str, float]:
    """Return the best CPU time of each call; they take turns, so that a busy moment does not hit one only."""
    counts = {}
    for name, tick in ticks.items():
        count = 16
        while cpu_time(tick, count) < SLICE_S:
            count *= 2
        counts[name] = count
    best = dict.fromkeys(ticks, float("inf"))
    for _ in range(REPEAT):
        for name, tick in ticks.items():
            best[name] = min(best[name], cpu_time(tick, counts[name]) / counts[name] * 1e9)
    return best


def cpu_time(tick: Callable[[int], None], count: int) -> float:
    """Return the CPU time of some repetitions, s."""
    begun = time.process_time()
    tick(count)
    return time.process_time() - begun


def repeat(count: int, call: Callable[[], object]) -> None:
    """Call again and again."""
    for _ in range(count):
        call()


def each(count: int, samples: list[Sample], call: Callable[[Sample], object]) -> None:
    """Call with one message after the other."""
    size = len(samples)
    for index in range(count):
        call(samples[index % size])


def variations(sample: Sample) -> Iterator[Sample]:
    """Yield messages of the same shape with other numbers, texts and bytes."""
    dice = random.Random(sample.name)
    for _ in range(CONTENTS):
        message = varied(sample.message, dice)
        yield sample._replace(data=exi.encode(sample.schema, message), message=message)


def varied(value: Any, dice: random.Random) -> Any:
    """Return a value of the same kind and size with another content."""
    if isinstance(value, Record):
        return msgspec.structs.replace(value, **{n: varied(getattr(value, n), dice) for n in value.__struct_fields__})
    if isinstance(value, tuple):
        return tuple(varied(item, dice) for item in value)
    if isinstance(value, bytes):
        return dice.randbytes(len(value))
    if isinstance(value, int) and not isinstance(value, bool) and value > 20:
        return dice.randint(20, value)
    return value


def read_all(value: Any) -> int:
    """Read every field of a message; return how many there are."""
    if isinstance(value, Record):
        return sum(read_all(getattr(value, name)) for name in value.__struct_fields__)
    return sum(map(read_all, value)) if isinstance(value, tuple) else 1


def java_times(samples: list[Sample]) -> dict[str, dict[str, float]] | str:
    """Return the times of the Java codec, or why there are none."""
    python = os.environ.get("V2XSDK_ISO15118_PYTHON")
    if not python:
        return "V2XSDK_ISO15118_PYTHON names no Python with iso15118: the Java codec was not timed"
    request = json.dumps({s.name: (NAMESPACES[s.schema], s.data.hex()) for s in samples})
    done = subprocess.run(
        [python, str(HERE / "_exi_java.py")], input=request, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return f"the Java codec failed: {done.stderr.strip()[-200:]}"
    times: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return times


if __name__ == "__main__":
    main()
