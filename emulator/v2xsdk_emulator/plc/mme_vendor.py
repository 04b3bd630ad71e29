"""The emulator's own encoder and decoder of modem vendors' messages (slac, section 9)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, NamedTuple

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.slac import vendor as v
from v2xsdk.protocol.slac.records import Mme
from v2xsdk_emulator.plc.mme import HOMEPLUG, SHORTEST, mmtype_of

_ATTRIBUTES_SIZE = 118


class _Message(NamedTuple):
    record: type[Mme]
    oui: bytes
    pack: Callable[[Any], bytes]
    unpack: Callable[[bytes], dict[str, Any]]
    """Takes what follows the OUI."""


def _empty(_: Any) -> bytes:
    return b""


def _nothing(_: bytes) -> dict[str, Any]:
    return {}


def _status(m: Any) -> bytes:
    return bytes([m.mstatus])


def _status_of(p: bytes) -> dict[str, Any]:
    return {"mstatus": p[0]}


def _version(m: v.VsSwVerCnf) -> bytes:
    text = m.version.encode("latin-1").ljust(m.version_length, b"\0")
    return bytes([m.mstatus, m.device_id, m.version_length]) + text


def _version_of(p: bytes) -> dict[str, Any]:
    text = p[3 : 3 + p[2]].rstrip(b"\0").decode("latin-1")
    return {"mstatus": p[0], "device_id": p[1], "version_length": p[2], "version": text}


def _attributes(m: v.VsOpAttributesCnf) -> bytes:
    head = struct.pack("<HIBH", m.mstatus, m.cookie, m.report_type, 75 + len(m.reserved))
    texts = struct.pack("16s16s", m.hw_platform.encode("latin-1"), m.sw_platform.encode("latin-1"))
    build = struct.pack("8s12s", m.build_date.encode("latin-1"), m.release_type.encode("latin-1"))
    return head + texts + struct.pack("<5I", *m.version) + build + m.flags + m.reserved


def _attributes_of(p: bytes) -> dict[str, Any]:
    mstatus, cookie, report_type, size = struct.unpack_from("<HIBH", p)
    if size < 75 or len(p) < 9 + size:
        raise DecodeError(f"an attribute block of {size} bytes does not fit")
    hardware, software, *version, date, release, flags = struct.unpack_from("<16s16s5I8s12s3s", p, 9)
    texts = (hardware, software, date, release)
    names = ("hw_platform", "sw_platform", "build_date", "release_type")
    found: dict[str, Any] = {
        name: text.rstrip(b"\0").decode("latin-1") for name, text in zip(names, texts, strict=True)
    }
    found |= {"mstatus": mstatus, "cookie": cookie, "report_type": report_type, "version": tuple(version)}
    return found | {"flags": flags, "reserved": p[84 : 9 + size]}


def _twin(m: v.VsAttenCharInd) -> bytes:
    return m.pev_mac + bytes([len(m.aag)]) + m.reserved + m.aag


def _twin_of(p: bytes) -> dict[str, Any]:
    if len(p) < 16 + p[6]:
        raise DecodeError(f"{p[6]} groups do not fit")
    return {"pev_mac": p[:6], "reserved": p[7:16], "aag": p[16 : 16 + p[6]]}


def _lumissil(*names: str) -> tuple[Callable[[Any], bytes], Callable[[bytes], dict[str, Any]]]:
    def pack(m: Any) -> bytes:
        head = struct.pack("<H4xB12x", m.lms_version, m.request_id)
        return head + bytes(getattr(m, name) for name in names)

    def unpack(p: bytes) -> dict[str, Any]:
        version, request_id = struct.unpack_from("<H4xB", p)
        numbers = {name: p[19 + i] for i, name in enumerate(names)}
        return numbers | {"lms_version": version, "request_id": request_id}

    return pack, unpack


_head, _head_of = _lumissil()


def _lumissil_version_of(p: bytes) -> dict[str, Any]:
    return _head_of(p) | {"version": struct.unpack_from("<4H", p, 19)}


_Q, _L = v.QUALCOMM_OUI, v.LUMISSIL_OUI
_MESSAGES = {
    0xA000: _Message(v.VsSwVerReq, _Q, _empty, _nothing),
    0xA001: _Message(v.VsSwVerCnf, _Q, _version, _version_of),
    0xA01C: _Message(v.VsRsDevReq, _Q, _empty, _nothing),
    0xA01D: _Message(v.VsRsDevCnf, _Q, _status, _status_of),
    0xA068: _Message(
        v.VsOpAttributesReq,
        _Q,
        lambda m: struct.pack("<IB", m.cookie, m.report_type),
        lambda p: dict(zip(("cookie", "report_type"), struct.unpack_from("<IB", p), strict=True)),
    ),
    0xA069: _Message(v.VsOpAttributesCnf, _Q, _attributes, _attributes_of),
    0xA0B8: _Message(v.VsPlLnkStatusReq, _Q, _empty, _nothing),
    0xA0B9: _Message(
        v.VsPlLnkStatusCnf,
        _Q,
        lambda m: bytes([m.mstatus, m.link_status]),
        lambda p: {"mstatus": p[0], "link_status": p[1]},
    ),
    0xA14E: _Message(v.VsAttenCharInd, _Q, _twin, _twin_of),
    0xAC6C: _Message(v.NscmGetVersionReq, _L, _head, _head_of),
    0xAC6D: _Message(
        v.NscmGetVersionCnf, _L, lambda m: _head(m) + struct.pack("<4H", *m.version), _lumissil_version_of
    ),
    0xAC70: _Message(v.NscmResetDeviceReq, _L, *_lumissil("mode")),
    0xAC9C: _Message(v.NscmGetDLinkStatusReq, _L, _head, _head_of),
    0xAC9D: _Message(v.NscmGetDLinkStatusCnf, _L, *_lumissil("link_status")),
}
_TYPES = {message.record: mmtype for mmtype, message in _MESSAGES.items()}


def encode_vendor(record: Mme) -> bytes:
    """Return the frame of a vendor record, MME version 0; raises :class:`EncodeError` for other records."""
    mmtype = _TYPES.get(type(record))
    if mmtype is None:
        raise EncodeError(f"{type(record).__name__} is no message of a modem vendor")
    message = _MESSAGES[mmtype]
    oui = record.oui if isinstance(record, v.VsAttenCharInd) else message.oui
    head = record.dst + record.src + HOMEPLUG + struct.pack("<BH", 0, mmtype) + oui
    return (head + message.pack(record)).ljust(SHORTEST, b"\0")


def decode_vendor(frame: bytes) -> Mme:
    """Return the vendor record in ``frame``; raises :class:`DecodeError` where there is none."""
    mmtype = mmtype_of(frame)
    message = _MESSAGES.get(mmtype) if mmtype is not None else None
    if message is None or frame[14] != 0 or len(frame) < SHORTEST:
        raise DecodeError("not a vendor message that the emulator knows")
    if frame[17:20] != message.oui and mmtype != 0xA14E:
        raise DecodeError(f"OUI {frame[17:20].hex()} is another vendor's")
    extra = {"oui": frame[17:20]} if mmtype == 0xA14E else {}
    return message.record(dst=frame[:6], src=frame[6:12], **message.unpack(frame[20:]), **extra)
