"""What a service port tells: identity, live values, stored faults, events, settings, self-tests, firmware."""

from __future__ import annotations

from enum import StrEnum

import msgspec

SettingValue = float | str | bool


class ServiceFeature(StrEnum):
    """What a service port may offer; the rest it refuses."""

    LIVE_VALUES = "live_values"
    FAULTS = "faults"
    FAULT_SNAPSHOTS = "fault_snapshots"
    EVENT_LOG = "event_log"
    SETTINGS = "settings"
    SELF_TESTS = "self_tests"
    TIME = "time"
    UNLOCK = "unlock"
    FIRMWARE = "firmware"


class ServiceIdentity(msgspec.Struct, frozen=True):
    """Who answers at a service port, in the device's own words; empty where it does not say."""

    manufacturer: str = ""
    product: str = ""
    serial: str = ""
    hardware_revision: str = ""
    firmware_version: str = ""
    bootloader_version: str = ""
    protocol: str = ""


class ValueInfo(msgspec.Struct, frozen=True):
    """A live value: its name and its SI unit (empty for a bare number)."""

    name: str
    unit: str = ""


class SettingInfo(msgspec.Struct, frozen=True):
    """A setting of the device; ``minimum`` and ``maximum`` bound a number, ``None`` where nothing does."""

    name: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    writable: bool = True


class ServiceCapabilities(msgspec.Struct, frozen=True):
    """What a device offers. ``stream_rate_hz`` is the fastest rate of live values, ``None`` when not known."""

    features: frozenset[ServiceFeature] = frozenset()
    values: tuple[ValueInfo, ...] = ()
    settings: tuple[SettingInfo, ...] = ()
    self_tests: tuple[str, ...] = ()
    stream_rate_hz: float | None = None


class LiveSample(msgspec.Struct, frozen=True):
    """One sample of the values asked for, in their order; a value the device does not know is ``None``.

    ``sequence`` counts samples of this stream from 0, ``lost`` is how many went missing just before this one.
    ``time_s`` is the device's own clock in seconds.
    """

    sequence: int
    time_s: float
    values: tuple[float | None, ...]
    lost: int = 0


class StoredFault(msgspec.Struct, frozen=True):
    """A fault in the device's memory; times are seconds since 1970, ``None`` when the device does not know.

    ``snapshot`` holds the values frozen when it occurred, by name; ``None`` when none was asked for or kept.
    """

    code: int
    name: str
    active: bool
    severity: str = ""
    count: int | None = None
    first_time_s: float | None = None
    last_time_s: float | None = None
    snapshot: dict[str, float] | None = None


class LogEntry(msgspec.Struct, frozen=True):
    """One entry of the event log. ``lost`` entries before it were overwritten; ``time_s`` is since 1970."""

    sequence: int
    time_s: float
    level: str
    text: str
    lost: int = 0


class TestState(StrEnum):
    """How far a self-test is."""

    __test__ = False  # not for pytest

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    ABORTED = "aborted"


class SelfTestProgress(msgspec.Struct, frozen=True):
    """A step of a self-test; the last one is not ``running``. ``percent`` is 0 to 100."""

    name: str
    state: TestState
    percent: float
    detail: str = ""


class Challenge(msgspec.Struct, frozen=True):
    """What an unlock must answer: the device's random seed for this level, and whose it is."""

    level: int
    seed: bytes
    serial: str


class SlotState(StrEnum):
    """What a firmware slot holds."""

    EMPTY = "empty"
    INVALID = "invalid"
    READY = "ready"
    TRIAL = "trial"
    CONFIRMED = "confirmed"


class FirmwareSlot(msgspec.Struct, frozen=True):
    """One slot; ``security_counter`` is the anti-rollback number of its image, ``None`` when unknown."""

    name: str
    state: SlotState
    version: str = ""
    security_counter: int | None = None


class FirmwareState(msgspec.Struct, frozen=True):
    """Slots, which of them runs, and the lowest security counter the device still accepts.

    ``energised`` tells that a session runs, contactors are closed or the output is on: nothing may be updated.
    """

    slots: tuple[FirmwareSlot, ...]
    active: str
    product: str = ""
    hardware: int | None = None
    security_counter: int | None = None
    energised: bool | None = None
