"""ISO-TP and UDS frames to named values and back, with the calls of a frame codec."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.model import CanFrame
from v2xsdk.protocol.can.tables import Decoded
from v2xsdk.protocol.uds import messages, pci

TESTER_TO_ECU, ECU_TO_TESTER = "tester_to_ecu", "ecu_to_tester"
DEFAULT_IDS = {TESTER_TO_ECU: 0x7E0, ECU_TO_TESTER: 0x7E8}
FILLER = 0xAA
_SEQUENCE = 16


class IsoTpCodec:
    """Single frames; stateless. A consecutive frame's content needs its message to mean anything, so it is not told."""

    def decode(self, frame_id: int, data: bytes, direction: str | None = None, extended: bool | None = None) -> Decoded:
        """The values of one frame; raises ``DecodeError`` for one that is no ISO-TP frame."""
        found = pci.parse(data)
        values = frame_values(found)
        if isinstance(found, pci.ConsecutiveFrame):
            del values["payload_hex"]
        return Decoded(values["pci"], direction or "", values)

    def encode_values(self, values: Mapping[str, object], direction: str) -> CanFrame:
        """The frame with these values, filled to 8 bytes; raises ``EncodeError`` for values that make none.

        The identifier is not among the values: it is 7E0 for the tester and 7E8 for the ECU.
        """
        if direction not in DEFAULT_IDS:
            raise EncodeError(f"ISO-TP goes {TESTER_TO_ECU} or {ECU_TO_TESTER}, not {direction!r}")
        return CanFrame(DEFAULT_IDS[direction], pci.build(frame_of(values), FILLER), extended=False)

    def takes_text(self, name: str) -> bool:
        """Whether a value of that name is written as text."""
        return name.endswith("_hex") or name in ("pci", "flow_status")


class UdsIsoTpCodec(IsoTpCodec):
    """Follows a conversation: where a frame completes a message, the message's own values are added.

    Frames must come in the order of the bus. Each identifier is one direction of a conversation.
    """

    def __init__(self) -> None:
        self._conversations: dict[tuple[int, bool], _Reassembly] = {}

    def decode(self, frame_id: int, data: bytes, direction: str | None = None, extended: bool | None = None) -> Decoded:
        """The values of one frame, and of the message it completes."""
        found = pci.parse(data)
        key = (frame_id, bool(extended))
        conversation = self._conversations.setdefault(key, _Reassembly())
        content, whole = conversation.take(found)
        values = frame_values(content)
        if whole is not None:
            if isinstance(found, pci.ConsecutiveFrame):
                values["reassembled_payload_hex"] = whole.hex()
            values.update(messages.decode(whole, request=_is_request(frame_id, direction)))
        return Decoded(values["pci"], direction or "", values)


CODECS = MappingProxyType({"isotp": IsoTpCodec, "uds_isotp": UdsIsoTpCodec})
"""By protocol name. One of the second kind belongs to one stream of frames, in its order."""


class _Reassembly:
    """One message on its way; a frame out of order ends it."""

    def __init__(self) -> None:
        self._payload = b""
        self._length = 0
        self._next = 0

    def take(self, frame: pci.Pci) -> tuple[pci.Pci, bytes | None]:
        """The frame without its filler, and the message it completes."""
        if isinstance(frame, pci.SingleFrame):
            self._length = 0
            return frame, frame.payload
        if isinstance(frame, pci.FirstFrame):
            self._payload, self._length, self._next = frame.payload, frame.length_bytes, 1
        elif isinstance(frame, pci.ConsecutiveFrame) and self._length:
            return self._go_on(frame)
        return frame, None

    def _go_on(self, frame: pci.ConsecutiveFrame) -> tuple[pci.Pci, bytes | None]:
        if frame.sequence_number != self._next:
            expected, self._length = self._next, 0
            raise DecodeError(f"ISO-TP: consecutive frame {frame.sequence_number} came where {expected} was due")
        self._next = (self._next + 1) % _SEQUENCE
        part = frame.payload[: self._length - len(self._payload)]
        self._payload += part
        if len(self._payload) < self._length:
            return frame, None
        self._length = 0
        return pci.ConsecutiveFrame(frame.sequence_number, part), self._payload


def frame_values(frame: pci.Pci) -> dict[str, Any]:
    """The values of one frame by name."""
    if isinstance(frame, pci.SingleFrame):
        return {"pci": "single_frame", "length_bytes": len(frame.payload), "payload_hex": frame.payload.hex()}
    if isinstance(frame, pci.FirstFrame):
        return {"pci": "first_frame", "length_bytes": frame.length_bytes, "payload_hex": frame.payload.hex()}
    if isinstance(frame, pci.ConsecutiveFrame):
        number = frame.sequence_number
        return {"pci": "consecutive_frame", "sequence_number": number, "payload_hex": frame.payload.hex()}
    return {
        "pci": "flow_control",
        "flow_status": str(frame.flow_status),
        "block_size": frame.block_size,
        "st_min_ms": frame.st_min_ms,
    }


def frame_of(values: Mapping[str, object]) -> pci.Pci:
    """The frame with these values; what a message adds to them is left aside. Raises ``EncodeError``."""
    values = {name: int(v) if isinstance(v, float) and v.is_integer() else v for name, v in values.items()}
    kind = values.get("pci")
    try:
        if kind == "flow_control":
            return msgspec.convert(values, pci.FlowControl)
        payload = bytes.fromhex(str(values.get("payload_hex", "")))
        if kind == "single_frame":
            return pci.SingleFrame(payload)
        if kind == "first_frame":
            return pci.FirstFrame(int(str(values["length_bytes"])), payload)
        if kind == "consecutive_frame":
            return pci.ConsecutiveFrame(int(str(values["sequence_number"])), payload)
    except (KeyError, ValueError) as error:
        raise EncodeError(f"ISO-TP {kind}: {error}") from error
    raise EncodeError(f"ISO-TP frame {kind!r}: expected single_frame, first_frame, consecutive_frame or flow_control")


def _is_request(frame_id: int, direction: str | None) -> bool:
    if direction is not None:
        return direction == TESTER_TO_ECU
    # Normal addressing: the tester has the lower of two 11-bit identifiers, and address F1 in 29 bits.
    return frame_id & 0xFF == 0xF1 if frame_id > 0x7FF else not frame_id & 0x08
