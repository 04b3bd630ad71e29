"""Strangers on the wire: whatever they send, nobody matches with them or by them; what they can do is end a run."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from v2xsdk.protocol.slac import codec
from v2xsdk.protocol.slac import records as r
from v2xsdk.protocol.slac.addresses import BROADCAST
from v2xsdk.protocol.slac.events import Joining, LinkLost, Matched, Reason, RunEnded
from v2xsdk.protocol.slac.keys import Nmk, nid_from_nmk
from v2xsdk.protocol.slac.vendor import VsPlLnkStatusCnf
from v2xsdk_emulator.plc.frames import decode, encode
from v2xsdk_emulator.plc.mme import mmtype_of
from v2xsdk_emulator.plc.street import Pair, Street

FORGED = Nmk(b"stranger's key!!")
SDK = (codec.encode, codec.decode)
Forge = Callable[[r.Mme], list[r.Mme]]


class Attack:
    """A street of one pair with a stranger who hears everything and answers as ``forge`` says."""

    def __init__(self, forge: Forge) -> None:
        self.street = Street(9)
        self.pair: Pair = self.street.add_pair(evse_codec=SDK)
        self.stranger = self.street.line.attach("stranger", b"\x02\x66\x66\x66\x66\x66")
        self.street.overhear(12.0)
        self.forge = forge
        self.forged = 0
        self._tap()
        self.street.segment.run(1.0)

    def _tap(self) -> None:
        """The stranger's modem hands it every frame on the wire, not only those for it."""
        from_host = self.street.line.from_host

        def tapped(port: object, frame: bytes, now: float) -> None:
            from_host(port, frame, now)  # type: ignore[arg-type]
            if port is not self.stranger and mmtype_of(frame) is not None and frame[:3] != b"\x00\xb0\x52":
                for record in self.forge(decode(frame)):
                    self.forged += 1
                    self.street.line.inject(self.stranger, encode(record), now)

        self.street.line.from_host = tapped  # type: ignore[method-assign]

    def inject_after(self, delay_s: float, frame: bytes) -> None:
        segment, line = self.street.segment, self.street.line
        segment.at(delay_s, lambda: line.inject(self.stranger, frame, segment.now))

    def run(self, seconds: float = 30.0) -> None:
        self.pair.pilot.plug()
        self.street.segment.run(seconds)
        assert self.forged, "the attack never took place"

    def nobody_took_the_forged_key(self) -> None:
        assert FORGED not in (self.pair.evse.port.modem.nmk, self.pair.ev.port.modem.nmk)

    def only_the_right_peers(self) -> None:
        for event in self.pair.ev.seen(Matched) + self.pair.ev.seen(Joining):
            assert event.peer_mac == self.pair.evse.machine.mac
        for event in self.pair.evse.seen(Matched):
            assert event.peer_mac == self.pair.ev.machine.mac


def wrong_run(record: r.Mme) -> list[r.Mme]:
    if isinstance(record, r.SlacMatchCnf):
        return [msgspec.structs.replace(record, run_id=b"otherrun", nmk=FORGED)]
    if isinstance(record, r.SlacMatchReq | r.AttenCharInd | r.StartAttenCharInd | r.SlacParmCnf):
        return [msgspec.structs.replace(record, run_id=b"otherrun")]
    return []


def wrong_mac(record: r.Mme) -> list[r.Mme]:
    stranger = b"\x02\x66\x66\x66\x66\x66"
    if isinstance(record, r.SlacMatchCnf):
        return [
            msgspec.structs.replace(record, src=stranger, nmk=FORGED),
            msgspec.structs.replace(record, src=stranger, evse_mac=stranger, nmk=FORGED),
            msgspec.structs.replace(record, evse_mac=stranger, nmk=FORGED),
            msgspec.structs.replace(record, pev_mac=stranger, nmk=FORGED),
        ]
    if isinstance(record, r.SlacMatchReq):
        return [msgspec.structs.replace(record, src=stranger, pev_mac=stranger)]
    if isinstance(record, r.AttenCharInd):
        return [msgspec.structs.replace(record, src=stranger, aag=bytes(58))]
    return []


def out_of_turn(record: r.Mme) -> list[r.Mme]:
    """Answers before they are due, with everything right that is known by then."""
    if isinstance(record, r.SlacParmReq):
        ev, run = record.src, record.run_id
        evse = bytes([2, 0, 0x5E, 0, 0x0E, 1])
        return [
            r.SlacMatchReq(evse, ev, run, ev, evse),
            r.AttenCharRsp(evse, ev, run, ev),
            r.SlacMatchCnf(ev, evse, run, ev, evse, nid_from_nmk(FORGED), FORGED),
            r.AttenCharInd(ev, evse, run, ev, 10, bytes(58)),
        ]
    return []


def keys_for_everyone(record: r.Mme) -> list[r.Mme]:
    if not isinstance(record, r.MnbcSoundInd | r.SlacMatchReq):
        return []
    stranger = b"\x02\x66\x66\x66\x66\x66"
    hosts = [bytes([2, 0, 0x5E, 0, role, 1]) for role in (0x0A, 0x0E)]
    confirmations: list[r.Mme] = [r.SetKeyCnf(host, stranger, 0, b"1234", bytes(4)) for host in hosts]
    links: list[r.Mme] = [VsPlLnkStatusCnf(host, stranger, 0, 1) for host in hosts]
    requests: list[r.Mme] = [r.SetKeyReq(BROADCAST, stranger, nid_from_nmk(FORGED), FORGED)]
    return confirmations + links + requests


@pytest.mark.parametrize("forge", [wrong_run, wrong_mac, out_of_turn, keys_for_everyone], ids=lambda f: f.__name__)
def test_wrong_run_mac_state_or_key_never_matches_and_never_disturbs(forge: Forge) -> None:
    attack = Attack(forge)
    attack.run()
    attack.only_the_right_peers()
    attack.nobody_took_the_forged_key()
    assert attack.pair.matched
    assert not attack.pair.ev.seen(RunEnded)


def forged_confirmation(record: r.Mme) -> list[r.Mme]:
    """A forgery with all identifiers right: it cannot be told from the truth, only from a second answer."""
    if isinstance(record, r.SlacMatchCnf):
        return [msgspec.structs.replace(record, nid=nid_from_nmk(FORGED), nmk=FORGED)]
    return []


def forged_averages(record: r.Mme) -> list[r.Mme]:
    return [msgspec.structs.replace(record, aag=bytes(58))] if isinstance(record, r.AttenCharInd) else []


def forged_parameters(record: r.Mme) -> list[r.Mme]:
    return [msgspec.structs.replace(record, num_sounds=3)] if isinstance(record, r.SlacParmCnf) else []


def forged_start(record: r.Mme) -> list[r.Mme]:
    return [msgspec.structs.replace(record, timeout_100ms=1)] if isinstance(record, r.StartAttenCharInd) else []


def forged_sounds(record: r.Mme) -> list[r.Mme]:
    return [msgspec.structs.replace(record, random=bytes(16))] if isinstance(record, r.MnbcSoundInd) else []


@pytest.mark.parametrize(
    "forge",
    [forged_confirmation, forged_averages, forged_parameters, forged_start, forged_sounds],
    ids=lambda f: f.__name__,
)
def test_a_perfect_forgery_that_contradicts_the_truth_ends_the_run(forge: Forge) -> None:
    attack = Attack(forge)
    attack.run()
    attack.only_the_right_peers()
    assert not attack.pair.matched
    ended = attack.pair.ev.seen(RunEnded) + attack.pair.evse.seen(RunEnded)
    assert Reason.CONTRADICTION in {event.reason for event in ended}
    attack.nobody_took_the_forged_key()


def test_they_match_once_the_forger_is_gone() -> None:
    attack = Attack(forged_confirmation)
    attack.run(20.0)
    assert not attack.pair.matched
    attack.forge = lambda record: []
    attack.pair.pilot.unplug()
    attack.street.segment.run(1.0)
    attack.run(10.0)
    assert attack.pair.matched


def test_a_forger_of_requests_in_the_session_does_not_end_it() -> None:
    attack = Attack(lambda record: [])
    attack.pair.pilot.plug()
    attack.street.segment.run(5.0)
    assert attack.pair.matched
    ev, evse = attack.pair.ev.machine.mac, attack.pair.evse.machine.mac
    run = attack.pair.ev.seen(Joining)
    assert run
    strange: list[r.Mme] = [
        r.SlacParmReq(BROADCAST, ev, b"newrun00"),
        r.SlacMatchReq(evse, ev, b"newrun00", ev, evse),
        r.SlacMatchCnf(ev, evse, b"newrun00", ev, evse, bytes(7), FORGED),
        r.SetKeyCnf(ev, evse, 0, b"1234", b"5678"),
        VsPlLnkStatusCnf(ev, b"\x02\x66\x66\x66\x66\x66", 0, 0),
        VsPlLnkStatusCnf(evse, b"\x02\x66\x66\x66\x66\x66", 0, 0),
    ]
    for n in range(50):
        for record in strange:
            frame = encode(record)
            attack.inject_after(n * 0.05, frame)
    attack.street.segment.run(10.0)
    assert attack.pair.matched
    assert not attack.pair.ev.seen(LinkLost)
    assert not attack.pair.evse.seen(LinkLost)


def test_a_flood_of_requests_does_not_keep_the_car_out_for_long() -> None:
    attack = Attack(lambda record: [])
    for n in range(400):
        request = r.SlacParmReq(BROADCAST, b"\x02\x66" + n.to_bytes(4, "big"), bytes(8))
        frame = encode(request)
        attack.inject_after(n * 0.01, frame)
    attack.pair.pilot.plug()
    assert attack.street.segment.run_until(lambda: attack.pair.matched, 20.0)
    assert len(attack.pair.evse.machine.runs) <= 5  # type: ignore[attr-defined]
