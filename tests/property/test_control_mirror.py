"""Swapping charge and discharge mirrors whatever the controller does."""

from __future__ import annotations

import math

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.control import Controller, ControlSettings, SocSettings
from v2xsdk.model import DriverInfo, Measurement, NominalLimits, OrderStatus, PowerLimit, VehicleStatus

INFO = DriverInfo("d", "v", can_discharge=True, minimum_power_w=500.0, direction_change_time_s=1.0)
powers = st.floats(-50_000.0, 50_000.0) | st.sampled_from([0.0, 500.0, -500.0])
magnitudes = st.none() | st.floats(0.0, 60_000.0) | st.just(math.inf)
steps = st.lists(
    st.tuples(
        st.none() | powers,
        st.sampled_from("ab"),
        st.integers(0, 2),
        st.floats(0.2, 10.0),
        powers,
        st.none() | st.tuples(magnitudes, magnitudes),
        st.integers(1, 15),
    ),
    max_size=12,
)


class Half:
    """A controller in a world turned by ``sign``."""

    def __init__(self, sign: int, rates: tuple[float, float]) -> None:
        self.sign = sign
        up, down = rates if sign > 0 else rates[::-1]
        self.controller = Controller(
            INFO,
            nominal=NominalLimits(200.0, 1000.0, 100.0, 100.0, 40_000.0, 40_000.0),
            settings=ControlSettings(
                ramp_charge_w_per_s=up,
                ramp_discharge_w_per_s=down,
                soc=SocSettings(energy_budget_wh=1e15),
            ),
        )
        self.numbers: list[int] = []
        self.power_w = 0.0
        self.on = False

    def limit(self, charge_w: float | None, discharge_w: float | None, now: float) -> None:
        pair = (charge_w, discharge_w) if self.sign > 0 else (discharge_w, charge_w)
        self.controller.limit(PowerLimit("ems", *pair), now)

    def submit(self, power_w: float, owner: str, priority: int, expiry_s: float, fallback_w: float, now: float) -> None:
        order = self.controller.submit(
            self.sign * power_w,
            now,
            owner=owner,
            priority=priority,
            expires_in_s=expiry_s,
            fallback_w=self.sign * fallback_w,
        )
        self.numbers.append(order.number)

    def step(self, now: float) -> tuple[float, bool]:
        vehicle = VehicleStatus(
            now,
            present_voltage_v=400.0,
            present_current_a=self.power_w / 400.0,
            charge_current_max_a=80.0,
            discharge_current_max_a=80.0,
        )
        measured = Measurement(now, dc_voltage_v=400.0, dc_power_w=self.power_w, output_on=self.on)
        self.controller.measurement(measured, vehicle, now)
        command = self.controller.tick(now)
        while self.controller.next_event() is not None:
            pass
        self.power_w, self.on = command.power_w, command.output_on
        return self.sign * command.power_w, command.output_on

    def statuses(self) -> list[OrderStatus]:
        turned = []
        for number in self.numbers:
            status = self.controller.order(number)
            assert status is not None
            measured_w = status.measured_w
            turned.append(
                msgspec.structs.replace(
                    status,
                    power_w=self.sign * status.power_w,
                    granted_w=self.sign * status.granted_w,
                    measured_w=None if measured_w is None else self.sign * measured_w,
                    detail="",
                )
            )
        return turned


@given(steps, st.floats(1000.0, 1e5), st.floats(1000.0, 1e5))
def test_a_mirrored_world_gives_mirrored_commands(
    script: list[tuple[float | None, str, int, float, float, tuple[float | None, float | None] | None, int]],
    up: float,
    down: float,
) -> None:
    halves = Half(1, (up, down)), Half(-1, (up, down))
    tick = 0
    for power_w, owner, priority, expiry_s, fallback_w, limit, ticks in script:
        for half in halves:
            if limit is not None:
                half.limit(*limit, tick / 10)
            if power_w is not None:
                half.submit(power_w, owner, priority, expiry_s, fallback_w, tick / 10)
        for _ in range(ticks):
            tick += 1
            one, other = (half.step(tick / 10) for half in halves)
            assert one == other
    assert halves[0].statuses() == halves[1].statuses()
