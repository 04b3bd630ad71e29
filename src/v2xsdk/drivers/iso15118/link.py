"""The vehicle link `iso15118`: stays open over many sessions, one vehicle at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from v2xsdk.drivers.iso15118.options import Iso15118Options, protocols_of, server_options_of, settings_of
from v2xsdk.drivers.iso15118.outlet import Outlet
from v2xsdk.errors import DeviceTimeout, NotArmed
from v2xsdk.model import DriverInfo, EvseOffer, Fault, FaultKind, Reason, Severity, VehicleStatus
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.evse import Isolation, MeterReading, Notice
from v2xsdk.runtime.clock import clock_of
from v2xsdk.runtime.v2g.authorizer import AuthorizationRequest, Authorizer, FreeCharging, PendingAuthorization
from v2xsdk.runtime.v2g.contract_files import desk_of
from v2xsdk.runtime.v2g.secc_connection import SeccConnection, SeccContext
from v2xsdk.runtime.v2g.secc_server import SeccServer
from v2xsdk.spi import CanBus, DriverKind, DriverSpec, FaultGone, FaultNow, LinkEvent, VehicleLink
from v2xsdk.transport.addresses import is_loopback, is_veth

Report = Callable[[LinkEvent], None]


class Iso15118Link(VehicleLink):
    """What the vehicle says becomes ``VehicleStatus``; the station's offer becomes what the vehicle is told.

    ``authorizer`` decides who may charge and may be exchanged before ``open``.
    """

    def __init__(self, options: Iso15118Options) -> None:
        self.info = DriverInfo(
            driver="iso15118", vendor="any", protocol="DIN 70121, ISO 15118-2, -20", can_discharge=True
        )
        self.authorizer: Authorizer = FreeCharging()
        self._options = options
        self._settings = settings_of(options)
        self._server_options = server_options_of(options)
        self._server: SeccServer | None = None
        self._outlet = Outlet(simulate=options.simulate)
        self._pending: PendingAuthorization | None = None
        self._session: SeccConnection | None = None
        self._vehicle_id = ""
        self._energy = False
        self._fault: Fault | None = None

    async def open(self, report: Report) -> None:
        """Listen, and wait until a vehicle stated its limits.

        Raises ``DeviceTimeout`` when none comes in time, ``NotArmed`` for simulated values on a real interface.
        """
        interface = self._server_options.interface
        if self._options.simulate and not (is_loopback(interface) or is_veth(interface)):
            raise NotArmed(f"iso15118: simulated isolation and voltages on {interface}, where a vehicle may be")
        self._report = report
        loop = asyncio.get_running_loop()
        self._clock = clock_of(loop)
        self._known = asyncio.Event()
        self._pending = PendingAuthorization(self.authorizer, self._authorized)
        context = SeccContext(self._settings, protocols_of(self._options))
        if self._settings.plug_and_charge:
            context.desk = desk_of(self._server_options.pki)
        self._server = SeccServer(self._server_options, context, lambda: self._outlet, self._effect)
        try:
            await self._server.start()
            async with asyncio.timeout(self._options.vehicle_s):
                await self._known.wait()
        except TimeoutError:
            await self.close()
            raise DeviceTimeout(
                f"no vehicle on {interface} stated its limits in {self._options.vehicle_s:g} s"
            ) from None
        except BaseException:
            await self.close()
            raise

    def offer(self, offer: EvseOffer) -> None:
        """Tell the vehicle what the charger offers, with its next answer."""
        self._outlet.offer = offer
        self._poke()

    def measured(self, voltage_v: float | None, current_a: float | None, ac_power_w: float | None = None) -> None:
        """Tell the vehicle what was measured at its connector: V, A and W, positive to the vehicle."""
        self._outlet.measured(asyncio.get_running_loop().time(), voltage_v, current_a, ac_power_w)

    def isolation(self, state: Isolation) -> None:
        """Report the isolation monitor; the cable check ends with it."""
        self._outlet.isolation = state
        self._poke()

    def contactor(self, closed: bool | None) -> None:
        """Report the AC contactor; an answer may wait for it."""
        self._outlet.contactor_closed = closed
        self._poke()

    def meter(self, reading: MeterReading | None) -> None:
        """Report the meter."""
        self._outlet.meter = reading

    def notify(self, notice: Notice) -> None:
        """Ask the vehicle to stop, pause or renegotiate."""
        self._outlet.notice = notice
        self._poke()

    def fault(self, text: str) -> None:
        """Say that the charger has a fault, or none any more (empty): the vehicle is told to stop."""
        self._outlet.fault = text
        self._poke()

    async def close(self) -> None:
        """End the session and release everything, within 2 s."""
        if self._server is not None:
            await self._server.close()
            self._server = None
        if self._pending is not None:
            await self._pending.close()
            self._pending = None

    def _poke(self) -> None:
        if self._server is not None:
            self._server.poke()

    def _authorized(self) -> None:
        if self._pending is not None:
            self._outlet.authorization = self._pending.state
        self._poke()

    def _effect(self, connection: SeccConnection, effect: fx.Effect) -> None:
        match effect:
            case fx.SessionStarted(vehicle_id=name):
                self._session, self._vehicle_id = connection, name
                self._clear_fault()
            case fx.AuthorizationWanted(contract=contract) if self._pending is not None:
                self._pending.ask(AuthorizationRequest(self._vehicle_id, contract))
                self._outlet.authorization = self._pending.state
            case fx.VehicleSaid(status=status):
                self._vehicle(status)
            case fx.EnergyWanted():
                self._energy = True
            case fx.OutputZero(reason=reason, detail=detail):
                self._zero(reason, detail)
            case fx.Refused(detail=detail):
                self._raise(FaultKind.VEHICLE, detail, Severity.WARNING)
            case fx.SessionEnded() if connection is self._session:
                self._ended(effect)
            case _:
                pass

    def _vehicle(self, status: VehicleStatus) -> None:
        said = msgspec.structs.replace(status, time_s=self._clock(), ready=status.ready and self._energy)
        self._report(said)
        if said.voltage_max_v is not None or said.charge_power_max_w is not None:
            self._known.set()

    def _zero(self, reason: Reason, detail: str) -> None:
        self._energy = False
        if reason is not Reason.STOPPED:
            self._raise(FaultKind.VEHICLE_SILENT, detail, Severity.STOP)
        self._report(VehicleStatus(time_s=self._clock(), ready=False))

    def _ended(self, end: fx.SessionEnded) -> None:
        self._session, self._energy = None, False
        if self._pending is not None:
            self._pending.cancel()
            self._outlet.authorization = self._pending.state
        if not end.normal:
            self._raise(FaultKind.VEHICLE, f"session ended: {end.reason.value} {end.detail}".rstrip(), Severity.STOP)
        self._report(VehicleStatus(time_s=self._clock(), connected=False, ready=False))

    def _raise(self, kind: FaultKind, detail: str, severity: Severity) -> None:
        if self._fault is not None and self._fault.severity is Severity.STOP:
            return
        self._fault = Fault(kind, "vehicle", severity, detail, self._clock())
        self._report(FaultNow(self._fault))

    def _clear_fault(self) -> None:
        if self._fault is not None:
            self._report(FaultGone(self._fault))
            self._fault = None


def _make(bus: CanBus | None, options: Any) -> Iso15118Link:
    del bus
    return Iso15118Link(options)


DRIVER = DriverSpec(
    name="iso15118",
    kind=DriverKind.LINK,
    vendor="any",
    summary="a vehicle on DIN 70121, ISO 15118-2 or -20, AC and DC, both directions",
    options=Iso15118Options,
    make=_make,
    needs_bus=False,
    can_discharge=True,
)
