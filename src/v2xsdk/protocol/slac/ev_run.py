"""What an EV gathered in one run: which EVSEs answered, what they measured, which of them it may be."""

from __future__ import annotations

from enum import Enum

from v2xsdk.protocol.slac.attenuation import mean_db
from v2xsdk.protocol.slac.params import EvSettings
from v2xsdk.protocol.slac.records import AttenCharInd, SlacMatchCnf, SlacParmCnf


class Verdict(Enum):
    """What the measurements say about an EVSE (slac, section 7)."""

    FOUND = "the one plugged in"
    MAYBE = "needs validation"
    NONE = "none is near enough"


class EvRun:
    """One run of the EV."""

    def __init__(self, run_id: bytes, started_s: float) -> None:
        self.run_id = run_id
        self.started_s = started_s
        self.requests = 0
        """CM_SLAC_PARM.REQ sent in this run."""
        self.answers: dict[bytes, SlacParmCnf] = {}
        self.results: dict[bytes, AttenCharInd] = {}
        self.num_sounds = 0
        self.timeout_100ms = 0
        self.batch = 0
        """START and SOUND messages sent."""
        self.candidates: list[bytes] = []
        """EVSEs that it may be, the nearest first; those in front were ruled out."""
        self.repeats = 0
        self.confirmation: SlacMatchCnf | None = None

    def settle_sounding(self) -> None:
        """Sound as often and as long as the EVSE that asks for most; later answers change nothing."""
        self.num_sounds = max(answer.num_sounds for answer in self.answers.values())
        self.timeout_100ms = max(answer.timeout_100ms for answer in self.answers.values())

    @property
    def complete(self) -> bool:
        """Whether every EVSE that answered has told its averages."""
        return bool(self.results) and self.results.keys() >= self.answers.keys()

    def attenuation_db(self, evse_mac: bytes) -> float:
        """Return the mean attenuation to ``evse_mac``."""
        return mean_db(self.results[evse_mac].aag)

    def judge(self, settings: EvSettings) -> Verdict:
        """Sort the EVSEs by distance, drop the ones that are too far, and say what that means.

        Two within the direct limit are no proof: then validation decides.
        """
        distances = {mac: self.attenuation_db(mac) for mac in self.results}
        limit_db = max(settings.c_ev_match_signalattn_direct_db, settings.c_ev_match_signalattn_indirect_db)
        near = [mac for mac, db in distances.items() if db <= limit_db]
        self.candidates = sorted(near, key=distances.__getitem__)
        if not self.candidates:
            return Verdict.NONE
        direct = [db for db in distances.values() if db <= settings.c_ev_match_signalattn_direct_db]
        return Verdict.FOUND if len(direct) == 1 else Verdict.MAYBE
