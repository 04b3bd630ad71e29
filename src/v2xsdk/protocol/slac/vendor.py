"""Vendor MMEs of Qualcomm (OUI 00 B0 52) and Lumissil (OUI 00 16 E8) modems (slac, section 9)."""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.slac.records import Mme

QUALCOMM_OUI = bytes.fromhex("00b052")
LUMISSIL_OUI = bytes.fromhex("0016e8")
NO_OUI = bytes(3)


class VsSwVerReq(Mme, frozen=True, gc=False):
    """VS_SW_VER.REQ: which firmware?"""

    mmv: int = 0


class VsSwVerCnf(Mme, frozen=True, gc=False):
    """VS_SW_VER.CNF: ``version`` stands in a field of ``version_length`` bytes, padded with NUL."""

    version: str
    version_length: int
    device_id: int
    mstatus: int = 0
    mmv: int = 0


class VsRsDevReq(Mme, frozen=True, gc=False):
    """VS_RS_DEV.REQ: reboot; the modem is away for seconds."""

    mmv: int = 0


class VsRsDevCnf(Mme, frozen=True, gc=False):
    """VS_RS_DEV.CNF."""

    mstatus: int
    mmv: int = 0


class Station(msgspec.Struct, frozen=True, gc=False):
    """A station of a network, as VS_NW_INFO lists it; rates in Mbit/s."""

    mac: bytes
    tei: int
    bridged_mac: bytes
    tx_mbit_s: int
    coupling: int
    rx_mbit_s: int


class Network(msgspec.Struct, frozen=True, gc=False):
    """A network that the modem belongs to; ``role`` 0 station, 1 proxy coordinator, 2 coordinator."""

    nid: bytes
    snid: int
    tei: int
    role: int
    cco_mac: bytes
    cco_tei: int
    stations: tuple[Station, ...]


class VsNwInfoReq(Mme, frozen=True, gc=False):
    """VS_NW_INFO.REQ: which networks and stations?"""

    mmv: int = 1


class VsNwInfoCnf(Mme, frozen=True, gc=False):
    """VS_NW_INFO.CNF."""

    networks: tuple[Network, ...]
    sub_version: int = 0
    mmv: int = 1


class VsOpAttributesReq(Mme, frozen=True, gc=False):
    """VS_OP_ATTRIBUTES.REQ: what are you? The cookie comes back."""

    cookie: int
    report_type: int = 0
    mmv: int = 0


class VsOpAttributesCnf(Mme, frozen=True, gc=False):
    """VS_OP_ATTRIBUTES.CNF. ``version``: major, minor, composite, sustaining, build.

    Line frequency is in bits 0 and 1 of ``flags[2]`` (1: 50 Hz, 2: 60 Hz), zero cross in bits 2 and 3
    (1: detected, 2: missing). ``reserved`` is what the firmware appends.
    """

    cookie: int
    hw_platform: str
    sw_platform: str
    version: tuple[int, int, int, int, int]
    build_date: str
    release_type: str
    mstatus: int = 0
    report_type: int = 0
    flags: bytes = b"\x00\x00\x05"
    reserved: bytes = bytes(43)
    mmv: int = 0


class VsHstActionInd(Mme, frozen=True, gc=False):
    """VS_HST_ACTION.IND: the modem asks its host for something (firmware, settings)."""

    action: int
    major_version: int = 0
    minor_version: int = 0
    mmv: int = 0


class VsHstActionRsp(Mme, frozen=True, gc=False):
    """VS_HST_ACTION.RSP: the host heard it."""

    mstatus: int
    mmv: int = 0


class VsPlLnkStatusReq(Mme, frozen=True, gc=False):
    """VS_PL_LNK_STATUS.REQ: is the power-line link up?"""

    mmv: int = 0


class VsPlLnkStatusCnf(Mme, frozen=True, gc=False):
    """VS_PL_LNK_STATUS.CNF: ``link_status`` 1 is up."""

    mstatus: int
    link_status: int
    mmv: int = 0


class VsAttenCharInd(Mme, frozen=True, gc=False):
    """VS_ATTENUATION_CHARACTERISTICS.IND: Qualcomm's twin of CM_ATTEN_PROFILE.IND, sent beside it."""

    pev_mac: bytes
    aag: bytes
    oui: bytes = QUALCOMM_OUI
    reserved: bytes = bytes.fromhex("001000000000000000")
    mmv: int = 0


class NscmGetVersionReq(Mme, frozen=True, gc=False):
    """Lumissil NSCM_GET_VERSION.REQ."""

    request_id: int
    lms_version: int = 1
    mmv: int = 0


class NscmGetVersionCnf(Mme, frozen=True, gc=False):
    """Lumissil NSCM_GET_VERSION.CNF: four version numbers."""

    request_id: int
    version: tuple[int, int, int, int]
    lms_version: int = 1
    mmv: int = 0


class NscmResetDeviceReq(Mme, frozen=True, gc=False):
    """Lumissil NSCM_RESET_DEVICE.REQ; it is never confirmed."""

    request_id: int
    mode: int = 0
    lms_version: int = 1
    mmv: int = 0


class NscmGetDLinkStatusReq(Mme, frozen=True, gc=False):
    """Lumissil NSCM_GET_D_LINK_STATUS.REQ."""

    request_id: int
    lms_version: int = 1
    mmv: int = 0


class NscmGetDLinkStatusCnf(Mme, frozen=True, gc=False):
    """Lumissil NSCM_GET_D_LINK_STATUS.CNF: ``link_status`` 1 is up."""

    request_id: int
    link_status: int
    lms_version: int = 1
    mmv: int = 0
