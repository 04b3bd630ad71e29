"""The EVSE's SLAC machine: several vehicles on the segment, one of them matched (slac, section 6).

It reports "matching" on the first CM_SLAC_PARM.REQ and not before, hands out one key a plug-in, and leaves
the network by giving the own modem a new key. The table says which message or timer does what in which state.
"""

from __future__ import annotations

from v2xsdk.protocol.slac.addresses import BROADCAST
from v2xsdk.protocol.slac.events import Reason
from v2xsdk.protocol.slac.evse_actions import EvseActions, EvseState, EvseStep, EvseTimer
from v2xsdk.protocol.slac.machine import Row, Table
from v2xsdk.protocol.slac.modem import ModemStep
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState
from v2xsdk.protocol.slac.records import AmpMapCnf, AmpMapReq, SlacParmReq
from v2xsdk.protocol.slac.station import Owner, PilotEvent


def has_given_up(evse: EvseActions, _: object, now: float) -> bool:
    """Whether a vehicle is plugged in, but matching waits for a new trigger."""
    return evse.pilot.state.plugged and evse.given_up


def is_plugged(evse: EvseActions, _: object, now: float) -> bool:
    """Whether a vehicle is plugged in and no error is shown."""
    return evse.pilot.state.plugged


def is_request(evse: EvseActions, record: SlacParmReq, now: float) -> bool:
    """Whether a run may begin: addressed to all or to us, in time, and with a place for its vehicle."""
    known = any(run.ev_mac == record.src for run in evse.runs)
    free = len(evse.runs) < evse.counters.c_evse_match_parallel
    addressed = record.dst in (BROADCAST, evse.mac)
    return addressed and (known or free) and evse.running(EvseTimer.SLAC_INIT)


def is_peers_request(evse: EvseActions, record: SlacParmReq, now: float) -> bool:
    """Whether the vehicle that got the key begins again."""
    peer = evse.peer
    return peer is not None and record.src == peer.ev_mac and record.dst in (BROADCAST, evse.mac)


def is_unsupervised_request(evse: EvseActions, record: SlacParmReq, now: float) -> bool:
    """The same on a link that no modem vouches for; on one that is up, it is a stranger's message."""
    return is_peers_request(evse, record, now) and not evse.modem.supervises_link


def may_go_on(evse: EvseActions, _: object, now: float) -> bool:
    """Whether other runs may still begin."""
    return evse.running(EvseTimer.SLAC_INIT)


_S, _T, _E = EvseState, EvseTimer, EvseActions
TRANSITIONS: Table[EvseActions] = {
    (_S.OFF, Owner.START): (Row(_E.renew_key, _S.KEYING),),
    (_S.KEYING, ModemStep.KEY_SET): (
        Row(_E.do_nothing, _S.EXHAUSTED, has_given_up),
        Row(_E.await_request, _S.WAITING, is_plugged),
        Row(_E.do_nothing, _S.UNPLUGGED),
    ),
    (_S.KEYING, ModemStep.KEY_FAILED): (Row(_E.tell_silence),),
    (_S.KEYING, _T.MODEM_RETRY): (Row(_E.renew_key),),
    (_S.UNPLUGGED, PilotEvent.READY): (Row(_E.await_request, _S.WAITING),),
    (_S.WAITING, SlacParmReq): (Row(_E.begin_matching, _S.MATCHING, is_request),),
    (_S.WAITING, _T.SLAC_INIT): (Row(_E.tell_failure, _S.EXHAUSTED),),
    (_S.MATCHING, SlacParmReq): (Row(_E.begin_run, None, is_request),),
    (_S.MATCHING, EvseStep.CONFIRMED): (Row(_E.join, _S.JOINING),),
    (_S.MATCHING, EvseStep.ALL_ENDED): (
        Row(_E.do_nothing, _S.WAITING, may_go_on),
        Row(_E.tell_failure, _S.EXHAUSTED),
    ),
    (_S.JOINING, SlacParmReq): (Row(_E.begin_again, _S.MATCHING, is_peers_request),),
    (_S.JOINING, ModemStep.LINK_UP): (Row(_E.note_link, _S.LINKED),),
    (_S.JOINING, _T.MATCH_JOIN): (Row(_E.fail_join, _S.KEYING),),
    (_S.LINKED, _T.LINK_READY): (Row(_E.report_match, _S.MATCHED),),
    (_S.LINKED, ModemStep.LINK_DOWN): (Row(_E.leave_network, _S.KEYING),),
    (_S.MATCHED, ModemStep.LINK_DOWN): (Row(_E.leave_network, _S.KEYING),),
    (_S.MATCHED, SlacParmReq): (Row(_E.lose_to_request, _S.KEYING, is_unsupervised_request),),
    # The key was not handed out: it stays.
    **{
        (state, gone): (Row(_E.drop, _S.UNPLUGGED),)
        for state in (_S.WAITING, _S.MATCHING, _S.EXHAUSTED)
        for gone in (PilotEvent.UNPLUGGED, PilotEvent.ERROR)
    },
    **{(state, Owner.LEAVE): (Row(_E.drop, _S.EXHAUSTED),) for state in (_S.WAITING, _S.MATCHING)},
    # The key was handed out: leave within TP_match_leave.
    **{
        (state, gone): (Row(_E.leave_network, _S.KEYING),)
        for state in (_S.JOINING, _S.LINKED, _S.MATCHED)
        for gone in (PilotEvent.UNPLUGGED, PilotEvent.ERROR, Owner.LEAVE)
    },
}


class EvseSlac(EvseActions):
    """The EVSE. Call ``start`` once, then hand it records, pilot readings and time."""

    table = TRANSITIONS

    def start(self, now: float) -> None:
        """Find the own modem and give it the first key."""
        self.modem.detect(now)
        self.take(Owner.START, None, now)

    def peer_closed(self, now: float) -> None:
        """The interface is gone: everything ends; ``start`` begins anew."""
        self.drop(Reason.CLOSED, now)
        self.pilot = PilotReading(PilotState.A)
        self.halt(EvseState.OFF)
        self.halt_parts()

    def pilot_changed(self, reading: PilotReading, now: float) -> None:
        """Note what the pilot shows. B to C in the middle of matching changes nothing."""
        before, self.pilot = self.pilot.state, reading
        self.toggles.pilot_changed(reading.state, now)
        if reading.state.error:
            self.take(PilotEvent.ERROR, Reason.PILOT_ERROR, now)
        elif not reading.state.plugged:
            self.take(PilotEvent.UNPLUGGED, Reason.UNPLUGGED, now)
        elif not before.plugged:
            self.note_trigger()
            self.take(PilotEvent.READY, None, now)
        self._settle(now)

    def receive_amplitudes(self, record: AmpMapReq | AmpMapCnf, now: float) -> None:
        """Answer amplitude maps once there is a link."""
        if self.state in (EvseState.LINKED, EvseState.MATCHED):
            super().receive_amplitudes(record, now)
        else:
            self.ignored["amplitude map without a link"] += 1

    def next_deadline(self) -> float | None:
        """Return the earliest deadline, the runs' included."""
        found = [super().next_deadline(), *(run.next_deadline() for run in self.runs)]
        return min((deadline for deadline in found if deadline is not None), default=None)

    def handle_timeout(self, now: float) -> None:
        """Take all timers that are due, the runs' first."""
        for run in list(self.runs):
            run.handle_timeout(now)
        super().handle_timeout(now)

    def _settle(self, now: float) -> None:
        super()._settle(now)
        self.collect_runs(now)
        super()._settle(now)
