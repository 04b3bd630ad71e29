"""The control pilot wire with its two ends, as basic signalling (IEC 61851-1) works on it.

The EVSE drives plus and minus 12 V through 1 kOhm; the vehicle loads the positive half through a diode. What
each end reads is computed from the voltages on the wire, so both can only be as right as the wire is.
"""

from __future__ import annotations

from collections.abc import Callable

from v2xsdk.errors import DeviceRefused
from v2xsdk.protocol.slac.pilot import (
    ControlPilot,
    PilotCommand,
    PilotReading,
    PilotState,
    SetDuty,
    SetVehicleState,
)

SOURCE_V = 12.0
SOURCE_OHM = 1000.0
DIODE_V = 0.7
_LOAD_OHM = {PilotState.B: 2740.0, PilotState.C: 882.0, PilotState.D: 246.0}
_LOWEST_V = (
    (PilotState.A, 10.5),
    (PilotState.B, 7.5),
    (PilotState.C, 4.5),
    (PilotState.D, 1.5),
    (PilotState.E, -1.5),
)
"""The lowest voltage of the positive half in each state; below all of them is F."""

Listener = Callable[[PilotReading], None]


class PilotLine:
    """The wire. ``plug`` and ``unplug`` are what a driver does."""

    def __init__(self) -> None:
        self.plugged = False
        self.load: PilotState = PilotState.B
        self.duty_percent: float | None = None
        self.error: PilotState | None = None
        self.evse = EvseEnd(self)
        self.ev = EvEnd(self)

    def plug(self) -> None:
        """Connect the vehicle."""
        self.plugged = True
        self.load = PilotState.B
        self.changed()

    def unplug(self) -> None:
        """Disconnect it."""
        self.plugged = False
        self.changed()

    @property
    def high_v(self) -> float:
        """Voltage of the positive half (of the whole period without PWM)."""
        if self.error is PilotState.E:
            return 0.0
        if self.error is PilotState.F:
            return -SOURCE_V
        if not self.plugged:
            return SOURCE_V
        load_ohm = _LOAD_OHM[self.load]
        return DIODE_V + (SOURCE_V - DIODE_V) * load_ohm / (load_ohm + SOURCE_OHM)

    @property
    def read(self) -> PilotReading:
        """What the voltages on the wire mean."""
        for state, lowest_v in _LOWEST_V:
            if self.high_v >= lowest_v:
                duty_percent = None if state is PilotState.E else self.duty_percent
                return PilotReading(state, duty_percent)
        return PilotReading(PilotState.F)

    def changed(self) -> None:
        """Tell both ends."""
        self.evse.notify()
        self.ev.notify()


class _End(ControlPilot):
    def __init__(self, line: PilotLine) -> None:
        self._line = line
        self._listeners: list[Listener] = []
        self._last: PilotReading | None = None

    def reading(self) -> PilotReading:
        """Return what this end reads now."""
        return self._line.read

    def subscribe(self, listener: Listener) -> None:
        """Call ``listener`` with each changed reading."""
        self._listeners.append(listener)

    def notify(self) -> None:
        """Tell the listeners if the reading changed."""
        reading = self.reading()
        if reading != self._last:
            self._last = reading
            for listener in self._listeners:
                listener(reading)


class EvseEnd(_End):
    """The charging station's end: it drives PWM, no PWM, or an error."""

    def apply(self, command: PilotCommand) -> None:
        """Drive the line."""
        if isinstance(command, SetVehicleState):
            raise DeviceRefused("the charging station's end of the pilot cannot load the line")
        if isinstance(command, SetDuty):
            self._line.duty_percent, self._line.error = command.duty_percent, None
        elif command.state.error:
            self._line.duty_percent, self._line.error = None, command.state
        else:
            raise DeviceRefused(f"{command.state.name} is no error state; use E or F")
        self._line.changed()


class EvEnd(_End):
    """The vehicle's end: it loads the line. Unplugged, it sees nothing (read as A)."""

    def reading(self) -> PilotReading:
        """Return what the vehicle sees."""
        return self._line.read if self._line.plugged else PilotReading(PilotState.A)

    def apply(self, command: PilotCommand) -> None:
        """Load the line for state B, C or D."""
        if not isinstance(command, SetVehicleState):
            raise DeviceRefused("the vehicle's end of the pilot cannot drive the line")
        if command.state not in _LOAD_OHM:
            raise DeviceRefused(f"a vehicle loads the line for B, C or D, not {command.state.name}")
        self._line.load = command.state
        self._line.changed()
