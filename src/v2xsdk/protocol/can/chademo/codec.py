"""CHAdeMO records to frames and back, by the signal table."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import msgspec

from v2xsdk.model import CanFrame
from v2xsdk.protocol.can.chademo import records
from v2xsdk.protocol.can.chademo.records import EvRecord, EvseRecord
from v2xsdk.protocol.can.chademo.table import TABLE
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.protocol.can.tables import Message

KINDS: MappingProxyType[str, type[EvRecord | EvseRecord]] = MappingProxyType(
    {
        "ev_limits": records.EvLimits,
        "ev_charge_time": records.EvChargeTime,
        "ev_control": records.EvControl,
        "ev_extended": records.EvExtended,
        "ev_discharge_limits": records.EvDischargeLimits,
        "ev_discharge_estimate": records.EvDischargeEstimate,
        "ev_automaker": records.EvAutomaker,
        "evse_limits": records.EvseLimits,
        "evse_status": records.EvseStatus,
        "evse_extended": records.EvseExtended,
        "evse_discharge_limits": records.EvseDischargeLimits,
        "evse_discharge_status": records.EvseDischargeStatus,
    }
)
"""The record of each message of the table."""

_MESSAGES = {kind: name for name, kind in KINDS.items()}
_FLAGS = {
    message.name: {signal.name: tuple(signal.flags.values()) for signal in message.signals if signal.kind == "flags"}
    for message in TABLE.messages
}


class ChademoCodec:
    """Stateless; may be shared."""

    def __init__(self) -> None:
        self.frames = FrameCodec(TABLE)

    def encode(self, record: EvRecord | EvseRecord) -> CanFrame:
        """The frame of ``record``; raises ``EncodeError`` for a value its bytes cannot carry."""
        name = _MESSAGES[type(record)]
        return self.frames.encode_frame(name, to_values(record))

    def decode(self, frame: CanFrame) -> EvRecord | EvseRecord | None:
        """The record in ``frame``, ``None`` for a foreign one; raises ``DecodeError`` for a truncated one."""
        decoded = self.frames.decode_frame(frame)
        if decoded is None:
            return None
        kind, flags = KINDS[decoded.message], _FLAGS[decoded.message]
        values: dict[str, Any] = {name: value for name, value in decoded.values.items() if name not in flags}
        for name, members in flags.items():
            present = decoded.values[name]
            values.update((member, isinstance(present, tuple) and member in present) for member in members)
        return kind(**values)


def to_values(record: EvRecord | EvseRecord) -> dict[str, Any]:
    """The values of ``record`` as the table names them: single bits gathered in its flag lists."""
    values: dict[str, Any] = msgspec.structs.asdict(record)
    for name, members in _FLAGS[_MESSAGES[type(record)]].items():
        values[name] = tuple(member for member in members if values.pop(member))
    return values


def message_of(kind: type[EvRecord | EvseRecord]) -> Message:
    """The message of the table that carries records of ``kind``."""
    return next(message for message in TABLE.messages if message.name == _MESSAGES[kind])
