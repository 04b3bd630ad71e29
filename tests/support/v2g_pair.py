"""A charger's and a vehicle's session machine on one virtual clock, over real bytes."""

from __future__ import annotations

from collections.abc import Callable

from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import wire
from v2xsdk.protocol.v2g.evcc_machine import EvccMachine
from v2xsdk.protocol.v2g.secc_machine import SeccMachine
from v2xsdk.protocol.v2g.v2gtp import Deframer, Frame
from v2xsdk.runtime.v2g.simulated_ev import SimulatedEv
from v2xsdk.runtime.v2g.simulated_evse import SimulatedEvse

LOOPS = ("charging", "charging_ac")
Trace = list[tuple[float, str, object]]


class Pair:
    """Runs both machines; ``trace`` holds (time, "req" or "res", message) as decoded from the wire."""

    def __init__(
        self, secc: SeccMachine, evcc: EvccMachine, evse: SimulatedEvse, ev: SimulatedEv, start_s: float = 100.0
    ) -> None:
        self.secc, self.evcc, self.evse, self.ev = secc, evcc, evse, ev
        self.now = start_s
        self.trace: Trace = []
        self.secc_effects: list[tuple[float, fx.Effect]] = []
        self.evcc_effects: list[tuple[float, fx.Effect]] = []
        self.on_loop: Callable[[Pair], None] = lambda pair: None
        self.answer_delay_s = 0.002
        self.lose: str | None = None
        """Name of the message that is lost on its way; the first time ends the exchange."""
        self.lost_at: float | None = None

    def run(self, limit_s: float = 300.0) -> None:
        """Run until both sides ended, at most ``limit_s`` of virtual time."""
        self.evcc.update(self.ev.state(self.now), self.now)
        self.evcc.start(self.now)
        end_s = self.now + limit_s
        while not (self.secc.ended and self.evcc.ended):
            self._exchange()
            if self.secc.ended and self.evcc.ended:
                break
            self.step()
            assert self.now < end_s, f"no end: {self.secc.state}, {self.evcc.state}"

    def _deadlines(self) -> list[float]:
        tick = [self.now + 0.05]
        return tick + [d for d in (self.secc.next_deadline(), self.evcc.next_deadline()) if d is not None]

    def _exchange(self) -> None:
        moved = True
        while moved:
            moved = self._drain_evcc()
            moved = self._drain_secc() or moved

    def _drain_evcc(self) -> bool:
        found = self.evcc.effects()
        for effect in found:
            self.evcc_effects.append((self.now, effect))
            self.ev.apply(effect, self.now)
            if isinstance(effect, fx.Send):
                message, stream = self._over_the_wire(effect, "req")
                if self._loses(message):
                    continue
                self.now += self.answer_delay_s
                self.secc.update(self.evse.state(self.now), self.now)
                self.secc.receive(message, self.now, stream)
            elif isinstance(effect, fx.Close):
                self.secc.peer_closed(self.now)
        return bool(found)

    def _drain_secc(self) -> bool:
        found = self.secc.effects()
        for effect in found:
            self.secc_effects.append((self.now, effect))
            self.evse.apply(effect, self.now)
            if isinstance(effect, fx.Send):
                message, stream = self._over_the_wire(effect, "res")
                if self._loses(message):
                    continue
                if self.evcc.state in LOOPS:
                    self.ev.looped()
                    self.on_loop(self)
                self.evcc.update(self.ev.state(self.now), self.now)
                self.evcc.receive(message, self.now, stream)
            elif isinstance(effect, fx.Close):
                self.evcc.peer_closed(self.now)
        return bool(found)

    def _loses(self, message: object) -> bool:
        body = getattr(getattr(message, "Body", None), "BodyElement", message)
        if self.lost_at is None and type(body).__name__ == self.lose:
            self.lost_at = self.now
        return self.lost_at is not None

    def run_until_lost(self) -> float:
        """Run until the message ``lose`` is lost; returns when. Nothing moves afterwards."""
        self.evcc.update(self.ev.state(self.now), self.now)
        self.evcc.start(self.now)
        while self.lost_at is None:
            assert not (self.secc.ended or self.evcc.ended), f"{self.lose} was never sent"
            self._exchange()
            if self.lost_at is None:
                self.step()
        return self.lost_at

    def step(self) -> None:
        """Move to the next deadline of either side."""
        self.now = max(self.now, min(self._deadlines()))
        self.secc.update(self.evse.state(self.now), self.now)
        self.evcc.update(self.ev.state(self.now), self.now)
        self.secc.handle_timeout(self.now)
        self.evcc.handle_timeout(self.now)

    def _over_the_wire(self, effect: fx.Send, direction: str) -> tuple[object, fx.Stream]:
        frame = Deframer().receive(wire.encode(effect.message, self.secc.protocol, effect.stream))[0]
        assert isinstance(frame, Frame)
        decoded = wire.decode(frame, self.secc.protocol)
        assert decoded is not None
        assert decoded[0] == effect.message
        self.trace.append((self.now, direction, decoded[0]))
        return decoded

    def names(self) -> list[str]:
        """Names of all messages, repetitions once."""
        found: list[str] = []
        for _, _, message in self.trace:
            body = getattr(message, "Body", None)
            name = type(body.BodyElement if body is not None else message).__name__
            if not found or found[-2:-1] != [name]:
                found.append(name)
        return found
