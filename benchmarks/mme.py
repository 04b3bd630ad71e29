"""The MME codec against PyPI's ``pyslac``, message by message, in one run on one machine."""

from __future__ import annotations

import json
import subprocess
import timeit
from pathlib import Path

from tests.interop.pyslac_venv import pyslac_python
from v2xsdk.protocol.slac import codec
from v2xsdk.protocol.slac import records as r
from v2xsdk.protocol.slac.keys import Nmk
from v2xsdk.protocol.slac.text import mme_name

NUMBER, REPEAT = 20_000, 7
MAC, RUN = bytes(range(6)), bytes(range(8))
BOTH = (MAC, MAC)
RECORDS: tuple[r.Mme, ...] = (
    r.SlacParmReq(*BOTH, RUN),
    r.SlacParmCnf(*BOTH, RUN, MAC),
    r.StartAttenCharInd(*BOTH, RUN, MAC),
    r.MnbcSoundInd(*BOTH, RUN, 5, bytes(16)),
    r.AttenProfileInd(*BOTH, MAC, bytes([20] * 58)),
    r.AttenCharInd(*BOTH, RUN, MAC, 10, bytes([20] * 58)),
    r.AttenCharRsp(*BOTH, RUN, MAC),
    r.SlacMatchReq(*BOTH, RUN, MAC, MAC),
    r.SlacMatchCnf(*BOTH, RUN, MAC, MAC, bytes(7), Nmk(bytes(16))),
)


def main() -> dict[str, float | str]:
    """Return nanoseconds a message and how many times faster (``_x``) ours is than the peer."""
    result: dict[str, float | str] = {"implementation": codec.IMPLEMENTATION}
    frames = {mme_name(record): codec.encode(record) for record in RECORDS}
    before = _all_times(frames)
    peer = _peer(frames)
    after = _all_times(frames)
    if isinstance(peer, str):
        result["peer"] = peer
    ratios: dict[str, list[float]] = {"encode": [], "decode": []}
    for record in RECORDS:
        name = mme_name(record)
        for way in ratios:
            took_ns = min(before[name][way], after[name][way])
            result[f"{name}_{way}_ns"] = took_ns
            if not isinstance(peer, str):
                ratio = peer[name][f"{way}_ns"] / took_ns
                result[f"{name}_{way}_x"] = ratio
                ratios[way].append(ratio)
    result |= {f"{way}_x": min(found) for way, found in ratios.items() if found}
    for name, value in result.items():
        print(f"{name:34} {value if isinstance(value, str) else round(value, 1)}")
    return result


def _all_times(frames: dict[str, bytes]) -> dict[str, dict[str, float]]:
    """Measured before and after the peer, so that a busy moment of the machine hits both or neither."""
    return {mme_name(record): _times(record, frames[mme_name(record)]) for record in RECORDS}


def _times(record: r.Mme, frame: bytes) -> dict[str, float]:
    names = {"encode": codec.encode, "decode": codec.decode, "record": record, "frame": frame}
    return {"encode": _nanoseconds("encode(record)", names), "decode": _nanoseconds("decode(frame)", names)}


def _peer(frames: dict[str, bytes]) -> dict[str, dict[str, float]] | str:
    python = pyslac_python()
    if isinstance(python, str):
        return f"not there: {python}"
    program = str(Path(__file__).with_name("_mme_peer.py"))
    asked = json.dumps({name: frame.hex() for name, frame in frames.items()})
    done = subprocess.run([str(python), program], input=asked, capture_output=True, text=True, check=True)
    times: dict[str, dict[str, float]] = json.loads(done.stdout)
    return times


def _nanoseconds(statement: str, names: dict[str, object]) -> float:
    return min(timeit.repeat(statement, globals=names, number=NUMBER, repeat=REPEAT)) / NUMBER * 1e9


if __name__ == "__main__":
    main()
