"""The wire table: every MME of SLAC and of the modem vendors, field by field (slac, sections 3 and 9)."""

from __future__ import annotations

from v2xsdk.protocol.slac import records as r
from v2xsdk.protocol.slac import vendor as v
from v2xsdk.protocol.slac.wire import Field, Kind, Layout

_VENDOR_MMVS = (0, 1)

APPLICATION_TYPE = Field(Kind.CONST8, "application_type", value=0)
SECURITY_TYPE = Field(Kind.CONST8, "security_type", value=0)
RUN_ID = Field(Kind.OCTETS, "run_id", 8)
STATUS = Field(Kind.U8, "mstatus")
LINK_STATUS = Field(Kind.U8, "link_status")


def _u8(name: str) -> Field:
    return Field(Kind.U8, name)


def _mac(name: str) -> Field:
    return Field(Kind.MAC, name, 6)


def _octets(name: str, size: int) -> Field:
    return Field(Kind.OCTETS, name, size)


def _skip(size: int) -> Field:
    return Field(Kind.SKIP, size=size)


_GROUP_COUNT = Field(Kind.COUNT8, "num_groups", of="aag")
_GROUPS = Field(Kind.BYTES, "aag")
_MEASURED_FOR = (_mac("source_address"), RUN_ID, _octets("source_id", 17), _octets("resp_id", 17))
_SOUND_RULES = (_u8("num_sounds"), _u8("timeout_100ms"), _u8("resp_type"), _mac("forwarding_sta"))
_PEERS = (
    _octets("pev_id", 17),
    _mac("pev_mac"),
    _octets("evse_id", 17),
    _mac("evse_mac"),
    RUN_ID,
    _octets("reserved", 8),
)
_NONCES = (_octets("my_nonce", 4), _octets("your_nonce", 4))
_PROTOCOL_RUN = (_u8("pid"), Field(Kind.U16, "prn"), _u8("pmn"), _u8("cco_capability"))

SLAC = (
    Layout(
        "CM_SET_KEY.REQ",
        r.SetKeyReq,
        (
            _u8("key_type"),
            *_NONCES,
            *_PROTOCOL_RUN,
            _octets("nid", 7),
            _u8("new_eks"),
            Field(Kind.KEY, "new_key", 16),
        ),
        0x6008,
    ),
    Layout("CM_SET_KEY.CNF", r.SetKeyCnf, (_u8("result"), *_NONCES, *_PROTOCOL_RUN), 0x6009),
    Layout(
        "CM_AMP_MAP.REQ",
        r.AmpMapReq,
        (Field(Kind.COUNT16, "am_len", value=1, of="amplitudes"), Field(Kind.NIBBLES, "amplitudes")),
        0x601C,
    ),
    Layout("CM_AMP_MAP.CNF", r.AmpMapCnf, (_u8("result"),), 0x601D),
    Layout("CM_SLAC_PARM.REQ", r.SlacParmReq, (APPLICATION_TYPE, SECURITY_TYPE, RUN_ID), 0x6064),
    Layout(
        "CM_SLAC_PARM.CNF",
        r.SlacParmCnf,
        (_mac("m_sound_target"), *_SOUND_RULES, APPLICATION_TYPE, SECURITY_TYPE, RUN_ID),
        0x6065,
    ),
    Layout(
        "CM_START_ATTEN_CHAR.IND",
        r.StartAttenCharInd,
        (APPLICATION_TYPE, SECURITY_TYPE, *_SOUND_RULES, RUN_ID),
        0x606A,
    ),
    Layout(
        "CM_ATTEN_CHAR.IND",
        r.AttenCharInd,
        (APPLICATION_TYPE, SECURITY_TYPE, *_MEASURED_FOR, _u8("num_sounds"), _GROUP_COUNT, _GROUPS),
        0x606E,
    ),
    Layout(
        "CM_ATTEN_CHAR.RSP",
        r.AttenCharRsp,
        (APPLICATION_TYPE, SECURITY_TYPE, *_MEASURED_FOR, Field(Kind.CONST8, "result", value=0)),
        0x606F,
    ),
    Layout(
        "CM_MNBC_SOUND.IND",
        r.MnbcSoundInd,
        (
            APPLICATION_TYPE,
            SECURITY_TYPE,
            _octets("sender_id", 17),
            _u8("remaining"),
            RUN_ID,
            _octets("reserved", 8),
            _octets("random", 16),
        ),
        0x6076,
    ),
    Layout("CM_VALIDATE.REQ", r.ValidateReq, (_u8("signal_type"), _u8("timer"), _u8("result")), 0x6078),
    Layout("CM_VALIDATE.CNF", r.ValidateCnf, (_u8("signal_type"), _u8("toggle_num"), _u8("result")), 0x6079),
    Layout(
        "CM_SLAC_MATCH.REQ",
        r.SlacMatchReq,
        (APPLICATION_TYPE, SECURITY_TYPE, Field(Kind.CONST16, "mvf_length", value=0x3E), *_PEERS),
        0x607C,
    ),
    Layout(
        "CM_SLAC_MATCH.CNF",
        r.SlacMatchCnf,
        (
            APPLICATION_TYPE,
            SECURITY_TYPE,
            Field(Kind.CONST16, "mvf_length", value=0x56),
            *_PEERS,
            _octets("nid", 7),
            _u8("reserved2"),
            Field(Kind.KEY, "nmk", 16),
        ),
        0x607D,
    ),
    Layout(
        "CM_ATTEN_PROFILE.IND",
        r.AttenProfileInd,
        (_mac("pev_mac"), _GROUP_COUNT, _u8("reserved"), _GROUPS),
        0x6086,
    ),
)

_STATION = Layout(
    "station",
    v.Station,
    (
        _mac("mac"),
        _u8("tei"),
        _skip(3),
        _mac("bridged_mac"),
        Field(Kind.U16, "tx_mbit_s"),
        _u8("coupling"),
        _skip(1),
        Field(Kind.U16, "rx_mbit_s"),
        _skip(2),
    ),
)
_NETWORK = Layout(
    "network",
    v.Network,
    (
        _octets("nid", 7),
        _skip(2),
        _u8("snid"),
        _u8("tei"),
        _skip(4),
        _u8("role"),
        _mac("cco_mac"),
        _u8("cco_tei"),
        _skip(3),
        Field(Kind.COUNT8, "num_stations", of="stations"),
        _skip(5),
        Field(Kind.LIST, "stations", item=_STATION),
    ),
)


def _qualcomm(name: str, record: type[r.Mme], mmtype: int, *fields: Field) -> Layout:
    oui = Field(Kind.OUI, "oui", 3)
    return Layout(name, record, (oui, *fields), mmtype, _VENDOR_MMVS, v.QUALCOMM_OUI)


def _lumissil(name: str, record: type[r.Mme], mmtype: int, *fields: Field) -> Layout:
    head = (Field(Kind.OUI, "oui", 3), Field(Kind.U16, "lms_version"), _skip(4), _u8("request_id"), _skip(12))
    return Layout(name, record, (*head, *fields), mmtype, _VENDOR_MMVS, v.LUMISSIL_OUI)


VENDOR = (
    _qualcomm("VS_SW_VER.REQ", v.VsSwVerReq, 0xA000),
    _qualcomm(
        "VS_SW_VER.CNF",
        v.VsSwVerCnf,
        0xA001,
        STATUS,
        _u8("device_id"),
        Field(Kind.LENGTH8, "version_length"),
        Field(Kind.TEXT_COUNTED, "version", of="version_length"),
    ),
    _qualcomm("VS_RS_DEV.REQ", v.VsRsDevReq, 0xA01C),
    _qualcomm("VS_RS_DEV.CNF", v.VsRsDevCnf, 0xA01D, STATUS),
    _qualcomm("VS_NW_INFO.REQ", v.VsNwInfoReq, 0xA038),
    _qualcomm(
        "VS_NW_INFO.CNF",
        v.VsNwInfoCnf,
        0xA039,
        _u8("sub_version"),
        _skip(1),
        Field(Kind.BLOCK16, "length"),
        _skip(1),
        Field(Kind.COUNT8, "num_networks", of="networks"),
        Field(Kind.LIST, "networks", item=_NETWORK),
    ),
    _qualcomm(
        "VS_HST_ACTION.IND",
        v.VsHstActionInd,
        0xA062,
        _u8("action"),
        _u8("major_version"),
        _u8("minor_version"),
    ),
    _qualcomm("VS_HST_ACTION.RSP", v.VsHstActionRsp, 0xA063, STATUS),
    _qualcomm(
        "VS_OP_ATTRIBUTES.REQ",
        v.VsOpAttributesReq,
        0xA068,
        Field(Kind.U32, "cookie"),
        _u8("report_type"),
    ),
    _qualcomm(
        "VS_OP_ATTRIBUTES.CNF",
        v.VsOpAttributesCnf,
        0xA069,
        Field(Kind.U16, "mstatus"),
        Field(Kind.U32, "cookie"),
        _u8("report_type"),
        Field(Kind.BLOCK16, "size"),
        Field(Kind.TEXT, "hw_platform", 16),
        Field(Kind.TEXT, "sw_platform", 16),
        Field(Kind.U32S, "version", 5),
        Field(Kind.TEXT, "build_date", 8),
        Field(Kind.TEXT, "release_type", 12),
        Field(Kind.OCTETS, "flags", 3, quiet=True),
        Field(Kind.TAIL, "reserved", quiet=True),
    ),
    _qualcomm("VS_PL_LNK_STATUS.REQ", v.VsPlLnkStatusReq, 0xA0B8),
    _qualcomm("VS_PL_LNK_STATUS.CNF", v.VsPlLnkStatusCnf, 0xA0B9, STATUS, LINK_STATUS),
    Layout(
        "VS_ATTEN_CHAR.IND",
        v.VsAttenCharInd,
        (
            Field(Kind.OUI, "oui", 3, value=1),
            _mac("pev_mac"),
            _GROUP_COUNT,
            Field(Kind.OCTETS, "reserved", 9, quiet=True),
            _GROUPS,
        ),
        0xA14E,
        _VENDOR_MMVS,
        v.QUALCOMM_OUI,
    ),
    _lumissil("NSCM_GET_VERSION.REQ", v.NscmGetVersionReq, 0xAC6C),
    _lumissil("NSCM_GET_VERSION.CNF", v.NscmGetVersionCnf, 0xAC6D, Field(Kind.U16S, "version", 4)),
    _lumissil("NSCM_RESET_DEVICE.REQ", v.NscmResetDeviceReq, 0xAC70, _u8("mode")),
    _lumissil("NSCM_GET_D_LINK_STATUS.REQ", v.NscmGetDLinkStatusReq, 0xAC9C),
    _lumissil("NSCM_GET_D_LINK_STATUS.CNF", v.NscmGetDLinkStatusCnf, 0xAC9D, LINK_STATUS),
)

LAYOUTS = SLAC + VENDOR
BY_NAME = {layout.name: layout for layout in LAYOUTS}
BY_RECORD = {layout.record: layout for layout in LAYOUTS}
