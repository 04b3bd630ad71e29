"""A rack of BEG modules on one bus: who answers what, the group master, and how it shares the current.

(can-power-modules, section 2.3)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import BusPort
from v2xsdk_emulator.devices.infypower_beg.frames import (
    ALL,
    CONTROLLERS,
    GROUP,
    ONE_MODULE,
    READ,
    WRITE,
    Identifier,
    Refusal,
    answer_frame,
    internal_frame,
    milli,
    split_identifier,
)
from v2xsdk_emulator.devices.infypower_beg.module import BegModule
from v2xsdk_emulator.devices.infypower_beg.registers import (
    MODULE_COUNT,
    READ_MODULE,
    SYSTEM_CURRENT,
    SYSTEM_VOLTAGE,
    WRITE_MODULE,
    is_system,
)
from v2xsdk_emulator.plant.grid import GridConnection

#: Modules tell each other that they live this often, and count one as gone after three times that.
INTERNAL_PERIOD_S = 0.5
GONE_AFTER_S = 1.5


class BegRack:
    """All modules of one power bus. ``clock`` returns the wire time in s, ``report`` takes events."""

    def __init__(
        self,
        modules: Sequence[BegModule],
        port: BusPort,
        grid: GridConnection,
        clock: Callable[[], float],
        report: Callable[..., None],
    ) -> None:
        self.modules = list(modules)
        self.total_a: dict[int, float] = {module.group: 0.0 for module in modules}
        self._port = port
        self._grid = grid
        self._clock = clock
        self._report = report
        self._next_internal_s = clock()

    def present(self, group: int) -> list[BegModule]:
        """Return the modules of ``group`` that the others still hear."""
        now = self._clock()
        return [m for m in self.modules if m.group == group and now - m.last_spoke_s < GONE_AFTER_S]

    def masters(self, group: int) -> list[BegModule]:
        """Return the group's master: the lowest address. Two of the same address both believe to be it."""
        present = self.present(group)
        lowest = min((m.address for m in present), default=-1)
        return [m for m in present if m.address == lowest]

    def tick(self, now: float) -> None:
        """Share the current, let every module's timers run, and talk between modules."""
        for group, total_a in self.total_a.items():
            _share(total_a, self.present(group))
        for module in self.modules:
            module.tick(now)
        if now >= self._next_internal_s:
            self._next_internal_s = now + INTERNAL_PERIOD_S
            self._internal_traffic(now)

    def _internal_traffic(self, now: float) -> None:
        for module in self.modules:
            if not module.silent:
                module.last_spoke_s = now
                self._port.send(internal_frame(module.address, module.unit.voltage_v, module.shown_current_a))

    def receive(self, frame: CanFrame) -> None:
        """Take a frame from the bus and answer it as the addressed modules would."""
        if frame.error or frame.remote or not frame.extended:
            return
        request = split_identifier(frame.can_id)
        if not request.from_controller:
            return
        now = self._clock()
        hearing = [m for m in self.modules if not m.silent]
        for module in hearing:
            module.heard_controller(now, write=request.command == WRITE)
        addressed = [m for m in hearing if _is_addressed(m, request)]
        if len(frame.data) == 8 and request.error == 0:
            self._execute(request, frame.data, addressed, now)

    def _execute(self, request: Identifier, data: bytes, addressed: Sequence[BegModule], now: float) -> None:
        index, raw = int.from_bytes(data[:2]), int.from_bytes(data[4:])
        for module in addressed:
            if is_system(index):
                if not self._speaks_for_group(module, request):
                    continue
                value, refusal = self._system(request, module, index, raw)
            elif request.command == READ and index in READ_MODULE:
                value, refusal = READ_MODULE[index](module, self._grid), Refusal.NONE
            elif request.command == WRITE and index in WRITE_MODULE:
                value, refusal = raw, WRITE_MODULE[index](module, raw, now)
            else:
                value, refusal = raw, Refusal.COMMAND_INVALID
            self._answer(request, module, index, value, refusal)

    def _speaks_for_group(self, module: BegModule, request: Identifier) -> bool:
        return _is_single(request) or module in self.masters(module.group)

    def _answer(self, request: Identifier, module: BegModule, index: int, value: int, refusal: Refusal) -> None:
        if refusal is not Refusal.NONE:
            self._report("refused command", module=module.address, index=f"{index:04x}", error=int(refusal))
        self._port.send(answer_frame(request, module.address, index, value, refusal))

    def _system(self, request: Identifier, module: BegModule, index: int, raw: int) -> tuple[int, Refusal]:
        """Read or write one of the 10xx; addressed to one module they concern that module alone."""
        members = [module]
        if not _is_single(request):
            members = [m for m in self.present(module.group) if not m.silent]
        if request.command == READ and index in (SYSTEM_VOLTAGE, SYSTEM_CURRENT, MODULE_COUNT):
            return _read_system(index, members), Refusal.NONE
        if request.command == WRITE and index == SYSTEM_VOLTAGE:
            return raw, self._write_voltage(raw, members)
        if request.command == WRITE and index == SYSTEM_CURRENT:
            return raw, self._write_current(raw, members, alone=_is_single(request))
        return raw, Refusal.COMMAND_INVALID

    def _write_voltage(self, raw: int, members: Sequence[BegModule]) -> Refusal:
        if raw > min(milli(m.params.voltage_max_v) for m in members):
            return Refusal.DATA_INVALID
        self._note(members, "voltage_setpoint_v", members[0].voltage_setpoint_v, raw / 1000.0)
        for module in members:
            module.voltage_setpoint_v = raw / 1000.0
        return Refusal.NONE

    def _write_current(self, raw: int, members: Sequence[BegModule], *, alone: bool) -> Refusal:
        if raw > sum(milli(m.params.current_max_a) for m in members):
            return Refusal.DATA_INVALID
        current_a, group = raw / 1000.0, members[0].group
        if alone:
            self._note(members, "current_setpoint_a", members[0].own_current_a, current_a)
            members[0].own_current_a = current_a
            return Refusal.NONE
        self._note(members, "current_setpoint_a", self.total_a[group], current_a)
        self.total_a[group] = current_a
        for module in members:
            module.own_current_a = None
        return Refusal.NONE

    def _note(self, members: Sequence[BegModule], name: str, before: float | None, after: float) -> None:
        if before != after:
            fields: dict[str, Any] = {name: after, "group": members[0].group}
            self._report("set-point change", **fields)


def _is_single(request: Identifier) -> bool:
    return request.device == ONE_MODULE and request.destination != ALL


def _is_addressed(module: BegModule, request: Identifier) -> bool:
    if request.device not in (ONE_MODULE, GROUP) or request.source not in CONTROLLERS:
        return False
    if request.destination == ALL:
        return True
    return request.destination == (module.group if request.device == GROUP else module.address)


def _read_system(index: int, members: Sequence[BegModule]) -> int:
    if index == MODULE_COUNT:
        return len({m.address for m in members})
    if index == SYSTEM_VOLTAGE:
        return milli(members[0].unit.voltage_v)
    return milli(sum(m.shown_current_a for m in members))


def _share(total_a: float, members: Sequence[BegModule]) -> None:
    """Give each module an equal part of ``total_a``; what one cannot carry goes to the others."""
    left_a = total_a
    waiting = sorted(members, key=lambda m: m.capability_a)
    for position, module in enumerate(waiting):
        part_a = left_a / (len(waiting) - position)
        carried_a = min(part_a, module.capability_a)
        left_a -= carried_a
        if not module.silent:
            module.share_a = carried_a
