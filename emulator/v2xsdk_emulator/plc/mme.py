"""The emulator's own encoder and decoder of SLAC messages, by absolute offsets (slac, section 3).

It shares no code with the SDK's codec, only the records: a mistake in one of them cannot cancel itself out.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.slac import records as r
from v2xsdk.protocol.slac.keys import Nmk

HOMEPLUG = b"\x88\xe1"
SHORTEST = 60

_Pack = Callable[[Any], bytes]
_Unpack = Callable[[bytes], dict[str, Any]]


def _parm_req(m: r.SlacParmReq) -> bytes:
    return bytes(2) + m.run_id


def _parm_cnf(m: r.SlacParmCnf) -> bytes:
    numbers = bytes([m.num_sounds, m.timeout_100ms, m.resp_type])
    return m.m_sound_target + numbers + m.forwarding_sta + bytes(2) + m.run_id


def _start(m: r.StartAttenCharInd) -> bytes:
    return bytes([0, 0, m.num_sounds, m.timeout_100ms, m.resp_type]) + m.forwarding_sta + m.run_id


def _sound(m: r.MnbcSoundInd) -> bytes:
    return bytes(2) + m.sender_id + bytes([m.remaining]) + m.run_id + m.reserved + m.random


def _profile(m: r.AttenProfileInd) -> bytes:
    return m.pev_mac + bytes([len(m.aag), m.reserved]) + m.aag


def _averages(m: r.AttenCharInd) -> bytes:
    head = bytes(2) + m.source_address + m.run_id + m.source_id + m.resp_id
    return head + bytes([m.num_sounds, len(m.aag)]) + m.aag


def _response(m: r.AttenCharRsp) -> bytes:
    return bytes(2) + m.source_address + m.run_id + m.source_id + m.resp_id + b"\0"


def _match(m: r.SlacMatchReq | r.SlacMatchCnf, follows: int) -> bytes:
    peers = m.pev_id + m.pev_mac + m.evse_id + m.evse_mac
    return struct.pack("<BBH", 0, 0, follows) + peers + m.run_id + m.reserved


def _match_cnf(m: r.SlacMatchCnf) -> bytes:
    return _match(m, 86) + m.nid + bytes([m.reserved2]) + m.nmk


def _set_key_req(m: r.SetKeyReq) -> bytes:
    run = struct.pack("<BHBB", m.pid, m.prn, m.pmn, m.cco_capability)
    nonces = m.my_nonce + m.your_nonce
    return bytes([m.key_type]) + nonces + run + m.nid + bytes([m.new_eks]) + m.new_key


def _set_key_cnf(m: r.SetKeyCnf) -> bytes:
    run = struct.pack("<BHBB", m.pid, m.prn, m.pmn, m.cco_capability)
    return bytes([m.result]) + m.my_nonce + m.your_nonce + run


def _amplitudes(m: r.AmpMapReq) -> bytes:
    halves = list(m.amplitudes) + [0] * (len(m.amplitudes) % 2)
    pairs = zip(halves[::2], halves[1::2], strict=True)
    return struct.pack("<H", len(m.amplitudes)) + bytes(even + 16 * odd for even, odd in pairs)


def _need(f: bytes, size: int) -> None:
    if len(f) < size:
        raise DecodeError(f"the frame has {len(f)} bytes, its message {size}")


def _plain(f: bytes, *offsets: int) -> None:
    for offset in offsets:
        if f[offset]:
            raise DecodeError(f"byte {offset} is {f[offset]}, not 0")


def _parm_req_of(f: bytes) -> dict[str, Any]:
    _need(f, 29)
    _plain(f, 19, 20)
    return {"run_id": f[21:29]}


def _parm_cnf_of(f: bytes) -> dict[str, Any]:
    _need(f, 44)
    _plain(f, 34, 35)
    rules = {"num_sounds": f[25], "timeout_100ms": f[26], "resp_type": f[27], "forwarding_sta": f[28:34]}
    return rules | {"m_sound_target": f[19:25], "run_id": f[36:44]}


def _start_of(f: bytes) -> dict[str, Any]:
    _need(f, 38)
    _plain(f, 19, 20)
    rules = {"num_sounds": f[21], "timeout_100ms": f[22], "resp_type": f[23], "forwarding_sta": f[24:30]}
    return rules | {"run_id": f[30:38]}


def _sound_of(f: bytes) -> dict[str, Any]:
    _need(f, 71)
    _plain(f, 19, 20)
    text = {"sender_id": f[21:38], "remaining": f[38], "run_id": f[39:47]}
    return text | {"reserved": f[47:55], "random": f[55:71]}


def _profile_of(f: bytes) -> dict[str, Any]:
    _need(f, 27)
    _need(f, 27 + f[25])
    return {"pev_mac": f[19:25], "reserved": f[26], "aag": f[27 : 27 + f[25]]}


def _ids_of(f: bytes) -> dict[str, Any]:
    _need(f, 70)
    _plain(f, 19, 20)
    return {"source_address": f[21:27], "run_id": f[27:35], "source_id": f[35:52], "resp_id": f[52:69]}


def _averages_of(f: bytes) -> dict[str, Any]:
    found = _ids_of(f)
    _need(f, 71)
    _need(f, 71 + f[70])
    return found | {"num_sounds": f[69], "aag": f[71 : 71 + f[70]]}


def _response_of(f: bytes) -> dict[str, Any]:
    found = _ids_of(f)
    _plain(f, 69)
    return found


def _match_of(f: bytes, follows: int) -> dict[str, Any]:
    _need(f, 23 + follows)
    _plain(f, 19, 20)
    if f[21:23] != struct.pack("<H", follows):
        raise DecodeError(f"the match length is {f[21:23].hex()}, little endian {follows} was expected")
    ids = {"pev_id": f[23:40], "pev_mac": f[40:46], "evse_id": f[46:63], "evse_mac": f[63:69]}
    return ids | {"run_id": f[69:77], "reserved": f[77:85]}


def _match_cnf_of(f: bytes) -> dict[str, Any]:
    return _match_of(f, 86) | {"nid": f[85:92], "reserved2": f[92], "nmk": Nmk(f[93:109])}


def _set_key_of(f: bytes) -> dict[str, Any]:
    _need(f, 33)
    pid, prn, pmn, capability = struct.unpack_from("<BHBB", f, 28)
    nonces = {"my_nonce": f[20:24], "your_nonce": f[24:28]}
    return nonces | {"pid": pid, "prn": prn, "pmn": pmn, "cco_capability": capability}


def _set_key_req_of(f: bytes) -> dict[str, Any]:
    _need(f, 57)
    key = {"nid": f[33:40], "new_eks": f[40], "new_key": Nmk(f[41:57])}
    return _set_key_of(f) | key | {"key_type": f[19]}


def _amplitudes_of(f: bytes) -> dict[str, Any]:
    _need(f, 21)
    (count,) = struct.unpack_from("<H", f, 19)
    _need(f, 21 + (count + 1) // 2)
    if not count:
        raise DecodeError("an amplitude map without carriers")
    return {"amplitudes": bytes(f[21 + i // 2] >> 4 * (i % 2) & 15 for i in range(count))}


def _bytes_of(*names: str) -> _Unpack:
    def unpack(f: bytes) -> dict[str, Any]:
        _need(f, 19 + len(names))
        return {name: f[19 + i] for i, name in enumerate(names)}

    return unpack


_MESSAGES: dict[int, tuple[type[r.Mme], _Pack, _Unpack]] = {
    0x6008: (r.SetKeyReq, _set_key_req, _set_key_req_of),
    0x6009: (r.SetKeyCnf, _set_key_cnf, lambda f: _set_key_of(f) | {"result": f[19]}),
    0x601C: (r.AmpMapReq, _amplitudes, _amplitudes_of),
    0x601D: (r.AmpMapCnf, lambda m: bytes([m.result]), _bytes_of("result")),
    0x6064: (r.SlacParmReq, _parm_req, _parm_req_of),
    0x6065: (r.SlacParmCnf, _parm_cnf, _parm_cnf_of),
    0x606A: (r.StartAttenCharInd, _start, _start_of),
    0x606E: (r.AttenCharInd, _averages, _averages_of),
    0x606F: (r.AttenCharRsp, _response, _response_of),
    0x6076: (r.MnbcSoundInd, _sound, _sound_of),
    0x6078: (
        r.ValidateReq,
        lambda m: bytes([m.signal_type, m.timer, m.result]),
        _bytes_of("signal_type", "timer", "result"),
    ),
    0x6079: (
        r.ValidateCnf,
        lambda m: bytes([m.signal_type, m.toggle_num, m.result]),
        _bytes_of("signal_type", "toggle_num", "result"),
    ),
    0x607C: (r.SlacMatchReq, lambda m: _match(m, 62), lambda f: _match_of(f, 62)),
    0x607D: (r.SlacMatchCnf, _match_cnf, _match_cnf_of),
    0x6086: (r.AttenProfileInd, _profile, _profile_of),
}
_TYPES = {record: mmtype for mmtype, (record, _, _) in _MESSAGES.items()}


def mmtype_of(frame: bytes) -> int | None:
    """Return the message type of a HomePlug frame, ``None`` for any other frame."""
    if len(frame) < 17 or frame[12:14] != HOMEPLUG:
        return None
    return frame[15] + 256 * frame[16]


def encode_mme(record: r.Mme) -> bytes:
    """Return the frame of a SLAC record; raises :class:`EncodeError` for any other record."""
    mmtype = _TYPES.get(type(record))
    if mmtype is None:
        raise EncodeError(f"{type(record).__name__} is no SLAC message")
    mmv = 2 if mmtype in (0x601C, 0x601D) else 1
    head = record.dst + record.src + HOMEPLUG + struct.pack("<BHH", mmv, mmtype, 0)
    return (head + _MESSAGES[mmtype][1](record)).ljust(SHORTEST, b"\0")


def decode_mme(frame: bytes) -> r.Mme:
    """Return the SLAC record in ``frame``; raises :class:`DecodeError` for all a receiver drops."""
    mmtype = mmtype_of(frame)
    if mmtype not in _MESSAGES or frame[14] not in (1, 2) or any(frame[17:19]):
        raise DecodeError("not a SLAC message")
    record, _, unpack = _MESSAGES[mmtype]
    return record(dst=frame[:6], src=frame[6:12], **unpack(frame))
