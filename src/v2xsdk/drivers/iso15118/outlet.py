"""The outlet as a session sees it: the station's offer, measured values, isolation and authorization."""

from __future__ import annotations

import msgspec

from v2xsdk.model import EvseOffer
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.evse import Authorization, EvseState, Isolation, MeterReading, Notice
from v2xsdk.runtime.v2g.charger_side import ChargerSide
from v2xsdk.runtime.v2g.simulated_evse import SimulatedEvse, SimulatedRatings

NO_OFFER = EvseOffer(0.0, 1000.0, 0.0, 0.0, 0.0, 0.0)
MEASURED_FOR_S = 1.0
"""A measured value older than this is unknown."""


class Outlet(ChargerSide):
    """One connector. What is not measured is unknown, or simulated where the integrator wants a bench."""

    def __init__(self, *, simulate: bool) -> None:
        self.offer = NO_OFFER
        self.isolation = Isolation.UNKNOWN
        self.authorization = Authorization.PENDING
        self.notice = Notice.NONE
        self.fault = ""
        self.meter: MeterReading | None = None
        self.contactor_closed: bool | None = None
        self._measured: tuple[float, float | None, float | None, float | None] | None = None
        self._bench = SimulatedEvse(SimulatedRatings()) if simulate else None

    def measured(self, now: float, voltage_v: float | None, current_a: float | None, ac_power_w: float | None) -> None:
        """Take what was measured at the connector, signed positive to the vehicle."""
        self._measured = (now, voltage_v, current_a, ac_power_w)

    def state(self, now: float) -> EvseState:
        """Return the outlet as it is now."""
        volts, amps, watts = self._present(now)
        bench = self._bench_state(now)
        return EvseState(
            offer=self.offer,
            present_voltage_v=volts if bench is None or volts is not None else bench.present_voltage_v,
            present_current_a=amps if bench is None or amps is not None else bench.present_current_a,
            present_power_w=watts if bench is None or watts is not None else bench.present_power_w,
            isolation=self.isolation if bench is None or self.isolation is not Isolation.UNKNOWN else bench.isolation,
            contactor_closed=self.contactor_closed if bench is None else bench.contactor_closed,
            authorization=self.authorization,
            notice=self.notice,
            fault=self.fault,
            meter=self.meter,
        )

    def apply(self, effect: fx.Effect, now: float) -> None:
        """Pass on to the bench; a real power part is the station's business."""
        if isinstance(effect, fx.SessionEnded | fx.OpenContactor):
            self.isolation = Isolation.UNKNOWN
        if self._bench is not None:
            self._bench.apply(effect, now)

    def _bench_state(self, now: float) -> EvseState | None:
        if self._bench is None:
            return None
        offer = self.offer
        self._bench.setpoint_w = offer.setpoint_w
        self._bench.ratings = msgspec.structs.replace(
            self._bench.ratings, current_max_a=max(offer.charge_current_max_a, offer.discharge_current_max_a)
        )
        return self._bench.state(now)

    def _present(self, now: float) -> tuple[float | None, float | None, float | None]:
        if self._measured is None or now - self._measured[0] > MEASURED_FOR_S:
            return None, None, None
        return self._measured[1:]
