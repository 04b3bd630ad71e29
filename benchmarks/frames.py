"""The frame codec against cantools (one frame) and against a hand-written C loop (a batch), in one run."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
import timeit
from array import array
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import cantools

from v2xsdk.drivers.infypower_beg.table import TABLE as BEG
from v2xsdk.model.can import CanFrame, to_record
from v2xsdk.protocol.can.codec import IMPLEMENTATION, FrameCodec
from v2xsdk.protocol.can.fields import big, bits, little
from v2xsdk.protocol.can.tables import FrameTable, Message

FRAMES = 4096
SETPOINT_ID = 0x029C00F0

TABLE = FrameTable(
    name="bench",
    messages=(
        Message(
            name="setpoint",
            can_id=SETPOINT_ID,
            signals=(
                big("voltage_v", 0, 32, scale=0.001, unit="V"),
                big("current_a", 4, 32, scale=0.001, unit="A"),
            ),
        ),
        Message(
            name="vehicle_status",
            can_id=0x18000102,
            signals=(
                little("protocol_number", 0, 8),
                little("target_voltage_v", 1, 16),
                little("current_request_a", 3, 8),
                *(bits(f"fault_{bit}", 4, bit, 1, kind="bool") for bit in range(5)),
                *(bits(f"status_{bit}", 5, bit, 1, kind="bool") for bit in range(8)),
                little("charge_rate_raw", 6, 8),
            ),
        ),
    ),
)

SETPOINT = {"voltage_v": 500.0, "current_a": 100.0}
TO_MODULE = {"destination_address": 0}
TO_CONTROLLER = {"destination_address": 0xF0, "source_address": 0}
WRITTEN = {"dc_voltage_setpoint_v": 400.0}
READ = {"system_dc_voltage_v": 400.0}
STATUS = {
    "protocol_number": 2,
    "target_voltage_v": 410,
    "current_request_a": 14,
    "charge_rate_raw": 73,
    **{f"fault_{bit}": False for bit in range(5)},
    **{f"status_{bit}": bit in (0, 7) for bit in range(8)},
}

C_LOOP = """
#include <math.h>
#include <stdint.h>
#include <string.h>
typedef struct { uint32_t id; uint8_t length, pad[3], data[8]; } record;
static uint32_t be32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return __builtin_bswap32(v); }
static void put32(uint8_t *p, uint32_t v) { v = __builtin_bswap32(v); memcpy(p, &v, 4); }
long decode(const record *f, long n, double *out)
{
    long known = 0;
    for (long k = 0; k < n; k++, out += 2) {
        if (f[k].id != 0x829C00F0u || f[k].length != 8) {
            out[0] = out[1] = NAN;
            continue;
        }
        out[0] = be32(f[k].data) / 1000.0;
        out[1] = be32(f[k].data + 4) / 1000.0;
        known++;
    }
    return known;
}
long encode(record *f, long n, const double *in)
{
    for (long k = 0; k < n; k++, in += 2) {
        double voltage = nearbyint(in[0] * 1000.0), current = nearbyint(in[1] * 1000.0);
        if (!(voltage >= 0 && voltage < 4294967296.0 && current >= 0 && current < 4294967296.0))
            return k;
        f[k].id = 0x829C00F0u;
        f[k].length = 8;
        memset(f[k].pad, 0, 3);
        put32(f[k].data, (uint32_t)voltage);
        put32(f[k].data + 4, (uint32_t)current);
    }
    return n;
}
"""


def main() -> dict[str, float | str]:
    """Times in nanoseconds for one frame, and how many times faster (``_x``) or slower ours is."""
    result: dict[str, float | str] = {"implementation": IMPLEMENTATION}
    codec = FrameCodec(TABLE)
    beg = FrameCodec(BEG)
    single = [
        _single("setpoint", codec, "setpoint", {}, SETPOINT, None),
        _single("vehicle_status", codec, "vehicle_status", {}, STATUS, None),
        _single("beg_write", beg, "write_dc_voltage_setpoint_v", TO_MODULE, WRITTEN, 0x1001),
        _single("beg_reading", beg, "read_system_dc_voltage_v", TO_CONTROLLER, READ, 0x1001),
    ]
    for one in single:
        result.update(one)
    result.update(_batch(codec, float(single[0]["setpoint_cantools_decode_ns"])))
    result["single_encode_x"] = min(float(v) for k, v in result.items() if k.endswith("_encode_x"))
    result["single_decode_x"] = min(float(v) for k, v in result.items() if k.endswith("_decode_x"))
    return result


def _single(
    case: str,
    codec: FrameCodec,
    message: str,
    address: Mapping[str, object],
    values: Mapping[str, object],
    index: int | None,
) -> dict[str, float]:
    addressed = {**address, **values}
    can_id, data = codec.encode(message, addressed)
    database: Any = cantools.database.load_string(_dbc(codec, message, can_id, index), "dbc")
    peer_values = {**values, **({} if index is None else {"index": index})}
    if database.encode_message("peer", peer_values) != data:
        raise RuntimeError(f"{case}: cantools and v2xsdk disagree")
    times = {
        "cantools_encode_ns": _nanoseconds(lambda: database.encode_message("peer", peer_values), 2000),
        "encode_ns": _nanoseconds(lambda: codec.encode(message, addressed), 20000),
        "cantools_decode_ns": _nanoseconds(lambda: database.decode_message(can_id, data), 4000),
        "decode_ns": _nanoseconds(lambda: codec.decode(can_id, data), 20000),
    }
    times["encode_x"] = times["cantools_encode_ns"] / times["encode_ns"]
    times["decode_x"] = times["cantools_decode_ns"] / times["decode_ns"]
    return {f"{case}_{name}": value for name, value in times.items()}


def _dbc(codec: FrameCodec, message: str, can_id: int, index: int | None) -> str:
    """The message as a ``.dbc``; with ``index`` as a multiplexed one."""
    lines = ['VERSION ""', "NS_ :", "BS_:", "BU_: A B", f"BO_ {can_id | 0x80000000} peer: 8 A"]
    if index is not None:
        lines.append(' SG_ index M : 7|16@0+ (1,0) [0|0] "" B')
    mux = "" if index is None else f"m{index} "
    declared = next(one for one in codec.table.messages if one.name == message)
    for signal in declared.signals:
        place = f"{signal.start}|{signal.length}@{0 if signal.byte_order == 'big' else 1}+"
        lines.append(f' SG_ {signal.name} {mux}: {place} ({signal.scale},0) [0|0] "" B')
    return "\n".join(lines) + "\n"


def _batch(codec: FrameCodec, cantools_decode_ns: float) -> dict[str, float]:
    columns = ["voltage_v", "current_a"]
    batch = codec.batch(columns, "setpoint")
    frames = [codec.encode("setpoint", {"voltage_v": 0.5 * k, "current_a": 0.02 * k}) for k in range(FRAMES)]
    records = bytearray(b"".join(to_record(CanFrame(can_id, data)) for can_id, data in frames))
    rows = array("d", bytes(8 * len(columns) * FRAMES))
    expected = array("d", rows)
    loop = _c_loop()
    raw, doubles = (ctypes.c_char * len(records)).from_buffer(records), ctypes.c_double * len(rows)
    loop_rows = doubles.from_buffer(expected)
    loop.decode(raw, FRAMES, loop_rows)
    if batch.decode(records, rows) != FRAMES or rows != expected:
        raise RuntimeError("the C loop and v2xsdk disagree")
    times = {
        "batch_decode_ns": _nanoseconds(lambda: batch.decode(records, rows), 200) / FRAMES,
        "c_loop_decode_ns": _nanoseconds(lambda: loop.decode(raw, FRAMES, loop_rows), 200) / FRAMES,
        "batch_encode_ns": _nanoseconds(lambda: batch.encode(rows, records), 200) / FRAMES,
        "c_loop_encode_ns": _nanoseconds(lambda: loop.encode(raw, FRAMES, loop_rows), 200) / FRAMES,
    }
    times["batch_decode_of_c_loop"] = times["batch_decode_ns"] / times["c_loop_decode_ns"]
    times["batch_encode_of_c_loop"] = times["batch_encode_ns"] / times["c_loop_encode_ns"]
    times["batch_decode_of_cantools"] = cantools_decode_ns / times["batch_decode_ns"]
    return times


def _c_loop() -> ctypes.CDLL:
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder, "loop.c"), Path(folder, "loop.so")
        source.write_text(C_LOOP, encoding="utf-8")
        subprocess.run(["cc", "-O3", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
        loop = ctypes.CDLL(str(library))
    loop.decode.argtypes = loop.encode.argtypes = [ctypes.c_void_p, ctypes.c_long, ctypes.c_void_p]
    return loop


def _nanoseconds(call: Callable[[], object], number: int) -> float:
    return min(timeit.repeat(call, number=number, repeat=7)) / number * 1e9


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name:34} {value if isinstance(value, str) else round(value, 1)}")
