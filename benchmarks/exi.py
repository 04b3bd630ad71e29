"""The EXI codec against the plainest C loop over the same bits, and against the Java codec of PyPI's ``iso15118``.

CPU time per message, all in one run: the yardstick reads the message bit by bit; ours makes complete records, or bytes.
The Java codec is measured where V2XSDK_ISO15118_PYTHON names a Python that has the package (and Java).
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeVar, cast

from benchmarks._exi_messages import MESSAGES
from v2xsdk.protocol import exi
from v2xsdk.protocol.v2g.messages.declare import Record

T = TypeVar("T")
RESULTS = Path(__file__).parent / "results/exi.json"
SMALLEST = bytes.fromhex("80440040")
CONTENTS = 1000
ROUNDS = 9
LIMITS = {"iso2.ChargeParameterDiscoveryRes": (3.5, 2.0), "iso2.PaymentDetailsReq": (0.25, 0.25)}
USUAL_LIMITS = (3.0, 2.0)

YARDSTICK = """
#include <stddef.h>
static volatile unsigned sink;
void bitread(const unsigned char *data, size_t length, long repetitions)
{
    for (long r = 0; r < repetitions; r++) {
        unsigned a = 0;
        for (size_t j = 0; j < length * 8; j++)
            a = (a << 1 | (a >> 31)) ^ ((data[j >> 3] >> (7 - (j & 7))) & 1);
        sink += a;
    }
}
"""

JAVA = """
import json, sys, time
from iso15118.shared.exificient_exi_codec import ExificientEXICodec
from iso15118.shared.exi_codec import EXI
from iso15118.shared.messages.enums import Namespace
spaces = {"app": Namespace.SAP, "iso2": Namespace.ISO_V2_MSG_DEF, "iso20-dc": Namespace.ISO_V20_DC}
EXI().set_exi_codec(ExificientEXICodec())
found = {}
for name, schema, data in json.load(sys.stdin):
    stream, space = bytes.fromhex(data), spaces[schema]
    message = EXI().from_exi(stream, space)
    best = [9e9, 9e9]
    for _ in range(20):
        t0 = time.perf_counter(); EXI().from_exi(stream, space)
        t1 = time.perf_counter(); EXI().to_exi(message, space)
        t2 = time.perf_counter()
        best = [min(best[0], t1 - t0), min(best[1], t2 - t1)]
    found[name] = [1e9 * b for b in best]
print(json.dumps(found))
"""


def main() -> dict[str, float | str]:
    """Nanoseconds per message, how many times the yardstick that is, and how many times faster than Java."""
    result: dict[str, float | str] = {"implementation": exi.IMPLEMENTATION}
    bitread = yardstick()
    java = java_times()
    for name, schema, data in MESSAGES:
        result |= {f"{name}.{key}": value for key, value in measure(schema, data, bitread).items()}
        for index, key in enumerate(("decode", "encode")):
            of = float(result[f"{name}.{key}_of_yardstick"])
            result[f"{name}.{key}_limit"] = "met" if of <= LIMITS.get(name, USUAL_LIMITS)[index] else "missed"
            if name in java:
                result[f"{name}.{key}_of_java"] = java[name][index] / float(result[f"{name}.{key}_ns"])
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return result


def measure(schema: str, data: bytes, bitread: Callable[[bytes, int, int], None]) -> dict[str, float]:
    """Times of one message, of a thousand different contents of it, and of the parts of a decode."""
    message = exi.decode(schema, data)
    assert exi.encode(schema, message) == data
    number = max(1000, 400_000 // len(data))
    streams = contents(schema, message)
    messages = [exi.decode(schema, one) for one in streams]
    times = {
        "yardstick_ns": nanoseconds(lambda n: bitread(data, len(data), n), number),
        "decode_ns": nanoseconds(repeated(lambda: exi.decode(schema, data)), number),
        "encode_ns": nanoseconds(repeated(lambda: exi.encode(schema, message)), number),
        "call_ns": nanoseconds(repeated(lambda: exi.decode("app", SMALLEST)), number),
        "constructors_ns": nanoseconds(over(constructors(message), lambda make: make()), number // 10),
        "decode_and_read_ns": nanoseconds(repeated(lambda: read_all(exi.decode(schema, data))), number // 10),
    }
    varied = sum(map(len, streams)) / len(streams)
    times["varied_decode_ns"] = nanoseconds(over(streams, lambda one: exi.decode(schema, one)), 1) / len(streams)
    times["varied_encode_ns"] = nanoseconds(over(messages, lambda one: exi.encode(schema, one)), 1) / len(streams)
    times["bits_and_records_ns"] = times["decode_ns"] - times["call_ns"]
    times["decode_of_yardstick"] = times["decode_ns"] / times["yardstick_ns"]
    times["encode_of_yardstick"] = times["encode_ns"] / times["yardstick_ns"]
    varied_yardstick = times["yardstick_ns"] * varied / len(data)
    times["varied_decode_of_yardstick"] = times["varied_decode_ns"] / varied_yardstick
    times["varied_encode_of_yardstick"] = times["varied_encode_ns"] / varied_yardstick
    return times


def contents(schema: str, message: exi.Message) -> list[bytes]:
    """A thousand streams of the same shape with other numbers in them."""
    random = Random(1)
    return [exi.encode(schema, varied(message, random)) for _ in range(CONTENTS)]


def varied(value: Any, random: Random) -> Any:
    """The same message with other session, voltages, currents and counters."""
    if isinstance(value, Record):
        fields = {f: varied(getattr(value, f), random) for f in value.__struct_fields__}
        if "Value" in fields:
            fields["Value"] = random.randrange(32768)
        if "SessionID" in fields:
            fields["SessionID"] = random.randbytes(8)
        return type(value)(**fields)
    return tuple(varied(item, random) for item in value) if isinstance(value, tuple) else value


def constructors(value: object) -> list[Callable[[], object]]:
    """The constructor calls, arguments ready, that would make the records of a message: what msgspec alone takes."""
    if isinstance(value, Record):
        fields = {f: getattr(value, f) for f in value.__struct_fields__}
        return [*(c for part in fields.values() for c in constructors(part)), partial(type(value), **fields)]
    return [c for item in value for c in constructors(item)] if isinstance(value, tuple) else []


def read_all(value: object) -> int:
    """Read every field; the result counts them."""
    if isinstance(value, Record):
        return sum(read_all(getattr(value, f)) for f in value.__struct_fields__)
    return sum(map(read_all, value)) if isinstance(value, tuple) else 1


def java_times() -> dict[str, list[float]]:
    """Nanoseconds of the Java codec to decode and encode, where it is installed."""
    python = os.environ.get("V2XSDK_ISO15118_PYTHON")
    if not python:
        return {}
    rows = json.dumps([(name, schema, data.hex()) for name, schema, data in MESSAGES])
    done = subprocess.run([python, "-c", JAVA], input=rows, capture_output=True, text=True, check=True)
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def yardstick() -> Callable[[bytes, int, int], None]:
    """The compiled C loop."""
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder, "bitread.c"), Path(folder, "bitread.so")
        source.write_text(YARDSTICK, encoding="utf-8")
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
        loop = ctypes.CDLL(str(library)).bitread
    loop.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_long]
    loop.restype = None
    return cast("Callable[[bytes, int, int], None]", loop)


def repeated(call: Callable[[], object]) -> Callable[[int], None]:
    """A loop over a call."""

    def loop(number: int) -> None:
        for _ in range(number):
            call()

    return loop


def over(items: list[T], call: Callable[[T], object]) -> Callable[[int], None]:
    """A loop over the items of a list."""

    def loop(number: int) -> None:
        for _ in range(number):
            for item in items:
                call(item)

    return loop


def nanoseconds(loop: Callable[[int], object], number: int) -> float:
    """Least CPU time of one turn."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        loop(number)
        best = min(best, (time.process_time_ns() - start) / number)
    return best


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name:66} {value if isinstance(value, str) else round(value, 2)}")
