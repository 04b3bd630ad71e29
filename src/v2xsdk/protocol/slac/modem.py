"""The own modem, seen from its host: who made it, its key, its link (slac, sections 3.9 and 9).

A CM_SET_KEY.CNF counts when it echoes a nonce that only the own modem can know; its result means nothing.
From then on only that modem's address (or the local one) is believed about profiles and links.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from enum import Enum, auto

from v2xsdk.protocol.slac.addresses import LOCAL_MODEM
from v2xsdk.protocol.slac.keys import Nmk, nid_from_nmk
from v2xsdk.protocol.slac.machine import Machine, Row, Table
from v2xsdk.protocol.slac.params import SlacCounters, SlacTimers
from v2xsdk.protocol.slac.records import Mme, SetKeyCnf, SetKeyReq
from v2xsdk.protocol.slac.vendor import (
    NscmGetDLinkStatusCnf,
    NscmGetDLinkStatusReq,
    NscmGetVersionCnf,
    NscmGetVersionReq,
    NscmResetDeviceReq,
    VsAttenCharInd,
    VsHstActionInd,
    VsNwInfoCnf,
    VsOpAttributesCnf,
    VsOpAttributesReq,
    VsPlLnkStatusCnf,
    VsPlLnkStatusReq,
    VsRsDevCnf,
    VsRsDevReq,
    VsSwVerCnf,
)

RandomBytes = Callable[[int], bytes]
LINK_UP = 1


class Vendor(Enum):
    """Makers whose modems tell about themselves."""

    QUALCOMM = "qualcomm"
    LUMISSIL = "lumissil"


class ModemStep(Enum):
    """What a modem reports to the machine above."""

    KEY_SET = auto()
    KEY_FAILED = auto()
    LINK_UP = auto()
    LINK_DOWN = auto()


class ModemState(Enum):
    """Where the key exchange with the modem stands."""

    IDLE = auto()
    SETTING = auto()
    PAUSING = auto()


class ModemTimer(Enum):
    """Timers of the modem's host."""

    SET_KEY = auto()
    PAUSE = auto()
    VENDOR = auto()
    POLL = auto()
    SILENCE = auto()


_STATUS = VsPlLnkStatusCnf | NscmGetDLinkStatusCnf
_IDENTITY = VsOpAttributesCnf | NscmGetVersionCnf
_UNUSED = VsAttenCharInd | VsHstActionInd | VsNwInfoCnf | VsRsDevCnf | VsSwVerCnf


class ModemClient(Machine):
    """Talks to the own modem; its events are :class:`ModemStep` values."""

    sticky = frozenset({ModemTimer.VENDOR, ModemTimer.POLL, ModemTimer.SILENCE})

    def __init__(
        self,
        host_mac: bytes,
        timers: SlacTimers,
        counters: SlacCounters,
        random_bytes: RandomBytes = secrets.token_bytes,
    ) -> None:
        super().__init__(ModemState.IDLE)
        self.vendor: Vendor | None = None
        self.mac: bytes | None = None
        self.last_result: int | None = None
        """Result number of the last CM_SET_KEY.CNF, for logs."""
        self._to_modem = (LOCAL_MODEM, host_mac)
        self._timers = timers
        self._counters = counters
        self._random = random_bytes
        self._nonces: list[bytes] = []
        self._key = Nmk(bytes(16))
        self._cookie = int.from_bytes(random_bytes(4), "little")
        self._request_id = 0
        self._link_up: bool | None = None
        self._downs = 0

    @property
    def attempts(self) -> int:
        """How many CM_SET_KEY.REQ went out for the present key."""
        return len(self._nonces)

    @property
    def supervises_link(self) -> bool:
        """Whether this modem tells about its link."""
        return self.vendor is not None

    def detect(self, now: float) -> None:
        """Ask both makers' questions; whoever answers names the vendor, nobody answering is normal."""
        self.send(VsOpAttributesReq(*self._to_modem, cookie=self._cookie))
        self.arm(ModemTimer.VENDOR, now, self._timers.vendor_query_gap_s)

    def set_key(self, key: Nmk, now: float) -> None:
        """Give the modem ``key``; ends with KEY_SET or KEY_FAILED."""
        self._key = key
        self._nonces = []
        self.take(SetKeyReq, None, now)

    def watch_link(self, now: float) -> None:
        """Begin to ask for the link; who made the modem is asked first, if still unknown."""
        if self.vendor is None:
            self.detect(now)
        self._link_up, self._downs = None, 0
        self.arm(ModemTimer.POLL, now, 0.0)
        self.arm(ModemTimer.SILENCE, now, self._timers.tt_link_status_response_s)

    def ignore_link(self) -> None:
        """Ask no more for the link."""
        self.stop(ModemTimer.POLL)
        self.stop(ModemTimer.SILENCE)

    def reset(self) -> None:
        """Reboot the modem, if its vendor is known."""
        if self.vendor is Vendor.QUALCOMM:
            self.send(VsRsDevReq(*self._to_modem))
        elif self.vendor is Vendor.LUMISSIL:
            self.send(NscmResetDeviceReq(*self._to_modem, request_id=self._next_request()))

    def is_own(self, record: Mme) -> bool:
        """Return whether ``record`` comes from the own modem, as far as that is known."""
        return self.mac is None or record.src in (self.mac, LOCAL_MODEM)

    def receive(self, record: Mme, now: float) -> bool:
        """Take ``record`` if it is a modem's answer; return whether it was one."""
        if isinstance(record, SetKeyCnf):
            self.take(SetKeyCnf, record, now)
        elif isinstance(record, _IDENTITY):
            self._identify(record)
        elif isinstance(record, _STATUS):
            self._judge_link(record, now)
        elif isinstance(record, _UNUSED):
            self.ignored[type(record).__name__] += 1
        else:
            return False
        return True

    def _identify(self, record: _IDENTITY) -> None:
        if isinstance(record, NscmGetVersionCnf):
            self.vendor = Vendor.LUMISSIL
        elif record.cookie == self._cookie:
            self.vendor = Vendor.QUALCOMM

    def _judge_link(self, record: _STATUS, now: float) -> None:
        if not self.is_own(record) or not self.running(ModemTimer.POLL):
            self.ignored["link status"] += 1
            return
        self.arm(ModemTimer.SILENCE, now, self._timers.tt_link_status_response_s)
        up = record.link_status == LINK_UP
        self._downs = 0 if up else self._downs + 1
        if up and not self._link_up:
            self._report_link(True)
        elif self._link_up and self._downs >= self._counters.c_link_down:
            self._report_link(False)

    def _report_link(self, up: bool) -> None:
        self._link_up = up
        self.emit(ModemStep.LINK_UP if up else ModemStep.LINK_DOWN)

    def _next_request(self) -> int:
        self._request_id = self._request_id % 255 + 1
        return self._request_id

    def poll_link(self, _: object, now: float) -> None:
        """Ask the modem once and come again."""
        if self.vendor is Vendor.QUALCOMM:
            self.send(VsPlLnkStatusReq(*self._to_modem))
        elif self.vendor is Vendor.LUMISSIL:
            self.send(NscmGetDLinkStatusReq(*self._to_modem, request_id=self._next_request()))
        else:
            self.arm(ModemTimer.SILENCE, now, self._timers.tt_link_status_response_s)
        joining = self.vendor is not None and not self._link_up
        again = self._timers.link_poll_s if joining else self._timers.link_watch_s
        self.arm(ModemTimer.POLL, now, again)

    def miss_status(self, _: object, now: float) -> None:
        """The modem stopped to answer: a link nobody vouches for is down."""
        self.arm(ModemTimer.SILENCE, now, self._timers.tt_link_status_response_s)
        if self._link_up:
            self._report_link(False)

    def ask_second_vendor(self, _: object, now: float) -> None:
        """Ask Lumissil's question if Qualcomm's was not answered."""
        if self.vendor is None:
            self.send(NscmGetVersionReq(*self._to_modem, request_id=self._next_request()))

    def request_key(self, _: object, now: float) -> None:
        """Send CM_SET_KEY.REQ under a new nonce."""
        self._nonces.append(self._random(4))
        self.send(
            SetKeyReq(
                *self._to_modem,
                nid=nid_from_nmk(self._key),
                new_key=self._key,
                my_nonce=self._nonces[-1],
            )
        )
        self.arm(ModemTimer.SET_KEY, now, self._timers.set_key_timeout_s)

    def pause(self, _: object, now: float) -> None:
        """Leave the modem alone before the next request."""
        self.arm(ModemTimer.PAUSE, now, self._timers.set_key_pause_s)

    def give_up(self, _: object, now: float) -> None:
        """Report that the key was not taken."""
        self.emit(ModemStep.KEY_FAILED)

    def accept(self, record: SetKeyCnf, now: float) -> None:
        """The key was taken, whatever the result says; learn who the own modem is."""
        self.mac = record.src
        self.last_result = record.result
        self.emit(ModemStep.KEY_SET)

    def may_repeat(self, _: object, now: float) -> bool:
        """Whether another request may go out for this key."""
        return len(self._nonces) <= self._counters.c_set_key_retry

    def echoes(self, record: SetKeyCnf, now: float) -> bool:
        """Whether the confirmation answers a request of ours."""
        return record.dst == self._to_modem[1] and record.your_nonce in self._nonces


_C = ModemClient
_POLLING: Table[ModemClient] = {
    (state, timer): (Row(action),)
    for state in ModemState
    for timer, action in (
        (ModemTimer.VENDOR, _C.ask_second_vendor),
        (ModemTimer.POLL, _C.poll_link),
        (ModemTimer.SILENCE, _C.miss_status),
    )
}
_NEW_KEY: Table[ModemClient] = {(state, SetKeyReq): (Row(_C.request_key, ModemState.SETTING),) for state in ModemState}
ModemClient.table = {
    **_POLLING,
    **_NEW_KEY,
    (ModemState.SETTING, SetKeyCnf): (Row(_C.accept, ModemState.IDLE, _C.echoes),),
    (ModemState.PAUSING, SetKeyCnf): (Row(_C.accept, ModemState.IDLE, _C.echoes),),
    (ModemState.SETTING, ModemTimer.SET_KEY): (
        Row(_C.pause, ModemState.PAUSING, _C.may_repeat),
        Row(_C.give_up, ModemState.IDLE),
    ),
    (ModemState.PAUSING, ModemTimer.PAUSE): (Row(_C.request_key, ModemState.SETTING),),
}
