"""Check an installed wheel: its compiled codecs are in use, and one frame decodes as the pure-Python engine does it."""

from __future__ import annotations

import sys

from v2xsdk.drivers.frame_tables import load_table
from v2xsdk.protocol import exi
from v2xsdk.protocol.can import codec as can_codec
from v2xsdk.protocol.can.compiler import compile_table
from v2xsdk.protocol.can.reference import ReferenceEngine
from v2xsdk.protocol.slac import codec as slac_codec

CODECS = {"CAN": can_codec.IMPLEMENTATION, "EXI": exi.IMPLEMENTATION, "SLAC": slac_codec.IMPLEMENTATION}
FRAME = (0x02E3F000, bytes.fromhex("1010000000000003"))


def main() -> int:
    """Return 1, and say why, when a codec is not compiled or the two engines differ."""
    problems = [f"the {name} codec runs in pure Python" for name, engine in CODECS.items() if engine != "native"]
    table = load_table("infypower_beg")
    native, pure = can_codec.FrameCodec(table), ReferenceEngine(compile_table(table))
    if native.decode(*FRAME).values != pure.decode(*FRAME).values:
        problems.append("the compiled frame codec and the reference differ")
    for problem in problems:
        print(problem)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
