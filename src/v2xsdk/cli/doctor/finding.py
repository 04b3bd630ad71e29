"""What one check found."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class State(StrEnum):
    """How good it is."""

    OK = "ok"
    LIMITED = "limited"
    """Works, with less than a full installation gives."""
    ABSENT = "absent"
    """Does not work here; nothing else is affected."""
    BROKEN = "broken"
    """Installed and defective: the installation should be mended."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the installation or of the machine."""

    area: str
    """``sdk``, ``can``, ``ethernet``, ``usb``, ``tls``, ``time``, ``plug-ins``."""
    name: str
    state: State
    found: str
    """What is there, or what is missing."""
    do: str | None = None
    """What to do about it; ``None`` where nothing needs to be done."""
