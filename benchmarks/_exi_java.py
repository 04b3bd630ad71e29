"""Times the EXI codec of PyPI's ``iso15118``; started with the Python that has it. Reads and prints JSON.

{"name": ["urn of the schema", "8098.."], ..}  ->  {"name": {"decode_ns": .., "encode_ns": ..}, ..}
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable

NUMBER, REPEAT = 30, 3


def nanoseconds(call: Callable[[], object]) -> float:
    """Return the best time of a call on the wall clock: most of it is spent in another process."""
    for _ in range(NUMBER):
        call()
    best = float("inf")
    for _ in range(REPEAT):
        begun = time.perf_counter()
        for _ in range(NUMBER):
            call()
        best = min(best, (time.perf_counter() - begun) / NUMBER)
    return best * 1e9


def main() -> None:
    codec = importlib.import_module("iso15118.shared.exificient_exi_codec").ExificientEXICodec()
    times = {}
    for name, (namespace, stream) in json.load(sys.stdin).items():
        data = bytes.fromhex(stream)
        text = codec.decode(data, namespace)
        times[name] = {
            "decode_ns": nanoseconds(lambda d=data, n=namespace: codec.decode(d, n)),  # type: ignore[misc]
            "encode_ns": nanoseconds(lambda t=text, n=namespace: codec.encode(t, n)),  # type: ignore[misc]
        }
    print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
