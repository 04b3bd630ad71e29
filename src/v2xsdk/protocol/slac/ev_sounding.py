"""Who answers, sounding, and what was measured: the first half of an EV's run."""

from __future__ import annotations

from v2xsdk.protocol.slac.addresses import BROADCAST
from v2xsdk.protocol.slac.ev_base import EvBase, EvStep, EvTimer
from v2xsdk.protocol.slac.ev_run import Verdict
from v2xsdk.protocol.slac.events import Measured, Reason
from v2xsdk.protocol.slac.records import AttenCharInd, AttenCharRsp, MnbcSoundInd, SlacParmCnf, StartAttenCharInd

_SOUND_RANDOM_SIZE = 16


class EvSounding(EvBase):
    """Parameters, sounds and results."""

    def note_answer(self, record: SlacParmCnf, now: float) -> None:
        """An EVSE answered; others may too, until sounding begins and even later."""
        if not self.run.answers:
            self.stop(EvTimer.MATCH_RESPONSE)
            self.arm(EvTimer.MATCH_SEQUENCE, now, self.timers.tp_match_sequence_s)
        if self.repeat_until_s is None:
            self.repeat_until_s = now + self.timers.tt_matching_repetition_s
        self.run.answers[record.src] = record

    def begin_sounding(self, _: object, now: float) -> None:
        """Send the first announcement; results are collected from now on."""
        self.run.settle_sounding()
        self.arm(EvTimer.ATTEN_RESULTS, now, self.timers.tt_ev_atten_results_s)
        self.sound(None, now)

    @property
    def batch_size(self) -> int:
        """How many START and SOUND messages there are."""
        return self.counters.c_ev_start_atten_char_inds + self.run.num_sounds

    def sound(self, _: object, now: float) -> None:
        """Send the next START or SOUND message."""
        starts = self.counters.c_ev_start_atten_char_inds
        if self.run.batch < starts:
            self._announce()
        else:
            self._make_sound(self.batch_size - self.run.batch - 1)
        self.run.batch += 1
        self.arm(EvTimer.BATCH, now, self.timers.tp_ev_batch_msg_interval_s)

    def _announce(self) -> None:
        self.send(
            StartAttenCharInd(
                BROADCAST,
                self.mac,
                run_id=self.run.run_id,
                forwarding_sta=self.mac,
                num_sounds=self.run.num_sounds,
                timeout_100ms=self.run.timeout_100ms,
            )
        )

    def _make_sound(self, remaining: int) -> None:
        random = self.random_bytes(_SOUND_RANDOM_SIZE)
        self.send(MnbcSoundInd(BROADCAST, self.mac, self.run.run_id, remaining, random))

    def finish_sounding(self, _: object, now: float) -> EvStep | None:
        """Send the last sound; results may be there already."""
        self.sound(None, now)
        self.stop(EvTimer.BATCH)
        return self._if_complete()

    def note_result(self, record: AttenCharInd, now: float) -> EvStep | None:
        """Take an EVSE's averages and acknowledge them."""
        self.run.results[record.src] = record
        distance_db = self.run.attenuation_db(record.src)
        self.emit(Measured(self.mac, record.src, distance_db, record.num_sounds))
        self.acknowledge(record, now)
        return self._if_complete()

    def acknowledge(self, record: AttenCharInd, now: float) -> None:
        """Acknowledge averages, also repeated ones."""
        self.send(AttenCharRsp(record.src, self.mac, self.run.run_id, source_address=self.mac))

    def _if_complete(self) -> EvStep | None:
        return EvStep.RESULTS_COMPLETE if self.run.complete else None

    def decide(self, _: object, now: float) -> Verdict | EvStep:
        """Judge what arrived."""
        self.stop(EvTimer.ATTEN_RESULTS)
        self.run.repeats = 0
        verdict = self.run.judge(self.settings)
        if verdict is not Verdict.NONE:
            return verdict
        return self.fail(Reason.TOO_FAR if self.run.results else Reason.NO_RESULTS, now)
