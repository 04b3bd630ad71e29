"""An emulated power-line modem: what its host tells it, what it says, and how it deviates from the text."""

from __future__ import annotations

import random
from enum import Enum

import msgspec

from v2xsdk.errors import DecodeError
from v2xsdk.protocol.slac import vendor as v
from v2xsdk.protocol.slac.addresses import BROADCAST, LOCAL_MODEM
from v2xsdk.protocol.slac.records import AttenProfileInd, Mme, MnbcSoundInd, SetKeyCnf, SetKeyReq
from v2xsdk_emulator.plc.mme import decode_mme, encode_mme, mmtype_of
from v2xsdk_emulator.plc.mme_vendor import decode_vendor, encode_vendor

_SET_KEY_REQ = 0x6008
_MANUFACTURER = 0x8000
_BUILD = "20260102"


class ModemVendor(Enum):
    """Who made the modem; plain adapters answer no vendor question."""

    QUALCOMM = "qualcomm"
    LUMISSIL = "lumissil"
    PLAIN = "plain"


class ModemQuirks(msgspec.Struct, frozen=True, kw_only=True):
    """How this modem behaves (slac, sections 3 and 12)."""

    vendor: ModemVendor = ModemVendor.QUALCOMM
    set_key_result: int = 1
    """Result number of CM_SET_KEY.CNF; QCA firmware says 1 and has taken the key."""
    refused_keys: int = 0
    """So many CM_SET_KEY.REQ get no answer and no effect at first."""
    silent: bool = False
    """Answers nothing at all."""
    answers_as_local: bool = False
    """Uses 00:B0:52:00:00:01 as its source address instead of its own."""
    measures: bool = True
    """Has the SLAC function: sends CM_ATTEN_PROFILE.IND."""
    zero_groups: bool = False
    """Sends profiles without groups, as consumer modems do."""
    zero_groups_every: int = 0
    """Every n-th profile has no groups; 0 for none."""
    profile_to_broadcast: bool = False
    vendor_profile: bool = True
    """Sends the vendor's twin of each profile too (Qualcomm)."""
    vendor_oui_zero: bool = False
    """With OUI 00 00 00 in the twin."""
    answer_s: float = 0.002
    """Time to answer its host."""
    join_s: float = 0.1
    """Time from equal keys to the link."""


class EmulatedModem:
    """One modem; ``truth`` for tests is its public state."""

    def __init__(self, mac: bytes, quirks: ModemQuirks, rng: random.Random) -> None:
        self.mac = mac
        self.quirks = quirks
        self.nmk = b""
        self.keyed_s = 0.0
        self.keys_written = 0
        """CM_SET_KEY.REQ that took effect; each wears the flash of some modems."""
        self.resets = 0
        self._refused = 0
        self._profiles = 0
        self._rng = rng

    def is_for_me(self, frame: bytes) -> bool:
        """Return whether the host's frame goes to this modem and not to the wire."""
        mmtype = mmtype_of(frame)
        if mmtype is None:
            return False
        local = frame[:6] in (LOCAL_MODEM, self.mac)
        return local or mmtype == _SET_KEY_REQ or mmtype >= _MANUFACTURER

    def from_host(self, frame: bytes, link_up: bool, now: float) -> list[bytes]:
        """Take a frame of the own host; return the answers to it."""
        if self.quirks.silent:
            return []
        try:
            request = decode_mme(frame) if mmtype_of(frame) == _SET_KEY_REQ else decode_vendor(frame)
        except DecodeError:
            return []
        if isinstance(request, SetKeyReq):
            return self._set_key(request, now)
        answer = self._vendor_answer(request, link_up)
        return [encode_vendor(answer)] if answer is not None else []

    @property
    def _source(self) -> bytes:
        return LOCAL_MODEM if self.quirks.answers_as_local else self.mac

    def _set_key(self, request: SetKeyReq, now: float) -> list[bytes]:
        if self._refused < self.quirks.refused_keys:
            self._refused += 1
            return []
        if request.new_key != self.nmk:
            self.keyed_s = now
        self.nmk = bytes(request.new_key)
        self.keys_written += 1
        nonce = self._rng.randbytes(4)
        answer = SetKeyCnf(request.src, self._source, self.quirks.set_key_result, nonce, request.my_nonce)
        return [encode_mme(answer)]

    def _vendor_answer(self, request: Mme, link_up: bool) -> Mme | None:
        back = (request.src, self._source)
        if self.quirks.vendor is ModemVendor.QUALCOMM:
            return self._qualcomm_answer(request, back, link_up)
        if self.quirks.vendor is ModemVendor.LUMISSIL:
            return self._lumissil_answer(request, back, link_up)
        return None

    def _qualcomm_answer(self, request: Mme, back: tuple[bytes, bytes], link_up: bool) -> Mme | None:
        if isinstance(request, v.VsOpAttributesReq):
            return v.VsOpAttributesCnf(*back, request.cookie, "EMUPLC", "MAC", (1, 0, 0, 0, 1), _BUILD, "REL")
        if isinstance(request, v.VsPlLnkStatusReq):
            return v.VsPlLnkStatusCnf(*back, mstatus=0, link_status=int(link_up))
        if isinstance(request, v.VsSwVerReq):
            return v.VsSwVerCnf(*back, version="EMU-1.0.0", version_length=9, device_id=32)
        if isinstance(request, v.VsRsDevReq):
            self._reboot()
            return v.VsRsDevCnf(*back, mstatus=0)
        return None

    def _lumissil_answer(self, request: Mme, back: tuple[bytes, bytes], link_up: bool) -> Mme | None:
        if isinstance(request, v.NscmGetVersionReq):
            return v.NscmGetVersionCnf(*back, request.request_id, version=(2, 4, 11, 77))
        if isinstance(request, v.NscmGetDLinkStatusReq):
            return v.NscmGetDLinkStatusCnf(*back, request.request_id, link_status=int(link_up))
        if isinstance(request, v.NscmResetDeviceReq):
            self._reboot()
        return None

    def _reboot(self) -> None:
        self.resets += 1
        self.nmk = b""

    def hears(self, sound: MnbcSoundInd, attenuation_db: bytes, host_mac: bytes) -> list[bytes]:
        """Return what the modem tells its host about a sound that arrived with this attenuation."""
        if not self.quirks.measures or self.quirks.silent:
            return []
        self._profiles += 1
        every = self.quirks.zero_groups_every
        empty = self.quirks.zero_groups or (every > 0 and self._profiles % every == 0)
        groups = b"" if empty else attenuation_db
        to_host = BROADCAST if self.quirks.profile_to_broadcast else host_mac
        told = [encode_mme(AttenProfileInd(to_host, self._source, sound.src, groups))]
        if self.quirks.vendor_profile and self.quirks.vendor is ModemVendor.QUALCOMM:
            oui = v.NO_OUI if self.quirks.vendor_oui_zero else v.QUALCOMM_OUI
            told.append(encode_vendor(v.VsAttenCharInd(BROADCAST, self._source, sound.src, groups, oui=oui)))
        return told
