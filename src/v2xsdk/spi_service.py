"""What a vendor implements for service and diagnostics: one interface, whatever the wire (USB, UDS).

A service port is optional beside a power driver. What a device does not offer is left as it is here: it is
refused with :class:`DeviceRefused`. Nothing in it may energise an output; the device refuses writing, resets and
updates while a session runs, contactors are closed or the output is on.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

import msgspec

from v2xsdk.errors import DeviceRefused
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
)

#: Computes the answer to a device's challenge; keys never pass through the SDK.
UnlockAnswer = Callable[[Challenge], bytes]

#: Signs what a device wants signed to prove that a certificate's key is at hand.
SignProof = Callable[[bytes], bytes]


class FirmwareTarget(ABC):
    """Where an image goes: slots that are written block by block and switched to at the end."""

    @abstractmethod
    async def state(self) -> FirmwareState:
        """Return what runs, and whether the device is in a state to be updated."""

    @abstractmethod
    async def begin(self, manifest: bytes) -> int:
        """Hand the signed manifest to the device and return the image offset in bytes to go on from.

        Not 0 when an interrupted transfer of the very same manifest is continued. :class:`DeviceRefused`: the
        device does not take this image, and has erased nothing.
        """

    @abstractmethod
    def block_size(self) -> int:
        """Return the number of bytes each :meth:`write` takes, known after :meth:`begin`."""

    @abstractmethod
    async def write(self, offset: int, data: bytes) -> None:
        """Write one block; only the last may be shorter."""

    @abstractmethod
    async def finish(self) -> None:
        """Have the device check, install and start the image; return when it runs."""

    @abstractmethod
    async def close(self) -> None:
        """Leave the device as it is; what was written so far is kept for a later :meth:`begin`."""


class ServicePort(ABC):
    """The service side of a device."""

    @abstractmethod
    async def open(self) -> ServiceIdentity:
        """Start to talk to the device and return who it is."""

    @abstractmethod
    async def close(self) -> None:
        """Release everything, within 2 s; streams end, an open transaction is rolled back."""

    @abstractmethod
    async def capabilities(self) -> ServiceCapabilities:
        """Return what the device offers."""

    def live_values(self, names: Sequence[str], period_s: float) -> AsyncGenerator[LiveSample, None]:
        """Stream the named values every ``period_s``; gaps are counted in ``LiveSample.lost``."""
        raise _not_offered("live values")

    async def faults(self, *, snapshots: bool = False) -> tuple[StoredFault, ...]:
        """Return the stored faults, with the values frozen when they occurred if asked for."""
        raise _not_offered("stored faults")

    async def clear_faults(self, code: int | None = None) -> None:
        """Clear one stored fault, or all. An active fault stays."""
        raise _not_offered("clearing of faults")

    def event_log(self, first_sequence: int = 0) -> AsyncGenerator[LogEntry, None]:
        """Read the log from ``first_sequence`` to its present end; go on later with the last number plus 1."""
        raise _not_offered("an event log")

    async def read_settings(self, names: Sequence[str] = ()) -> dict[str, SettingValue]:
        """Return the named settings, all when none is named."""
        raise _not_offered("settings")

    async def write_settings(self, changes: Mapping[str, SettingValue]) -> None:
        """Change settings, all of them or, on any error, none."""
        raise _not_offered("writing of settings")

    def self_test(self, name: str) -> AsyncGenerator[SelfTestProgress, None]:
        """Run a self-test; closing the iterator aborts it."""
        raise _not_offered("self-tests")

    async def synchronise_time(self, unix_time_s: float) -> float:
        """Set the device's clock; return by how many seconds it was ahead."""
        raise _not_offered("a clock")

    async def unlock(self, answer: UnlockAnswer, level: int = 1) -> None:
        """Answer the device's challenge, so that it takes writes until it is locked, closed or unplugged."""
        raise _not_offered("unlocking")

    async def authenticate(self, certificate: bytes, sign: SignProof) -> None:
        """Prove with a certificate (DER) and its key who works here; then as after :meth:`unlock`, at every level."""
        raise _not_offered("authentication by certificate")

    async def lock(self) -> None:
        """Give the right to write back."""
        raise _not_offered("locking")

    async def restart(self) -> None:
        """Restart the device; the port must be opened again afterwards."""
        raise _not_offered("a restart")

    def firmware(self) -> FirmwareTarget:
        """Return where firmware can be written to."""
        raise _not_offered("firmware updates")


class ServicePortSpec(msgspec.Struct, frozen=True):
    """What an entry point of ``v2xsdk.service_ports`` names; the entry point's name is the URL scheme.

    ``make`` takes the URL and gives a port that is not open yet.
    """

    summary: str
    make: Callable[[str], ServicePort]
    spi: tuple[int, int] = (1, 0)


def _not_offered(what: str) -> DeviceRefused:
    return DeviceRefused(f"this service port does not offer {what}")
