"""What a driver is told, ten times a second."""

from __future__ import annotations

import msgspec

from v2xsdk.model import Direction


class Command(msgspec.Struct, frozen=True):
    """One set-point in W of DC power at the vehicle connector, valid until ``valid_until_s``.

    ``output_on`` is the wish for the output. ``direction`` is where the power is to go next, also while the
    set-point still rests at 0. ``order_number`` is the order in charge, ``None`` with no live order.
    """

    power_w: float
    output_on: bool
    valid_until_s: float
    direction: Direction | None = None
    order_number: int | None = None
