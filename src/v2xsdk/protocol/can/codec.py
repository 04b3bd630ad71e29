"""The codec of a frame table: native where it was built, else pure Python; the same results."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from v2xsdk.errors import EncodeError
from v2xsdk.model.can import CAN_EFF_FLAG, CanFrame
from v2xsdk.protocol.can.batch import ReferenceBatch, plan_batch
from v2xsdk.protocol.can.compiled import CompiledMessage, Conversion
from v2xsdk.protocol.can.compiler import compile_table
from v2xsdk.protocol.can.convert import near
from v2xsdk.protocol.can.reference import ReferenceEngine, same
from v2xsdk.protocol.can.tables import Decoded, FrameTable

IMPLEMENTATION = "python"
"""Which engine :class:`FrameCodec` runs on: ``native`` or ``python``."""
Engine = ReferenceEngine
FrameBatch = ReferenceBatch

if not TYPE_CHECKING and os.environ.get("V2XSDK_PURE_PYTHON") != "1":
    try:
        from v2xsdk.protocol.can.native import FrameBatch
        from v2xsdk.protocol.can.native import FrameEngine as Engine

        IMPLEMENTATION = "native"
    except ImportError:
        # Not built here: the reference engine above does the same, slower.
        IMPLEMENTATION = "python"


_TEXTUAL = (Conversion.HEX, Conversion.TEXT)


class FrameCodec(Engine):
    """Decodes and encodes the frames of one table; stateless, may be shared.

    ``match``, ``decode`` and ``encode`` are the engine's.
    """

    def __init__(self, table: FrameTable) -> None:
        super().__init__(compile_table(table))
        self.table = table
        self._extended = {one.name: bool(one.head & CAN_EFF_FLAG) for one in self.compiled.messages}

    def decode_frame(self, frame: CanFrame) -> Decoded | None:
        """The values of ``frame``; ``None`` when it is not of this table (remote and error frames never are).

        Raises ``DecodeError`` for a frame of this table that is truncated.
        """
        if frame.error or frame.remote:
            return None
        if self.match(frame.can_id, frame.data, frame.extended) is None:
            return None
        return self.decode(frame.can_id, frame.data, None, frame.extended)

    def encode_frame(self, message: str, values: Mapping[str, object]) -> CanFrame:
        """``message`` with ``values`` as a frame ready to send; raises ``EncodeError``."""
        can_id, data = self.encode(message, values)
        return CanFrame(can_id, data, self._extended[message])

    def encode_values(self, values: Mapping[str, object], direction: str) -> CanFrame:
        """The frame for what :meth:`decode` gave, or part of it.

        Raises ``EncodeError`` when no message of that direction has just these values.
        """
        return self.encode_frame(self.message_for(values, direction), values)

    def message_for(self, values: Mapping[str, object], direction: str) -> str:
        """Name of the message of ``direction`` with these constants and signals; a search, not a look-up.

        Where several fit, the one with the fewest further values was meant.
        """
        fitting = [one for one in self.compiled.messages if one.direction == direction and _fits(one, values)]
        if not fitting:
            raise EncodeError(self._no_message(values, direction))
        return min(fitting, key=lambda one: len(_names(one) - values.keys())).name

    def takes_text(self, name: str) -> bool:
        """Whether values of ``name`` are text: codes, hexadecimal numbers, constants that are text."""
        for message in self.compiled.messages:
            if isinstance(message.labels.get(name), str):
                return True
            if any(one.name == name and (one.choices or one.conversion in _TEXTUAL) for one in message.signals):
                return True
        return False

    def batch(self, columns: Sequence[str], message: str | None = None) -> FrameBatch:
        """A batch with these signals as columns; ``message`` is the one it encodes.

        Raises ``ConfigError`` for unknown names.
        """
        return FrameBatch(self, plan_batch(self.compiled, columns, message))

    def _no_message(self, values: Mapping[str, object], direction: str) -> str:
        known = {name for one in self.compiled.messages for name in _names(one)}
        for name in values:
            if name not in known:
                return f"{self.table.name} has no signal {name!r}{near(name, known)}"
        return f"{self.table.name} has no message {direction} with just these values: {dict(values)}"


def _names(message: CompiledMessage) -> set[str]:
    return {*message.labels, *(signal.name for signal in message.signals)}


def _fits(message: CompiledMessage, values: Mapping[str, object]) -> bool:
    if not values.keys() <= _names(message):
        return False
    if any(name in values and not same(values[name], label) for name, label in message.labels.items()):
        return False
    return all(one.name in values or one.default_raw is not None or one.mux_parent >= 0 for one in message.signals)
