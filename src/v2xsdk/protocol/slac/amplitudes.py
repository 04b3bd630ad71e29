"""Exchange of amplitude maps once the link is up (slac, section 3.10)."""

from __future__ import annotations

from enum import Enum, auto

from v2xsdk.protocol.slac.events import AmplitudesAnswered, AmplitudesReceived
from v2xsdk.protocol.slac.machine import Machine, Row
from v2xsdk.protocol.slac.params import SlacCounters, SlacTimers
from v2xsdk.protocol.slac.records import AmpMapCnf, AmpMapReq

GREEN_PHY_CARRIERS = 917
AV_CARRIERS = 1155
TAKEN, REFUSED = 0, 1


class _State(Enum):
    IDLE = auto()
    ASKED = auto()


class _Timer(Enum):
    ANSWER = auto()


class AmplitudeExchange(Machine):
    """Answers the peer's map and offers our own; neither outcome ends the link."""

    def __init__(self, host_mac: bytes, timers: SlacTimers, counters: SlacCounters) -> None:
        super().__init__(_State.IDLE)
        self._mac = host_mac
        self._peer = host_mac
        self._ours = b""
        self._timers = timers
        self._counters = counters
        self._repeats = 0

    def begin(self, peer: bytes, amplitudes: bytes | None, now: float) -> None:
        """Talk to ``peer`` from now on; offer ``amplitudes`` if there are any."""
        self._peer, self._ours = peer, amplitudes or b""
        self._repeats = 0
        self.state = _State.IDLE
        if amplitudes:
            self.take(AmpMapReq, None, now)

    def receive(self, record: AmpMapReq | AmpMapCnf, now: float) -> None:
        """Take a message of the exchange; one that is not from the peer to us is ignored."""
        if record.src != self._peer or record.dst != self._mac:
            self.ignored["amplitude map of a stranger"] += 1
        elif isinstance(record, AmpMapReq):
            self._answer(record)
        else:
            self.take(AmpMapCnf, record, now)

    def _answer(self, record: AmpMapReq) -> None:
        known = len(record.amplitudes) in (GREEN_PHY_CARRIERS, AV_CARRIERS)
        result = TAKEN if known else REFUSED
        self.send(AmpMapCnf(dst=record.src, src=self._mac, result=result, mmv=record.mmv))
        if known:
            self.emit(AmplitudesReceived(record.amplitudes))

    def offer(self, _: object, now: float) -> None:
        """Send our map."""
        self.send(AmpMapReq(dst=self._peer, src=self._mac, amplitudes=self._ours))
        self.arm(_Timer.ANSWER, now, self._timers.tt_amp_map_exchange_s)

    def repeat(self, _: object, now: float) -> None:
        """Send our map again."""
        self._repeats += 1
        self.offer(None, now)

    def may_repeat(self, _: object, now: float) -> bool:
        """Whether our map may be sent once more."""
        return self._repeats < self._counters.c_ev_match_retry

    def note_answer(self, record: AmpMapCnf, now: float) -> None:
        """Tell the owner what the peer said."""
        self.emit(AmplitudesAnswered(record.result == TAKEN))

    def note_silence(self, _: object, now: float) -> None:
        """Tell the owner that the peer said nothing."""
        self.emit(AmplitudesAnswered(None))


_A = AmplitudeExchange
AmplitudeExchange.table = {
    (_State.IDLE, AmpMapReq): (Row(_A.offer, _State.ASKED),),
    (_State.ASKED, AmpMapCnf): (Row(_A.note_answer, _State.IDLE),),
    (_State.ASKED, _Timer.ANSWER): (
        Row(_A.repeat, None, _A.may_repeat),
        Row(_A.note_silence, _State.IDLE),
    ),
}
