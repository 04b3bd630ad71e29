"""InfyPower BEG/BEC modules as a power stage (can-power-modules, section 2)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import msgspec

from v2xsdk.drivers.infypower_beg.exchange import Exchange
from v2xsdk.drivers.infypower_beg.identify import find_modules, read_capabilities
from v2xsdk.drivers.infypower_beg.modules import Modules
from v2xsdk.drivers.infypower_beg.monitor import Monitor
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.plan import make_plan, read_index
from v2xsdk.drivers.infypower_beg.table import TABLE, TO_MODULE
from v2xsdk.errors import (
    BusBusy,
    DecodeError,
    DeviceRefused,
    DeviceTimeout,
    OutputNotConfirmed,
    TransportError,
    TxOverflow,
)
from v2xsdk.model import Direction, DriverInfo, FaultKind, LossCurve, NominalLimits, Severity, SilenceResult
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.protocol.can.plan import CyclicPlan, Slot
from v2xsdk.protocol.can.tables import Decoded
from v2xsdk.runtime.can_port import CanPort, PortEvents
from v2xsdk.runtime.plan_runner import RunnerState
from v2xsdk.spi import CanBus, Lost, OffReport, PowerStage, SetPoint, StageEvent
from v2xsdk.transport.can.bus import BusEvent

SILENT_AFTER_S = 1.5
ALL_SILENT_AFTER_S = 1.2
_WATCH_S = 0.1
_ON_TIMEOUT_S = 3.0
# v2x-domain, section 5.2, the 22 kW row.
_RAMP_W_PER_S_PER_MODULE = 11_000.0
_LOSS_PER_MODULE = LossCurve(220.0, 0.018, 0.9e-6)


class InfyPowerBeg(PowerStage, PortEvents):
    """One group, or one module, of a BEG bus.

    ``open`` writes current 0 and off before it asks anything. Current and AC power are read as magnitudes; their
    sign comes from the mode as last read.
    """

    def __init__(self, bus: CanBus, options: BegOptions) -> None:
        self._options = options
        self._plan = make_plan(options)
        self._port = CanPort(bus, FrameCodec(TABLE), self)
        self._exchange = Exchange(self._port, options)
        self._modules = Modules(self._port.readings, frozenset())
        self._monitor = Monitor(self._modules, options, lambda event: None)
        self._foreign: Decoded | None = None
        self._watch: asyncio.Task[None] | None = None
        self._silent_until_s = float("-inf")
        self._fresh_until_s = float("-inf")
        self.info = _info(options, 1)

    async def open(self, report: Callable[[StageEvent], None]) -> NominalLimits:
        """Listen for another controller, switch off, and identify the modules.

        Raises ``BusBusy`` when another controller talks, ``DeviceTimeout`` when no module answers,
        ``OutputNotConfirmed`` when the modules do not say that they are off.
        """
        self._report = report
        self._port.open(self._plan)
        self._clock = self._port.clock
        try:
            limits = await self._bring_to_off()
        except BaseException:
            await self.close()
            raise
        self._watch = asyncio.get_running_loop().create_task(self._watch_modules(), name="BEG watch")
        return limits

    async def start(self, direction: Direction, set_point: SetPoint) -> None:
        """Write mode, voltages and current 0, then on; return when every module says that it is on."""
        if direction is Direction.DISCHARGE and not self._options.bidirectional:
            raise DeviceRefused("these modules are declared bidirectional=false and cannot discharge")
        self._fresh_until_s = set_point.valid_until_s
        await self._ensure_off()
        try:
            await self._set_mode(direction)
            self._hold(msgspec.structs.replace(set_point, current_a=0.0, valid_until_s=self._fresh_until_s))
            asked_s = self._clock()
            await self._write("output_on", True, "1110")
            await self._until(lambda: self._modules.all_on(asked_s), _ON_TIMEOUT_S, "the modules did not say on")
            self._monitor.running = direction
        except BaseException:
            self._fall_back()
            raise

    def set_point(self, set_point: SetPoint) -> None:
        """Take a new set-point; ignored once the unit fell back. During ``start`` only its validity counts."""
        self._fresh_until_s = set_point.valid_until_s
        if self._port.runner.state is RunnerState.LIVE:
            self._hold(set_point)

    async def stop(self) -> OffReport:
        """Current 0 and off until every module says so; else leave the bus silent and say how long it may deliver."""
        if self._port.runner.state is RunnerState.IDLE:
            return OffReport(confirmed=True)
        self._fall_back()
        try:
            await self._until_off()
        except DeviceTimeout as error:
            return self._give_up(str(error))
        self._port.runner.confirm_off()
        # The answer is reported as the first reading after off; a stale current would be counted as energy.
        with contextlib.suppress(DeviceTimeout, DeviceRefused, TransportError):
            await self._exchange.read(read_index("1002", self._options))
        return OffReport(confirmed=True)

    async def close(self) -> None:
        """Send nothing more: a unit that is not off goes off by its own silence time-out."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        await self._port.close()

    def cyclic_plan(self) -> CyclicPlan:
        """The periodic traffic of this address."""
        return self._plan

    async def _bring_to_off(self) -> NominalLimits:
        await asyncio.sleep(self._options.listen_s)
        if self._foreign is not None:
            raise BusBusy(
                f"{self._port.bus.name}: another controller (address {self._foreign.values['source_address']}) runs "
                "this bus; disconnect it first"
            )
        self._fall_back()
        addresses = await find_modules(self._exchange, self._options)
        self._modules.addresses = addresses
        try:
            await self._until_off()
        except DeviceTimeout as error:
            self._port.runner.silence()
            raise OutputNotConfirmed(str(error), may_deliver_s=self._options.silence_timeout_s) from error
        self._port.runner.confirm_off()
        return await self._identify()

    async def _identify(self) -> NominalLimits:
        count = len(self._modules.addresses)
        await read_capabilities(self._exchange, count)
        limits = self._modules.limits(self._options.bidirectional)
        if limits is None:
            raise DeviceTimeout("not every module told its voltage range, current and power")
        await self._write("working_mode", "rectifier", "2110")
        if self._options.output_stage is not None:
            await self._write("output_mode", self._options.output_stage, "1126")
        if self._options.walk_in is not None:
            await self._write("walk_in_enabled", self._options.walk_in, "1122")
        self.info = _info(self._options, count)
        self._monitor = Monitor(self._modules, self._options, self._report)
        return limits

    async def _set_mode(self, direction: Direction) -> None:
        asked_s = self._clock()
        await self._write("working_mode", "inverter" if direction is Direction.DISCHARGE else "rectifier", "2110")
        await self._until(
            lambda: self._modules.direction(asked_s) is direction,
            self._options.direction_change_time_s + self._options.answer_timeout_s,
            f"the modules did not change to {direction}",
            live=False,
        )

    async def _write(self, signal: str, value: float | bool | str, index: str) -> None:
        await self._exchange.write(signal, value, index, count=len(self._modules.addresses))

    async def _ensure_off(self) -> None:
        left_s = self._silent_until_s - self._clock()
        if left_s > 0.0:
            raise OutputNotConfirmed(
                f"off was not confirmed; the bus is kept silent for another {left_s:.1f} s so that the modules switch "
                "off by themselves",
                may_deliver_s=left_s,
            )
        if self._port.runner.state is not RunnerState.IDLE:
            report = await self.stop()
            if not report.confirmed:
                raise OutputNotConfirmed(report.detail, may_deliver_s=report.may_deliver_s)

    async def _until(self, reached: Callable[[], bool], timeout_s: float, problem: str, *, live: bool = True) -> None:
        """Wait for ``reached``; raise ``DeviceTimeout`` with ``problem``, at once when the runner fell back."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + timeout_s
        while not reached():
            state = self._port.runner.state
            if loop.time() >= deadline_s:
                raise DeviceTimeout(f"{problem} within {timeout_s:g} s")
            if live and state is not RunnerState.LIVE:
                raise DeviceTimeout(f"{problem}: the set-point expired meanwhile")
            if self._port.lost is not None:
                raise DeviceTimeout(f"{problem}: {self._port.lost}")
            await self._port.next_frame(self._options.spacing_s)

    async def _until_off(self) -> None:
        await self._until(self._said_off, self._options.off_timeout_s, "the modules did not say off", live=False)

    def _said_off(self) -> bool:
        sent_s = self._port.runner.safe_sent_s
        return sent_s is not None and self._modules.all_off(sent_s)

    def _hold(self, set_point: SetPoint) -> None:
        self._port.runner.hold(
            {
                Slot.VOLTAGE_V: set_point.voltage_v,
                Slot.CUTOFF_VOLTAGE_V: set_point.cutoff_voltage_v,
                Slot.CURRENT_A: set_point.current_a,
            },
            set_point.valid_until_s,
        )

    def _fall_back(self) -> None:
        self._monitor.running = None
        if self._port.lost is None:
            self._port.runner.fall_back()

    def _give_up(self, detail: str) -> OffReport:
        self._port.runner.silence()
        silence_s = self._options.silence_timeout_s
        self._silent_until_s = self._clock() + silence_s
        self._raise(FaultKind.OFF_NOT_CONFIRMED, "stage", Severity.STOP, detail)
        return OffReport(confirmed=False, may_deliver_s=silence_s, detail=detail)

    async def _watch_modules(self) -> None:
        while True:
            await asyncio.sleep(_WATCH_S)
            runner = self._port.runner
            if runner.state is RunnerState.FALLING and self._said_off():
                runner.confirm_off()
            if runner.state is not RunnerState.SILENT:
                self._check_silence()

    def _check_silence(self) -> None:
        if self._port.lost is not None:
            return
        if self._modules.silent_since(self._clock(), ALL_SILENT_AFTER_S) == self._modules.addresses:
            self._port.runner.silence()
            self._report(Lost("modules", f"none of {len(self._modules.addresses)} modules answers any more"))
            return
        for address in self._modules.silent_since(self._clock(), SILENT_AFTER_S):
            detail = f"no status for {SILENT_AFTER_S} s; counts as delivering for {self._options.silence_timeout_s:g} s"
            self._raise(FaultKind.MODULE_SILENT, f"module {address}", Severity.STOP, detail)

    def _raise(self, kind: FaultKind, component: str, severity: Severity, detail: str) -> None:
        self._monitor.raise_fault(kind, component, severity, detail, self._clock())

    def decoded(self, frame: Decoded) -> None:
        """A frame of the table arrived."""
        if frame.direction == TO_MODULE and self._foreign is None:
            self._foreign = frame
        self._monitor.frame(frame, self._clock())

    def malformed(self, error: DecodeError) -> None:
        """A frame with an identifier of the modules, but not their layout."""
        self._raise(FaultKind.COMMUNICATION, "bus", Severity.WARNING, str(error))

    def fell_back(self) -> None:
        """The set-point grew stale."""
        self._monitor.running = None
        self._raise(FaultKind.STALE_SET_POINT, "stage", Severity.STOP, "no newer set-point came in time")
        self._monitor.clear_fault(FaultKind.STALE_SET_POINT, "stage")

    def failed(self, error: Exception) -> None:
        """The bus is gone, or a frame could not be sent."""
        if isinstance(error, TxOverflow):
            self._raise(FaultKind.COMMUNICATION, "bus", Severity.STOP, str(error))
        elif self._port.lost is not None:
            self._report(Lost("bus", str(error)))
        else:
            self._raise(FaultKind.DRIVER_ERROR, "stage", Severity.STOP, repr(error))

    def bus_event(self, event: BusEvent) -> None:
        """Bus-off stops everything; after a restart of the controller the unit is brought to off first."""
        if event.kind == "bus_off":
            self._monitor.running = None
            self._raise(FaultKind.BUS_OFF, "bus", Severity.STOP, event.detail)
        elif event.kind == "restarted":
            self._fall_back()
            self._monitor.clear_fault(FaultKind.BUS_OFF, "bus")


def _info(options: BegOptions, count: int) -> DriverInfo:
    return DriverInfo(
        driver="infypower-beg",
        vendor="InfyPower",
        model="BEG/BEC",
        protocol="CAN V1.04",
        module_count=count,
        can_discharge=options.bidirectional,
        minimum_power_w=0.0,
        ramp_w_per_s=_RAMP_W_PER_S_PER_MODULE * count,
        direction_change_time_s=options.direction_change_time_s,
        stop_time_s=2.0,
        silence_timeout_s=options.silence_timeout_s,
        silence_assumed=True,
        silence_result=SilenceResult.OFF,
        loss_curve=LossCurve(_LOSS_PER_MODULE.p0_w * count, _LOSS_PER_MODULE.a, _LOSS_PER_MODULE.b_per_w / count),
        evidence="not run on hardware; codes agreed by two independent open drivers",
    )
