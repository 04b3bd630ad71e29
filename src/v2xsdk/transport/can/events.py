"""What a CAN bus reports beside frames, and what it is told at its making."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import TypedDict

import msgspec

from v2xsdk.errors import TransportError
from v2xsdk.model.can import CanFrame


class BusOptions(TypedDict, total=False):
    """What every bus is made with, and every bus URL may say.

    ``bitrate`` in bit/s; ``listen_only`` takes no ownership and refuses to send; at most ``queue_limit``
    frames wait to be sent, none of them longer than ``max_age_s``.
    """

    bitrate: int | None
    listen_only: bool
    queue_limit: int
    max_age_s: float


class BusState(enum.StrEnum):
    """Where a bus is in its life; ``send`` works in ``OPEN`` only."""

    CLOSED = "closed"
    OPEN = "open"
    BUS_OFF = "bus_off"
    LOST = "lost"


class BusStatistics(msgspec.Struct, frozen=True):
    """Frames counted since the bus object was made; ``dropped`` ones were accepted or refused, never sent."""

    tx: int = 0
    rx: int = 0
    dropped: int = 0
    error_frames: int = 0


class BusEvent(msgspec.Struct, frozen=True):
    """Something that happened to the bus beside frames.

    ``kind`` is ``bus_off``, ``restarted``, ``frames_dropped``, ``listener_failed``, ``close_timeout``,
    ``close_failed`` or ``garbage`` (bytes from the far end that are no frame).
    """

    kind: str
    detail: str
    error: Exception | None = None


FrameListener = Callable[[CanFrame], None]
LossListener = Callable[[TransportError], None]
EventListener = Callable[[BusEvent], None]
