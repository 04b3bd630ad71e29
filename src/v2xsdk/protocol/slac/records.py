"""The management messages (MMEs) of ISO 15118-3 SLAC as typed records (slac, section 3).

Field names are those of the SLAC vectors. Constants of the wire (application and security type, lengths,
group counts) are no fields: a record cannot hold a message that a receiver has to ignore for them.
"""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.slac.addresses import BROADCAST
from v2xsdk.protocol.slac.keys import Nmk

NO_STATION_ID = bytes(17)
RUN_ID_SIZE = 8
RESPONSE_TO_OTHER_STATION = 1
"""``resp_type``: results go to another station, the EV host."""


class Mme(msgspec.Struct, frozen=True, gc=False):
    """What every MME has: destination and source MAC (6 bytes). Each record ends with its ``mmv``."""

    dst: bytes
    src: bytes


class SlacParmReq(Mme, frozen=True, gc=False):
    """CM_SLAC_PARM.REQ, broadcast by the EV: starts the run ``run_id`` (8 bytes, opaque)."""

    run_id: bytes
    mmv: int = 1


class SlacParmCnf(Mme, frozen=True, gc=False):
    """CM_SLAC_PARM.CNF, EVSE to EV: how to sound. ``timeout_100ms`` is TT_EVSE_match_MNBC."""

    run_id: bytes
    forwarding_sta: bytes
    num_sounds: int = 10
    timeout_100ms: int = 6
    resp_type: int = RESPONSE_TO_OTHER_STATION
    m_sound_target: bytes = BROADCAST
    mmv: int = 1


class StartAttenCharInd(Mme, frozen=True, gc=False):
    """CM_START_ATTEN_CHAR.IND, broadcast by the EV three times: sounding begins."""

    run_id: bytes
    forwarding_sta: bytes
    num_sounds: int = 10
    timeout_100ms: int = 6
    resp_type: int = RESPONSE_TO_OTHER_STATION
    mmv: int = 1


class MnbcSoundInd(Mme, frozen=True, gc=False):
    """CM_MNBC_SOUND.IND, broadcast by the EV: one sound; ``remaining`` sounds follow."""

    run_id: bytes
    remaining: int
    random: bytes
    sender_id: bytes = NO_STATION_ID
    reserved: bytes = bytes(8)
    mmv: int = 1


class AttenProfileInd(Mme, frozen=True, gc=False):
    """CM_ATTEN_PROFILE.IND, EVSE modem to EVSE host: attenuation in dB, a byte a tone group.

    It carries no run identifier. No groups at all means no measurement.
    """

    pev_mac: bytes
    aag: bytes
    reserved: int = 0
    mmv: int = 1


class AttenCharInd(Mme, frozen=True, gc=False):
    """CM_ATTEN_CHAR.IND, EVSE to EV: averages over ``num_sounds`` sounds in dB, a byte a tone group."""

    run_id: bytes
    source_address: bytes
    num_sounds: int
    aag: bytes
    source_id: bytes = NO_STATION_ID
    resp_id: bytes = NO_STATION_ID
    mmv: int = 1


class AttenCharRsp(Mme, frozen=True, gc=False):
    """CM_ATTEN_CHAR.RSP, EV to EVSE: the averages arrived (result 0, the only one there is)."""

    run_id: bytes
    source_address: bytes
    source_id: bytes = NO_STATION_ID
    resp_id: bytes = NO_STATION_ID
    mmv: int = 1


class ValidateReq(Mme, frozen=True, gc=False):
    """CM_VALIDATE.REQ, EV to EVSE; ``timer`` n opens a toggle window of (n+1) x 100 ms."""

    timer: int
    result: int
    signal_type: int = 0
    mmv: int = 1


class ValidateCnf(Mme, frozen=True, gc=False):
    """CM_VALIDATE.CNF, EVSE to EV: toggles seen on the pilot, and a :class:`ValidateResult` number."""

    toggle_num: int
    result: int
    signal_type: int = 0
    mmv: int = 1


class SlacMatchReq(Mme, frozen=True, gc=False):
    """CM_SLAC_MATCH.REQ, EV to the chosen EVSE."""

    run_id: bytes
    pev_mac: bytes
    evse_mac: bytes
    pev_id: bytes = NO_STATION_ID
    evse_id: bytes = NO_STATION_ID
    reserved: bytes = bytes(8)
    mmv: int = 1


class SlacMatchCnf(Mme, frozen=True, gc=False):
    """CM_SLAC_MATCH.CNF, EVSE to EV: network identifier and key, in clear on the power line."""

    run_id: bytes
    pev_mac: bytes
    evse_mac: bytes
    nid: bytes
    nmk: Nmk
    pev_id: bytes = NO_STATION_ID
    evse_id: bytes = NO_STATION_ID
    reserved: bytes = bytes(8)
    reserved2: int = 0
    mmv: int = 1


class SetKeyReq(Mme, frozen=True, gc=False):
    """CM_SET_KEY.REQ, host to its own modem: join the network of ``new_key``."""

    nid: bytes
    new_key: Nmk
    my_nonce: bytes = bytes(4)
    your_nonce: bytes = bytes(4)
    key_type: int = 1
    pid: int = 4
    prn: int = 0
    pmn: int = 0
    cco_capability: int = 0
    new_eks: int = 1
    mmv: int = 1


class SetKeyCnf(Mme, frozen=True, gc=False):
    """CM_SET_KEY.CNF, modem to its host. ``result`` is unreliable; ``your_nonce`` echoes the request."""

    result: int
    my_nonce: bytes
    your_nonce: bytes
    pid: int = 4
    prn: int = 0
    pmn: int = 0
    cco_capability: int = 0
    mmv: int = 1


class AmpMapReq(Mme, frozen=True, gc=False):
    """CM_AMP_MAP.REQ, either way once the link is up: power of each carrier, 0 to 15 (15 is full)."""

    amplitudes: bytes
    mmv: int = 2


class AmpMapCnf(Mme, frozen=True, gc=False):
    """CM_AMP_MAP.CNF: 0 taken, 1 refused."""

    result: int
    mmv: int = 2
