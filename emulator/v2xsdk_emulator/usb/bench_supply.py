"""A bidirectional bench supply on USBTMC, with a battery on its terminals.

Voltage priority with a current limit for each direction; positive current leaves the supply.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.descriptors import DeviceSpec
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.scpi import Interpreter, ScpiError, number, switch
from v2xsdk_emulator.usb.timebase import RealTime, Timebase
from v2xsdk_emulator.usb.tmc import TmcFunction

SPEC = DeviceSpec(
    0x1209, 0x5634, manufacturer="v2xsdk", product="bidirectional supply", serial="SUP0001", usb_release=0x0200
)
OVER_VOLTAGE, OVER_CURRENT, UNDER_VOLTAGE, WATCHDOG = 1, 2, 4, 8


class Ratings(msgspec.Struct, frozen=True):
    """What the supply can do, in V, A and W; ``watchdog`` tells whether it has an output watchdog."""

    voltage_v: float = 1000.0
    current_a: float = 60.0
    power_w: float = 15_000.0
    watchdog: bool = False


class Battery(msgspec.Struct):
    """A voltage behind a resistance: V and ohm."""

    voltage_v: float = 400.0
    resistance_ohm: float = 0.1


class BenchSupply(Interpreter):
    """The instrument. ``battery`` may be changed by tests; ``tripped`` holds the protections that acted."""

    def __init__(self, timebase: Timebase, ratings: Ratings | None = None) -> None:
        super().__init__("v2xsdk,BIDI-15,SUP0001,1.0")
        self.ratings = ratings or Ratings()
        self.battery = Battery()
        self.tripped = 0
        self._timebase = timebase
        self._last_message_s = timebase.now()
        self._values: dict[str, float] = {}
        self._switches: dict[str, bool] = {}
        self._preset([])
        self._add_settings()
        self._add_the_rest()

    @property
    def output_on(self) -> bool:
        """Whether the output is on, after what protections and watchdog have to say."""
        self._protect()
        return self._switches["output"]

    def current_a(self) -> float:
        """Return the current into the battery, limited by the settings and the power rating."""
        if not self._switches["output"]:
            return 0.0
        free = (self._values["voltage"] - self.battery.voltage_v) / self.battery.resistance_ohm
        most = min(self._values["positive"], self.ratings.power_w / max(self.battery.voltage_v, 1.0))
        least = max(self._values["negative"], -self.ratings.power_w / max(self.battery.voltage_v, 1.0))
        return min(max(free, least), most)

    def voltage_v(self) -> float:
        """Return the voltage on the terminals."""
        return self.battery.voltage_v + self.current_a() * self.battery.resistance_ohm

    def execute(self, message: str) -> None:
        """Carry out a message; any message feeds the watchdog."""
        self._protect()
        self._last_message_s = self._timebase.now()
        super().execute(message)

    def _add_settings(self) -> None:
        volts, amps = self.ratings.voltage_v, self.ratings.current_a
        self._level("[SOURce]:VOLTage[:LEVel]", "voltage", 0.0, volts)
        self._level("[SOURce]:CURRent:LIMit:POSitive", "positive", 0.0, amps)
        self._level("[SOURce]:CURRent:LIMit:NEGative", "negative", -amps, 0.0)
        self._level("[SOURce]:VOLTage:PROTection[:LEVel]", "over_voltage", 0.0, 1.1 * volts)
        self._level("[SOURce]:VOLTage:UNDer:PROTection[:LEVel]", "under_voltage", 0.0, volts)
        self._level("[SOURce]:CURRent:PROTection[:LEVel]", "over_current", 0.0, 1.1 * amps)
        self._state("[SOURce]:VOLTage:PROTection:STATe", "over_voltage")
        self._state("[SOURce]:VOLTage:UNDer:PROTection:STATe", "under_voltage")
        self._state("[SOURce]:CURRent:PROTection:STATe", "over_current")
        if self.ratings.watchdog:
            self._level("OUTPut:PROTection:WDOG:DELay", "watchdog", 1.0, 3600.0)
            self._state("OUTPut:PROTection:WDOG[:STATe]", "watchdog")

    def _add_the_rest(self) -> None:
        self.add("*RST", self._preset)
        self.add("OUTPut[:STATe]", self._output_switch)
        self.add("OUTPut[:STATe]?", lambda _: str(int(self.output_on)))
        self.add("OUTPut:PROTection:CLEar", self._clear_protection)
        self.add("STATus:QUEStionable:CONDition?", lambda _: str(self.tripped))
        self.add("MEASure[:SCALar]:VOLTage[:DC]?", lambda _: f"{self.voltage_v():.3f}")
        self.add("MEASure[:SCALar]:CURRent[:DC]?", lambda _: f"{self.current_a():.3f}")
        self.add("MEASure[:SCALar]:POWer[:DC]?", lambda _: f"{self.voltage_v() * self.current_a():.1f}")
        self.add("SYSTem:REMote", lambda _: None)
        self.add("SYSTem:LOCal", lambda _: None)
        self.add("[SOURce]:POWer[:LEVel]?", lambda _: f"{self.ratings.power_w:.1f}")

    def _level(self, pattern: str, name: str, low: float, high: float) -> None:
        def store(arguments: list[str]) -> None:
            self._values[name] = number(arguments, low, high)

        self.add(pattern, store)
        self.add(pattern + "?", lambda a: f"{number(a, low, high) if a else self._values[name]:.3f}")

    def _state(self, pattern: str, name: str) -> None:
        def store(arguments: list[str]) -> None:
            self._switches[name] = switch(arguments)

        self.add(pattern, store)
        self.add(pattern + "?", lambda _: str(int(self._switches[name])))

    def _preset(self, _: list[str]) -> None:
        volts, amps = self.ratings.voltage_v, self.ratings.current_a
        self._values = {"voltage": 0.0, "positive": 0.0, "negative": 0.0, "watchdog": 60.0}
        self._values |= {"over_voltage": 1.1 * volts, "under_voltage": 0.0, "over_current": 1.1 * amps}
        self._switches = dict.fromkeys(("output", "over_voltage", "under_voltage", "over_current", "watchdog"), False)

    def _output_switch(self, arguments: list[str]) -> None:
        on = switch(arguments)
        if on and self.tripped:
            raise ScpiError(-221, "Settings conflict;protection tripped")
        self._switches["output"] = on

    def _clear_protection(self, _: list[str]) -> None:
        self.tripped = 0

    def _protect(self) -> None:
        if not self._switches["output"]:
            return
        silent_s = self._timebase.now() - self._last_message_s
        causes: list[tuple[str, int, Callable[[], bool]]] = [
            ("over_voltage", OVER_VOLTAGE, lambda: self.voltage_v() > self._values["over_voltage"]),
            ("under_voltage", UNDER_VOLTAGE, lambda: self.voltage_v() < self._values["under_voltage"]),
            ("over_current", OVER_CURRENT, lambda: abs(self.current_a()) > self._values["over_current"]),
            ("watchdog", WATCHDOG, lambda: silent_s > self._values["watchdog"]),
        ]
        for name, bit, acts in causes:
            if self._switches[name] and acts():
                self.tripped |= bit
        if self.tripped:
            self._switches["output"] = False


def plug(bus: UsbBus, timebase: Timebase | None = None) -> Attached:
    """Plug a bench supply into ``bus``."""
    clock = timebase or RealTime()
    return bus.plug(UsbDevice(SPEC, (TmcFunction(BenchSupply(clock)),), clock))
