"""Times ``pyslac``'s codec; started with the Python that has it. Reads frames as JSON, prints nanoseconds as JSON.

{"CM_SLAC_PARM.REQ": "ffff..", ..}  ->  {"CM_SLAC_PARM.REQ": {"encode_ns": .., "decode_ns": ..}, ..}
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import timeit
from typing import Any

NUMBER, REPEAT = 4000, 7
MAC, RUN = bytes(range(6)), bytes(range(8))


def messages(module: Any) -> dict[str, tuple[int, Any]]:
    groups = [20] * 58
    return {
        "CM_SLAC_PARM.REQ": (0x6064, module.SlacParmReq(run_id=RUN)),
        "CM_SLAC_PARM.CNF": (0x6065, module.SlacParmCnf(forwarding_sta=MAC, run_id=RUN)),
        "CM_START_ATTEN_CHAR.IND": (0x606A, module.StartAtennChar(10, 6, MAC, RUN)),
        "CM_MNBC_SOUND.IND": (0x6076, module.MnbcSound(cnt=5, run_id=RUN)),
        "CM_ATTEN_PROFILE.IND": (0x6086, module.AttenProfile(pev_mac=MAC, aag=groups)),
        "CM_ATTEN_CHAR.IND": (0x606E, module.AtennChar(MAC, RUN, 10, 58, groups)),
        "CM_ATTEN_CHAR.RSP": (0x606F, module.AtennCharRsp(MAC, RUN, 0, 0, 0)),
        "CM_SLAC_MATCH.REQ": (0x607C, module.MatchReq(MAC, MAC, RUN)),
        "CM_SLAC_MATCH.CNF": (0x607D, module.MatchCnf(MAC, MAC, RUN, bytes(7), bytes(16))),
    }


ENCODE = "ethernet(dst_mac=MAC, src_mac=MAC).pack_big() + homeplug(mmtype).pack_big() + message.pack_big()"
DECODE = "ethernet.from_bytes(frame); homeplug.from_bytes(frame); kind.from_bytes(frame)"


def nanoseconds(statement: str, names: dict[str, Any]) -> float:
    return min(timeit.repeat(statement, globals=names, number=NUMBER, repeat=REPEAT)) / NUMBER * 1e9


def main() -> None:
    logging.disable(logging.CRITICAL)
    frames: dict[str, str] = json.load(sys.stdin)
    headers: Any = importlib.import_module("pyslac.layer_2_headers")
    names = {"ethernet": headers.EthernetHeader, "homeplug": headers.HomePlugHeader, "MAC": MAC}
    times = {}
    for name, (mmtype, message) in messages(importlib.import_module("pyslac.messages")).items():
        one = {"mmtype": mmtype, "message": message, "kind": type(message), "frame": bytes.fromhex(frames[name])}
        ways = (("encode_ns", ENCODE), ("decode_ns", DECODE))
        times[name] = {way: nanoseconds(statement, names | one) for way, statement in ways}
    json.dump(times, sys.stdout)


if __name__ == "__main__":
    main()
