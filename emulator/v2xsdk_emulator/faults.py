"""Faults on command: each sets something wrong and puts it right again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from v2xsdk.errors import ConfigError
from v2xsdk_emulator.devices.infypower_beg.module import BegModule
from v2xsdk_emulator.devices.infypower_beg.params import Disobedience
from v2xsdk_emulator.devices.infypower_beg.status import STATES, STATUS_BITS
from v2xsdk_emulator.intruders import GarbageSender, SecondController

if TYPE_CHECKING:
    from v2xsdk_emulator.rig import Rig

#: A sabotaged silent module falls silent this long after it began to deliver.
SILENT_AFTER_S = 2.0
UNDER_DELIVERY_RATIO = 0.9

_DISOBEDIENCE = {
    "ignored-off": Disobedience.KEEPS_DELIVERING,
    "ignored-off-hidden": Disobedience.HIDES_IT,
    "ignored-off-unconfirmed": Disobedience.NEVER_CONFIRMS,
}
SABOTAGES = ("sign-flipped", "under-delivery", "frozen-soc", *_DISOBEDIENCE, "silent-module")


class Faults:
    """Applies faults to a rig. Raises :class:`ConfigError` for a command that makes no sense."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._intruders: dict[str, GarbageSender | SecondController] = {}
        self._silence_waits_since_s: float | None = None
        self._silence_armed = False
        self._kinds: dict[str, Callable[[bool, int | None, Any], None]] = {
            "alarm": self._alarm,
            "silence": self._silence,
            "derate": self._derate,
            "bus-off": self._bus_off,
            "garbage": self._garbage,
            "grid-loss": self._grid_loss,
            "sabotage": self._sabotage,
            "duplicate-address": self._duplicate_address,
            "second-controller": self._second_controller,
            "battery-silent": self._battery_silent,
            "vehicle-limit": self._vehicle_limit,
            "vehicle-fault": self._vehicle_fault,
            "session": self._session,
        }

    def apply(self, kind: str, *, on: bool = True, module: int | None = None, value: Any = None) -> None:
        """Set (``on``) or clear a fault; ``module`` is a position in the rack, all of them if left out."""
        if kind not in self._kinds:
            raise ConfigError(f"no fault {kind!r}: choose one of {', '.join(self._kinds)}")
        if module is not None and not 0 <= module < len(self._rig.rack.modules):
            raise ConfigError(f"no module {module}: the rack has {len(self._rig.rack.modules)}")
        self._kinds[kind](on, module, value)
        self._rig.truth_log.event("fault injected" if on else "fault cleared", fault=kind, module=module, value=value)

    def sabotage(self, name: str, *, on: bool, module: int | None = None) -> None:
        """Turn the sabotage ``name`` on or off."""
        self.apply("sabotage", on=on, module=module, value=name)

    def tick(self, now: float) -> None:
        """Let intruders send, and an armed silent module fall silent."""
        for intruder in self._intruders.values():
            intruder.tick(now)
        if self._silence_armed:
            self._fall_silent(now)

    def close(self) -> None:
        """Stop all intruders."""
        for intruder in self._intruders.values():
            intruder.close()
        self._intruders.clear()

    def _modules(self, module: int | None) -> list[BegModule]:
        modules = self._rig.rack.modules
        return list(modules) if module is None else [modules[module]]

    def _alarm(self, on: bool, module: int | None, value: Any) -> None:
        flag = "fault" if value is None else value
        if flag not in STATUS_BITS or flag in STATES:
            known = ", ".join(sorted(STATUS_BITS.keys() - STATES))
            raise ConfigError(f"no alarm {flag!r}: choose one of {known}")
        for each in self._modules(module):
            if on:
                each.raise_alarm(flag, self._now())
            else:
                each.alarms.discard(flag)

    def _silence(self, on: bool, module: int | None, value: Any) -> None:
        for each in self._modules(module):
            each.silent = on

    def _derate(self, on: bool, module: int | None, value: Any) -> None:
        factor = _ratio(value, default=0.5) if on else 1.0
        for each in self._modules(module):
            each.unit.capability = factor

    def _bus_off(self, on: bool, module: int | None, value: Any) -> None:
        bus = self._rig.battery_bus if value == "battery" else self._rig.power_bus
        if on:
            bus.go_off()
        elif bus.off:
            bus.restart()

    def _garbage(self, on: bool, module: int | None, value: Any) -> None:
        self._intrude("garbage", on, lambda: GarbageSender(self._rig.power_bus, self._rig.options.seed))

    def _second_controller(self, on: bool, module: int | None, value: Any) -> None:
        self._intrude("second-controller", on, lambda: SecondController(self._rig.power_bus))

    def _intrude(self, name: str, on: bool, make: Callable[[], GarbageSender | SecondController]) -> None:
        if on and name not in self._intruders:
            self._intruders[name] = make()
        elif not on and name in self._intruders:
            self._intruders.pop(name).close()

    def _grid_loss(self, on: bool, module: int | None, value: Any) -> None:
        self._rig.grid.present = not on
        self._rig.grid.wander(0.0)

    def _duplicate_address(self, on: bool, module: int | None, value: Any) -> None:
        modules = self._rig.rack.modules
        if len(modules) < 2:
            raise ConfigError("two modules of one address need a rack of at least two")
        position = 1 if module is None else module
        twin = modules[position - 1]
        modules[position].address = twin.address if on else position
        for each in (twin, modules[position]):
            (each.alarms.add if on else each.alarms.discard)("module_id_repeated")

    def _battery_silent(self, on: bool, module: int | None, value: Any) -> None:
        self._rig.battery.silent = on

    def _vehicle_limit(self, on: bool, module: int | None, value: Any) -> None:
        self._rig.vehicle.limit_factor = _ratio(value, default=0.0) if on else 1.0

    def _vehicle_fault(self, on: bool, module: int | None, value: Any) -> None:
        if on:
            self._rig.vehicle.fault = str(value or "on command")
            self._rig.vehicle.contactors_closed = False
        else:
            self._rig.vehicle.reset()

    def _session(self, on: bool, module: int | None, value: Any) -> None:
        self._rig.ecu.model.energised = on

    def _sabotage(self, on: bool, module: int | None, value: Any) -> None:
        if value not in SABOTAGES:
            raise ConfigError(f"no sabotage {value!r}: choose one of {', '.join(SABOTAGES)}")
        if value == "frozen-soc":
            self._rig.battery.frozen_soc_percent = self._rig.vehicle.soc_percent if on else None
        elif value == "silent-module":
            self._arm_silence(on)
        else:
            for each in self._modules(module):
                _sabotage_module(each, value, on)

    def _arm_silence(self, on: bool) -> None:
        self._silence_armed = on
        self._silence_waits_since_s = None
        if not on:
            self._rig.rack.modules[-1].silent = False

    def _fall_silent(self, now: float) -> None:
        victim = self._rig.rack.modules[-1]
        if not victim.delivering:
            self._silence_waits_since_s = None
        elif self._silence_waits_since_s is None:
            self._silence_waits_since_s = now
        elif now - self._silence_waits_since_s >= SILENT_AFTER_S:
            self._silence_armed = False
            self.apply("silence", module=len(self._rig.rack.modules) - 1)

    def _now(self) -> float:
        return self._rig.clock.start_s + self._rig.wire_s()


def _sabotage_module(module: BegModule, name: str, on: bool) -> None:
    if name == "sign-flipped":
        module.sign_flipped = on
    elif name == "under-delivery":
        module.delivery_ratio = UNDER_DELIVERY_RATIO if on else 1.0
    else:
        module.disobedience = _DISOBEDIENCE[name] if on else Disobedience.NONE


def _ratio(value: Any, *, default: float) -> float:
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
        raise ConfigError(f"a share between 0 and 1 is needed, not {value!r}")
    return float(value)
