"""The service port of a device that speaks the USB diagnostic protocol."""

from __future__ import annotations

import struct
import time
from collections.abc import AsyncGenerator, Awaitable, Mapping, Sequence

from v2xsdk.drivers.event_log import log_entries
from v2xsdk.drivers.usb_diagnostics import memory, settings
from v2xsdk.drivers.usb_diagnostics.channel import Channel
from v2xsdk.drivers.usb_diagnostics.directory import Directory
from v2xsdk.drivers.usb_diagnostics.firmware import DfuTarget
from v2xsdk.drivers.usb_diagnostics.stream import LiveReader
from v2xsdk.errors import Closed, DeviceRefused, LinkLost
from v2xsdk.model.service import (
    Challenge,
    FirmwareState,
    LiveSample,
    LogEntry,
    SelfTestProgress,
    ServiceCapabilities,
    ServiceIdentity,
    SettingValue,
    StoredFault,
    TestState,
)
from v2xsdk.protocol.usb import diagnostics_records as records
from v2xsdk.protocol.usb.diagnostics import Command
from v2xsdk.spi_service import FirmwareTarget, ServicePort, UnlockAnswer
from v2xsdk.transport.usb.handle import open_device
from v2xsdk.transport.usb.known import UsbRole
from v2xsdk.transport.usb.selector import UsbSelector
from v2xsdk.transport.usb.worker import ThreadWorker, Worker

POLL_S = 0.1


class UsbServicePort(ServicePort):
    """Service over USB. ``worker`` runs the blocking transfers; ``lost_samples`` counts the gaps of the last stream."""

    def __init__(self, selector: UsbSelector, worker: Worker | None = None) -> None:
        self._selector = selector
        self._worker = worker or ThreadWorker("usb-diagnostics")
        self._channel: Channel | None = None
        self._directory: Directory | None = None
        self._identity = ServiceIdentity()
        self._live: LiveReader | None = None
        self.lost_samples = 0

    async def open(self) -> ServiceIdentity:
        """Find and open the device, check the protocol version, begin a session."""
        return await self._worker.run(self._open)

    async def close(self) -> None:
        """End streams and the session, and release the device."""
        live, channel = self._live, self._channel
        self._live = self._channel = None
        if live is not None:
            live.stop()
        if channel is not None:
            await self._worker.run(lambda: _leave(channel))
        self._worker.close()

    async def capabilities(self) -> ServiceCapabilities:
        """Return features, values, settings and self-tests."""
        return await self._worker.run(self._capabilities)

    async def live_values(self, names: Sequence[str], period_s: float) -> AsyncGenerator[LiveSample, None]:
        """Stream values, all of them when none is named; a device that sends nothing raises ``DeviceTimeout``."""
        channel, directory = self._parts()
        live = await self._worker.run(lambda: LiveReader(channel, directory.value_numbers(names), period_s))
        self._live = live
        try:
            async for sample in live.samples(self._worker):
                self.lost_samples = live.lost
                yield sample
        finally:
            self._live = None
            await live.finish(self._worker)
            self.lost_samples = live.lost

    async def faults(self, *, snapshots: bool = False) -> tuple[StoredFault, ...]:
        """Return the stored faults."""
        channel, directory = self._parts()
        return await self._worker.run(lambda: memory.read_faults(channel, directory, snapshots=snapshots))

    async def clear_faults(self, code: int | None = None) -> None:
        """Clear one stored fault, or all; needs the port to be unlocked."""
        channel, _ = self._parts()
        await self._worker.run(lambda: memory.clear_faults(channel, code))

    async def event_log(self, first_sequence: int = 0) -> AsyncGenerator[LogEntry, None]:
        """Read the log from ``first_sequence`` to the end it has now."""
        channel, _ = self._parts()
        end = await self._worker.run(lambda: memory.log_end(channel))

        def page(at: int) -> Awaitable[Sequence[LogEntry]]:
            return self._worker.run(lambda: memory.read_log(channel, at))

        async for entry in log_entries(page, first_sequence, end):
            yield entry

    async def read_settings(self, names: Sequence[str] = ()) -> dict[str, SettingValue]:
        """Return settings by name."""
        channel, directory = self._parts()
        return await self._worker.run(lambda: settings.read_settings(channel, directory, names))

    async def write_settings(self, changes: Mapping[str, SettingValue]) -> None:
        """Change settings in one transaction; needs the port to be unlocked and the device idle."""
        channel, directory = self._parts()
        await self._require_idle("settings are written")
        await self._worker.run(lambda: settings.write_settings(channel, directory, changes))

    async def self_test(self, name: str) -> AsyncGenerator[SelfTestProgress, None]:
        """Run a self-test; each report that differs from the one before is yielded."""
        channel, directory = self._parts()
        await self._require_idle("a self-test runs")
        number = directory.test_number(name)
        await self._worker.run(lambda: channel.ask(Command.START_TEST, bytes((number,))))
        last: SelfTestProgress | None = None
        ended = False
        try:
            while not ended:
                report = await self._worker.run(self._test_state)
                ended = report.state is not TestState.RUNNING
                if report != last:
                    yield report
                last = report
        finally:
            if not ended:
                await self._worker.run(lambda: channel.ask(Command.ABORT_TEST))

    async def synchronise_time(self, unix_time_s: float) -> float:
        """Set the device's clock; return by how many seconds it was ahead."""
        channel, _ = self._parts()
        payload = struct.pack("<Q", max(1, round(unix_time_s * 1e6)))
        reader = await self._worker.run(lambda: channel.ask(Command.TIME, payload))
        return reader.unsigned(8) / 1e6 - unix_time_s

    async def unlock(self, answer: UnlockAnswer, level: int = 1) -> None:
        """Answer the device's challenge."""
        channel, _ = self._parts()
        head = bytes((level,))
        reader = await self._worker.run(lambda: channel.ask(Command.CHALLENGE, head))
        response = answer(Challenge(level, reader.raw(32), self._identity.serial))
        await self._worker.run(lambda: channel.ask(Command.RESPONSE, head + response))

    async def lock(self) -> None:
        """Give the right to write back."""
        channel, _ = self._parts()
        await self._worker.run(lambda: channel.ask(Command.LOCK))

    async def restart(self) -> None:
        """Restart the device; needs the port to be unlocked and the device idle."""
        channel, _ = self._parts()
        await self._require_idle("the device is restarted")
        await self._worker.run(lambda: channel.ask(Command.RESTART))

    def firmware(self) -> FirmwareTarget:
        """Return the DFU side of the device."""
        channel, _ = self._parts()
        return DfuTarget(self._worker, channel.handle, self._firmware_state, self._reopen, self._hand_over)

    async def firmware_state(self) -> FirmwareState:
        """Return slots, versions, and whether the device is energised."""
        self._parts()
        return await self._worker.run(self._firmware_state)

    def _open(self) -> ServiceIdentity:
        handle = open_device(self._selector, UsbRole.DIAGNOSTICS)
        channel = Channel(handle)
        try:
            channel.start()
            self._identity = records.identity(channel.ask(Command.IDENTIFY))
            self._directory = Directory(channel)
        except BaseException:
            handle.close()
            raise
        self._channel = channel
        return self._identity

    def _reopen(self) -> None:
        """Open the device again after a firmware update."""
        self._hand_over()
        deadline = time.monotonic() + 10.0
        while True:
            try:
                self._open()
                return
            except (LinkLost, LookupError):
                if time.monotonic() > deadline:
                    raise
            self._worker.sleep(POLL_S)

    def _hand_over(self) -> None:
        """Release the device: it is about to re-enumerate."""
        if self._channel is not None:
            self._channel.handle.close()
        self._channel = self._directory = None

    def _parts(self) -> tuple[Channel, Directory]:
        if self._channel is None or self._directory is None:
            raise Closed("the USB service port is not open")
        return self._channel, self._directory

    def _capabilities(self) -> ServiceCapabilities:
        channel, directory = self._parts()
        reader = channel.ask(Command.CAPABILITIES)
        return ServiceCapabilities(
            features=records.features(reader.unsigned(4)),
            stream_rate_hz=float(reader.unsigned(4)),
            values=tuple(info for _, info in directory.values.values()),
            settings=tuple(known.info for known in directory.settings.values()),
            self_tests=tuple(directory.tests),
        )

    def _test_state(self) -> SelfTestProgress:
        channel, directory = self._parts()
        report = records.self_test_progress(channel.ask(Command.TEST_STATE), directory.test_names)
        if report.state is TestState.RUNNING:
            self._worker.sleep(POLL_S)
        return report

    def _firmware_state(self) -> FirmwareState:
        channel, _ = self._parts()
        return records.firmware_state(channel.ask(Command.FIRMWARE_STATE))

    async def _require_idle(self, what: str) -> None:
        if (await self.firmware_state()).energised:
            raise DeviceRefused(f"nothing of this while energised: {what} only with the output off and no session")


def _leave(channel: Channel) -> None:
    try:
        channel.reset_session()
    except (OSError, DeviceRefused):
        return  # gone or refusing: there is no session to end
    finally:
        channel.handle.close()
