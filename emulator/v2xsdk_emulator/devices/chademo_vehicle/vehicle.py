"""A CHAdeMO car at the far end of the plug: its machine, its own encoder, its battery and its contactors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from v2xsdk.model.can import CanFrame
from v2xsdk.protocol.can.chademo.ev import EvMachine
from v2xsdk.protocol.can.chademo.ev_options import EvBattery
from v2xsdk.protocol.can.chademo.ev_states import EvStopCause
from v2xsdk.protocol.can.chademo.events import EvStateChanged
from v2xsdk.protocol.can.chademo.lines import EvSensed
from v2xsdk_emulator.bus.can_bus import BusPort
from v2xsdk_emulator.devices.chademo_vehicle.frames import pack, unpack
from v2xsdk_emulator.devices.chademo_vehicle.profiles import CarProfile
from v2xsdk_emulator.devices.chademo_vehicle.wires import PlugWires
from v2xsdk_emulator.plant.plant import Plant
from v2xsdk_emulator.plant.vehicle import Vehicle

Report = Callable[..., None]


class ChademoVehicle:
    """Drives ``vehicle``'s contactors by what the charger says on ``port`` and ``wires``.

    ``plant`` gives the voltage at the inlet. ``hears`` changes or drops (``None``) what the car hears, ``muted``
    are identifiers it does not send. ``welded`` keeps the contactors closed once they were, whatever is
    commanded. ``report(name, **values)`` takes events for the truth log.
    """

    def __init__(
        self, profile: CarProfile, vehicle: Vehicle, plant: Plant, port: BusPort, wires: PlugWires, report: Report
    ) -> None:
        self.machine = EvMachine(profile.options)
        self.welded = False
        self.muted: frozenset[int] = frozenset()
        self.hears: Callable[[CanFrame], CanFrame | None] = _as_it_is
        self._vehicle = vehicle
        self._plant = plant
        self._port = port
        self._wires = wires
        self._report = report
        vehicle.contactors_closed = False
        port.subscribe(self._receive)
        wires.listen(self._wire_changed)

    def stop(self, now: float, cause: EvStopCause = EvStopCause.DRIVER) -> None:
        """The driver ends the session, or the car has a fault."""
        self.machine.stop(now, cause)
        self._apply(now)

    def tick(self, now: float) -> None:
        """Measure, let time pass, send what is due."""
        self.machine.battery(self._battery(), now)
        self.machine.measured(self._plant.voltage_v, self._plant.current_a, now)
        self._sense(now)
        for record in self.machine.to_send(now):
            frame = pack(record)
            if frame.can_id not in self.muted:
                self._port.send(frame)
        self._apply(now)

    def truth(self) -> dict[str, Any]:
        """What the car is and does now."""
        view = self.machine.view
        return {
            "state": str(self.machine.state),
            "cause": None if self.machine.cause is None else str(self.machine.cause),
            "contactors_closed": self._vehicle.contactors_closed,
            "request_a": view.request_a,
            "discharge_allowed_a": view.discharge_allowed_a,
        }

    def _receive(self, frame: CanFrame) -> None:
        heard = self.hears(frame)
        record = None if heard is None else unpack(heard)
        if record is not None:
            self.machine.receive(record, frame.time_s)
            self._apply(frame.time_s)

    def _wire_changed(self, name: str, on: bool) -> None:
        if name in ("d1", "d2", "proximity"):
            now = self._wires.clock()
            self._sense(now)
            self._apply(now)

    def _sense(self, now: float) -> None:
        wires = self._wires
        self.machine.sense(EvSensed(wires["d1"], wires["d2"], wires["proximity"]), now)

    def _apply(self, now: float) -> None:
        outputs = self.machine.view.outputs
        self._wires.set("k", outputs.permission)
        self._switch(outputs.contactors and self._wires.coil)
        while (event := self.machine.next_event()) is not None:
            if isinstance(event, EvStateChanged):
                self._report("chademo car", state=str(event.state), cause=str(event.cause or ""))

    def _switch(self, closed: bool) -> None:
        vehicle = self._vehicle
        if vehicle.contactors_closed == closed or (self.welded and vehicle.contactors_closed):
            return
        self._report(
            "chademo contactors closed" if closed else "chademo contactors opened",
            inlet_v=round(self._plant.voltage_v, 1),
            current_a=round(self._plant.current_a, 1),
        )
        vehicle.contactors_closed = closed

    def _battery(self) -> EvBattery:
        vehicle = self._vehicle
        return EvBattery(
            soc_percent=vehicle.soc_percent,
            capacity_kwh=vehicle.kind.usable_wh / 1000.0,
            voltage_v=vehicle.pack.voltage_v,
            charge_current_max_a=vehicle.limits.charge_current_a,
            discharge_current_max_a=vehicle.limits.discharge_current_a,
        )


def _as_it_is(frame: CanFrame) -> CanFrame | None:
    return frame
