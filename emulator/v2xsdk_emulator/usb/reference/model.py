"""What the reference charger knows about itself: values, faults, events, settings, self-tests."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

import msgspec

LOG_CAPACITY = 1000
Setting = bool | float | str


class Value(msgspec.Struct, frozen=True):
    """A live value; ``read`` gives it for a device time in seconds, NaN when unknown."""

    name: str
    unit: str
    read: Callable[[float], float]


class MemorisedFault(msgspec.Struct):
    """A fault in the memory; times in microseconds since 1970, 0 when unknown."""

    code: int
    name: str
    severity: int
    active: bool = True
    count: int = 1
    first_us: int = 0
    last_us: int = 0
    snapshot: dict[int, float] | None = None


class SettingEntry(msgspec.Struct, frozen=True):
    """A setting: type 0 bool, 1 number, 2 text; bounds hold for numbers."""

    name: str
    kind: int
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    writable: bool = True


class SelfTest(msgspec.Struct, frozen=True):
    """A self-test: how long it takes and what comes out."""

    name: str
    duration_s: float
    passes: bool = True
    detail: str = "done"


class Event(msgspec.Struct, frozen=True):
    """One line of the event log."""

    sequence: int
    time_us: int
    level: int
    text: str


class ChargerModel:
    """The charger behind the service port. ``energised``: a session runs, contactors closed, or output on."""

    def __init__(self) -> None:
        self.manufacturer, self.product, self.serial = "v2xsdk", "reference charger", "V2X-000001"
        self.hardware = 3
        self.energised = False
        self.clock_offset_s = 1_700_000_000.0
        self.values = default_values()
        self.faults: dict[int, MemorisedFault] = {}
        self.tests = (
            SelfTest("insulation monitor", 1.0),
            SelfTest("fans", 0.5, detail="1800 rpm"),
            SelfTest("contactor drivers", 0.8, passes=False, detail="auxiliary contact 2 does not follow"),
        )
        self.setting_entries = (
            SettingEntry("max_current_a", 1, "A", 0.0, 200.0),
            SettingEntry("max_discharge_power_w", 1, "W", 0.0, 60_000.0),
            SettingEntry("discharge_enabled", 0),
            SettingEntry("site_name", 2),
            SettingEntry("rated_voltage_v", 1, "V", writable=False),
        )
        self.settings: list[Setting] = [125.0, 22_000.0, True, "depot 4", 1000.0]
        self._log: deque[Event] = deque(maxlen=LOG_CAPACITY)
        self._next_event = 0

    def time_us(self, now_s: float) -> int:
        """Return the charger's own time in microseconds since 1970."""
        return round((now_s + self.clock_offset_s) * 1e6)

    def log(self, now_s: float, level: int, text: str) -> None:
        """Write an event: level 0 debug, 1 information, 2 warning, 3 error."""
        self._log.append(Event(self._next_event, self.time_us(now_s), level, text))
        self._next_event += 1

    def log_range(self) -> tuple[int, int]:
        """Return the oldest number kept and the next to be given."""
        return (self._log[0].sequence if self._log else self._next_event), self._next_event

    def events_from(self, sequence: int) -> list[Event]:
        """Return the events kept from ``sequence`` on."""
        return [event for event in self._log if event.sequence >= sequence]

    def raise_fault(self, code: int, name: str, severity: int, now_s: float) -> None:
        """Store a fault with the values of this moment."""
        time_us = self.time_us(now_s)
        known = self.faults.get(code)
        frozen = {index: value.read(now_s) for index, value in enumerate(self.values[:8])}
        if known is None:
            self.faults[code] = MemorisedFault(code, name, severity, True, 1, time_us, time_us, frozen)
        else:
            known.active, known.count, known.last_us = True, known.count + 1, time_us
        self.log(now_s, 3 if severity == 2 else 2, f"fault {code:#x}: {name}")

    def clear_faults(self, code: int | None) -> bool:
        """Forget faults that are not active; return whether ``code`` was known."""
        if code is not None and code not in self.faults:
            return False
        for known in [f for f in self.faults.values() if code in (None, f.code) and not f.active]:
            del self.faults[known.code]
        return True


def _wave(base: float, amplitude: float, period_s: float) -> Callable[[float], float]:
    return lambda now_s: base + amplitude * math.sin(now_s * 2 * math.pi / period_s)


def default_values() -> list[Value]:
    """Return 64 values: the ones a technician looks at first, then the temperatures and cell voltages."""
    named = [
        Value("dc_voltage_v", "V", _wave(412.0, 3.0, 20.0)),
        Value("dc_current_a", "A", _wave(0.0, 0.2, 5.0)),
        Value("dc_power_w", "W", _wave(0.0, 80.0, 5.0)),
        Value("ac_voltage_l1_v", "V", _wave(230.0, 1.0, 30.0)),
        Value("grid_frequency_hz", "Hz", _wave(50.0, 0.02, 60.0)),
        Value("insulation_resistance_ohm", "ohm", lambda _: 2.5e6),
        Value("coolant_temperature_c", "degC", lambda _: math.nan),
        Value("fan_speed_rpm", "1/min", lambda _: 0.0),
    ]
    rest = [Value(f"module_temperature_{n}_c", "degC", _wave(35.0 + n, 0.5, 40.0)) for n in range(1, 57)]
    return named + rest
