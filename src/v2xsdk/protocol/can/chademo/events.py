"""What happened in a CHAdeMO session, one record a fact; ``time_s`` is on the caller's clock."""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.can.chademo.demand import Demand
from v2xsdk.protocol.can.chademo.ev_states import EvState, EvStopCause
from v2xsdk.protocol.can.chademo.evse_states import EvseState, StopCause
from v2xsdk.protocol.can.chademo.lines import EvOutputs, EvseOutputs


class EvseStateChanged(msgspec.Struct, frozen=True):
    """The charger's machine moved on; ``cause`` is why the session ends, once it does."""

    time_s: float
    state: EvseState
    previous: EvseState
    cause: StopCause | None


class EvseLinesChanged(msgspec.Struct, frozen=True):
    """The charger shall drive its lines so."""

    time_s: float
    outputs: EvseOutputs


class DemandChanged(msgspec.Struct, frozen=True):
    """The converter shall do this now."""

    time_s: float
    demand: Demand


class EvStateChanged(msgspec.Struct, frozen=True):
    """The car's machine moved on; ``cause`` is why it ends the session, once it does."""

    time_s: float
    state: EvState
    previous: EvState
    cause: EvStopCause | None


class EvLinesChanged(msgspec.Struct, frozen=True):
    """The car shall drive line k and its contactors so."""

    time_s: float
    outputs: EvOutputs


EvseEvent = EvseStateChanged | EvseLinesChanged | DemandChanged
EvEvent = EvStateChanged | EvLinesChanged
