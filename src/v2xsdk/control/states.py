"""The state of a charger, from what is known about it."""

from __future__ import annotations

import msgspec

from v2xsdk.model import ChargerState, Reason, StateChanged


class Situation(msgspec.Struct, frozen=True):
    """What decides the state; ``off_pending``: the unit has not yet said that it is off."""

    closed: bool
    lost: bool
    latched: bool
    wanted_on: bool
    output_on: bool | None
    off_pending: bool


def charger_state(now: Situation) -> ChargerState:
    """Return the state; the first that applies wins."""
    if now.closed:
        return ChargerState.CLOSED
    if now.lost:
        return ChargerState.LOST
    if now.latched:
        return ChargerState.LATCHED
    if now.wanted_on:
        return ChargerState.RUNNING if now.output_on else ChargerState.STARTING
    return ChargerState.STOPPING if now.off_pending else ChargerState.IDLE


class StateKeeper:
    """Remembers the state, so that each change is told once."""

    def __init__(self) -> None:
        self.state = ChargerState.IDLE

    def turn(self, situation: Situation, now: float, reason: Reason) -> StateChanged | None:
        """Return the change to the state of ``situation``, ``None`` if it is the same as before."""
        previous, self.state = self.state, charger_state(situation)
        if self.state is previous:
            return None
        return StateChanged(time_s=now, state=self.state, previous=previous, reason=reason)
