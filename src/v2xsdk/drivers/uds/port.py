"""The service port of a charger ECU: everything of the profile, by name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from v2xsdk.drivers.event_log import log_entries
from v2xsdk.drivers.uds import live, memory, settings
from v2xsdk.drivers.uds.access import Rights
from v2xsdk.drivers.uds.channel import IsoTpChannel
from v2xsdk.drivers.uds.client import DEFAULT_SESSION, EXTENDED_SESSION, UdsClient, UdsTiming
from v2xsdk.drivers.uds.firmware import UdsFirmwareTarget, read_state
from v2xsdk.drivers.uds.isotp_link import IsoTpAddress, IsoTpOptions
from v2xsdk.drivers.uds.profile import ALL_CODES, CHARGER, IDENTITY, SET_CLOCK, ServiceProfile
from v2xsdk.drivers.uds.selftest import run_self_test
from v2xsdk.drivers.uds.services import START, UdsServices
from v2xsdk.errors import Closed, DecodeError, DeviceRefused, NotNow, TransportError
from v2xsdk.model.service import (
    FirmwareState,
    LiveSample,
    LogEntry,
    SelfTestProgress,
    ServiceCapabilities,
    ServiceFeature,
    ServiceIdentity,
    SettingValue,
    StoredFault,
)
from v2xsdk.spi import CanBus
from v2xsdk.spi_service import FirmwareTarget, ServicePort, SignProof, UnlockAnswer

LEAVE_TIMEOUT_S = 1.0
REQUEST_OUT_OF_RANGE, SERVICE_NOT_SUPPORTED = 0x31, 0x11


class UdsServicePort(ServicePort):
    """Service over UDS on ISO-TP. With ``owns_bus`` the port opens and closes ``bus``, else whoever made it does."""

    def __init__(
        self,
        bus: CanBus,
        address: IsoTpAddress,
        options: IsoTpOptions | None = None,
        timing: UdsTiming | None = None,
        profile: ServiceProfile = CHARGER,
        *,
        owns_bus: bool = True,
    ) -> None:
        self._bus = bus
        self._owns_bus = owns_bus
        self._profile = profile
        self.client = UdsClient(IsoTpChannel(bus, address, options), timing)
        self._services = UdsServices(self.client)
        self._rights = Rights(self._services)
        self._is_open = False

    async def open(self) -> ServiceIdentity:
        """Open the bus where it is ours, and ask the ECU who it is; what it does not tell stays empty."""
        if self._is_open:
            return await self._identify()
        if self._owns_bus:
            await self._bus.open()
        self._is_open = True
        try:
            self.client.open()
            return await self._identify()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Leave the diagnostic session and fall silent."""
        if not self._is_open:
            return
        self._is_open = False
        self._rights.forget()
        try:
            await self._leave()
        finally:
            await self.client.close()
            if self._owns_bus:
                await self._bus.close()

    async def capabilities(self) -> ServiceCapabilities:
        """Return what the profile has."""
        self._check_open()
        return ServiceCapabilities(
            features=frozenset(ServiceFeature),
            values=tuple(self._profile.values.values()),
            settings=tuple(known.info for known in self._profile.settings),
            self_tests=tuple(self._profile.self_tests),
        )

    def live_values(self, names: Sequence[str], period_s: float) -> AsyncGenerator[LiveSample, None]:
        """Ask for values each ``period_s``, all of them when none is named."""
        self._check_open()
        return live.poll(self._services, self._profile, names, period_s)

    async def faults(self, *, snapshots: bool = False) -> tuple[StoredFault, ...]:
        """Return the stored faults."""
        self._check_open()
        return await memory.read_faults(self._services, self._profile, snapshots=snapshots)

    async def clear_faults(self, code: int | None = None) -> None:
        """Clear one stored fault, or all; only when idle."""
        await self._require_idle("faults are cleared")
        await self._services.clear_faults(ALL_CODES if code is None else code)

    async def event_log(self, first_sequence: int = 0) -> AsyncGenerator[LogEntry, None]:
        """Read the log from ``first_sequence`` to the end it has now; only when idle, for it is a routine."""
        await self._extended()
        _, end = await memory.log_range(self._services)
        async for entry in log_entries(lambda at: memory.read_log(self._services, at), first_sequence, end):
            yield entry

    async def read_settings(self, names: Sequence[str] = ()) -> dict[str, SettingValue]:
        """Return settings by name."""
        self._check_open()
        return await settings.read_settings(self._services, self._profile, names)

    async def write_settings(self, changes: Mapping[str, SettingValue]) -> None:
        """Change settings in one transaction; needs the port to be unlocked and the charger idle."""
        await self._require_idle("settings are written")
        await self._extended()
        await settings.write_settings(self._services, self._profile, changes)

    async def self_test(self, name: str) -> AsyncGenerator[SelfTestProgress, None]:
        """Run a self-test on the idle charger; the one of the contactors needs the port to be unlocked."""
        await self._require_idle("a self-test runs")
        await self._extended()
        async with aclosing(run_self_test(self._services, self._profile, name)) as steps:
            async for step in steps:
                yield step

    async def synchronise_time(self, unix_time_s: float) -> float:
        """Set the clock of the idle charger; return by how many seconds it was ahead."""
        await self._extended()
        wanted = max(1, round(unix_time_s * 1e6)).to_bytes(8, "big")
        before = await self._services.routine(START, SET_CLOCK, wanted)
        return int.from_bytes(before, "big") / 1e6 - unix_time_s

    async def unlock(self, answer: UnlockAnswer, level: int = 1) -> None:
        """Answer the seed of an access level; for programming, the answer is asked for again by itself."""
        await self._extended()
        await self._rights.unlock(answer, level)

    async def authenticate(self, certificate: bytes, sign: SignProof) -> None:
        """Show a certificate and prove that its key is here; for programming it is done again by itself."""
        await self._extended()
        await self._rights.authenticate(certificate, sign)

    async def lock(self) -> None:
        """Give all rights back: the default session has none."""
        self._check_open()
        self._rights.forget()
        await self.client.change_session(DEFAULT_SESSION)

    async def restart(self) -> None:
        """Restart the idle ECU."""
        await self._require_idle("the device is restarted")
        await self._extended()
        await self._services.reset()
        await self.client.session_is(DEFAULT_SESSION)

    def firmware(self) -> FirmwareTarget:
        """Return the programming side of the ECU."""
        self._check_open()
        return UdsFirmwareTarget(self._services, self._rights)

    async def firmware_state(self) -> FirmwareState:
        """Return slots, versions, and whether the charger is energised."""
        self._check_open()
        return await read_state(self._services)

    async def _identify(self) -> ServiceIdentity:
        texts = {name: await self._text(identifier) for name, identifier in IDENTITY.items()}
        self._rights.serial = texts["serial"]
        return ServiceIdentity(**texts, protocol="UDS")

    async def _text(self, identifier: int) -> str:
        try:
            record = await self._services.read(identifier)
        except DeviceRefused as refused:
            if refused.code in (REQUEST_OUT_OF_RANGE, SERVICE_NOT_SUPPORTED):
                return ""
            raise
        return record.decode("utf-8", "replace").strip("\0 \xff")

    async def _extended(self) -> None:
        self._check_open()
        if self.client.session != EXTENDED_SESSION:
            await self.client.change_session(EXTENDED_SESSION)

    async def _require_idle(self, what: str) -> None:
        """An ECU that does not say whether it is energised counts as energised."""
        if (await self.firmware_state()).energised is not False:
            raise NotNow(f"nothing of this while energised: {what} only with the output off and no session")

    async def _leave(self) -> None:
        if self.client.session == DEFAULT_SESSION:
            return
        try:
            async with asyncio.timeout(LEAVE_TIMEOUT_S):
                await self.client.change_session(DEFAULT_SESSION)
        except (TimeoutError, TransportError, DeviceRefused, DecodeError):
            return  # gone or refusing: the session ends by itself when nothing more is said

    def _check_open(self) -> None:
        if not self._is_open:
            raise Closed("the UDS service port is not open")
