"""A vehicle in software: a battery behind the session machine, with the wishes of its driver."""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.ev import EvState, Wish
from v2xsdk.protocol.v2g.said import EvseSaid
from v2xsdk.runtime.v2g.evcc_connection import VehicleSide


class EvProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vehicle as a TOML file describes it: powers in W, currents in A, energies in Wh, as magnitudes.

    ``loops`` ends the session after that many pairs of the loop; ``discharge`` lets it give energy.
    ``flip_every`` turns the wanted direction of a Scheduled session every so many pairs.
    """

    name: str = "test vehicle"
    soc_percent: float = 50.0
    capacity_wh: float = 60_000.0
    voltage_empty_v: float = 340.0
    voltage_full_v: float = 420.0
    voltage_max_v: float = 450.0
    voltage_min_v: float = 300.0
    charge_current_max_a: float = 200.0
    charge_power_max_w: float = 80_000.0
    discharge_current_max_a: float = 100.0
    discharge_power_max_w: float = 40_000.0
    target_soc_percent: int = 80
    minimum_soc_percent: int = 20
    departure_s: int = 36_000
    loops: int = 10
    discharge: bool = False


class SimulatedEv(VehicleSide):
    """Follows the effects of one session; ``state(now)`` is what the machine is told."""

    def __init__(self, profile: EvProfile, *, early: bool = False) -> None:
        self.profile = profile
        self.soc_percent = profile.soc_percent
        self.said = EvseSaid()
        self.pairs = 0
        self.wish = Wish.GO_ON
        self.end_wish = Wish.STOP
        self.closed = False
        self._early = early
        self._last_s: float | None = None

    def apply(self, effect: fx.Effect, now: float) -> None:
        """Take what the charger said and what the machine asks of the vehicle."""
        del now
        match effect:
            case fx.ChargerSaid(offer=said):
                self.said = said
            case fx.CloseContactor():
                self.closed = True
            case fx.OpenContactor():
                self.closed = False
            case _:
                pass

    def looped(self) -> None:
        """One pair of the loop is done."""
        self.pairs += 1
        if self.pairs >= self.profile.loops:
            self.wish = self.end_wish

    def state(self, now: float) -> EvState:
        """Return the vehicle as it is now."""
        self._advance(now)
        p, volts = self.profile, self.battery_voltage_v()
        room_wh = p.capacity_wh / 100.0
        return EvState(
            soc_percent=self.soc_percent,
            capacity_wh=p.capacity_wh,
            battery_voltage_v=volts,
            voltage_min_v=p.voltage_min_v,
            voltage_max_v=p.voltage_max_v,
            charge_current_max_a=p.charge_current_max_a,
            charge_power_max_w=p.charge_power_max_w,
            discharge_current_max_a=p.discharge_current_max_a if p.discharge else 0.0,
            discharge_power_max_w=p.discharge_power_max_w if p.discharge else 0.0,
            target_voltage_v=min(volts + 10.0, p.voltage_max_v),
            target_current_a=self._target_current(volts),
            present_power_w=self._ac_power(),
            target_energy_wh=(p.target_soc_percent - self.soc_percent) * room_wh,
            maximum_energy_wh=(100.0 - self.soc_percent) * room_wh,
            minimum_energy_wh=(p.minimum_soc_percent - self.soc_percent) * room_wh,
            maximum_v2x_energy_wh=(90.0 - self.soc_percent) * room_wh if p.discharge else None,
            minimum_v2x_energy_wh=(p.minimum_soc_percent - self.soc_percent) * room_wh if p.discharge else None,
            departure_s=p.departure_s,
            minimum_soc_percent=p.minimum_soc_percent,
            target_soc_percent=p.target_soc_percent,
            wish=self.wish,
        )

    def battery_voltage_v(self) -> float:
        """Return the battery's voltage, a straight line over its state of charge."""
        p = self.profile
        return p.voltage_empty_v + (p.voltage_full_v - p.voltage_empty_v) * self.soc_percent / 100.0

    def _target_current(self, volts: float) -> float:
        """Ask for what both sides bear; the direction is the one the charger has room for (-20 BPT)."""
        p, said = self.profile, self.said
        charge_w = p.charge_power_max_w if said.charge_power_max_w is None else said.charge_power_max_w
        discharge_w = said.discharge_power_max_w or 0.0
        if p.discharge and discharge_w > charge_w and not self._early:
            limit_a = min(p.discharge_current_max_a, said.discharge_current_max_a or 0.0)
            return -min(limit_a, discharge_w / volts, p.discharge_power_max_w / volts)
        limit_a = p.charge_current_max_a if said.charge_current_max_a is None else said.charge_current_max_a
        return min(p.charge_current_max_a, limit_a, charge_w / volts, p.charge_power_max_w / volts)

    def _ac_power(self) -> float:
        """Follow an AC charger's target within the vehicle's own limits."""
        target_w = self.said.target_power_w
        if target_w is None or not self.closed:
            return 0.0
        lowest_w = -self.profile.discharge_power_max_w if self.profile.discharge else 0.0
        return max(lowest_w, min(target_w, self.profile.charge_power_max_w))

    def _advance(self, now: float) -> None:
        passed_s = 0.0 if self._last_s is None else now - self._last_s
        self._last_s = now
        power_w = self._ac_power()
        if self.said.present_current_a is not None:
            power_w = self.said.present_current_a * (self.said.present_voltage_v or 0.0)
        self.soc_percent += power_w * passed_s / 36.0 / self.profile.capacity_wh
        self.soc_percent = max(0.0, min(100.0, self.soc_percent))
