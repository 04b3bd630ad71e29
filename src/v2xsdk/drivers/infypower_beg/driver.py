"""The entry point of the BEG/BEC driver, and what its frames tell a listener."""

from __future__ import annotations

from typing import Any

from v2xsdk.drivers.infypower_beg.observer import Observer
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.stage import InfyPowerBeg
from v2xsdk.drivers.infypower_beg.table import BROADCAST_ADDRESS, SINGLE, TABLE, TO_CONTROLLER
from v2xsdk.errors import ConfigError, DecodeError
from v2xsdk.model import CanFrame
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.spi import CanBus, DriverKind, DriverSpec

_PROBE_S = 1.0


def recognise(frame: CanFrame) -> str | None:
    """Return which module sent ``frame``, ``None`` when it is not an answer of a BEG module."""
    try:
        decoded = FrameCodec(TABLE).decode_frame(frame)
    except DecodeError:
        return None
    if decoded is None or decoded.direction != TO_CONTROLLER or decoded.values.get("error_code") != 0:
        return None
    return f"module {decoded.values['source_address']}"


async def probe(bus: CanBus) -> list[str]:
    """Ask every module on the bus for its status, once, and return one line for each that answers."""
    import asyncio

    found: set[str] = set()

    def receive(frame: CanFrame) -> None:
        if (text := recognise(frame)) is not None:
            found.add(text)

    stop_listening = bus.listen(receive)
    try:
        read = {"device_number": SINGLE, "destination_address": BROADCAST_ADDRESS, "index": "1110"}
        bus.send(FrameCodec(TABLE).encode_frame("read", read))
        await asyncio.sleep(_PROBE_S)
    finally:
        stop_listening()
    return sorted(found)


def _make(bus: CanBus | None, options: Any) -> InfyPowerBeg:
    if bus is None:
        raise ConfigError("infypower-beg needs a CAN bus")
    return InfyPowerBeg(bus, options)


DRIVER = DriverSpec(
    name="infypower-beg",
    kind=DriverKind.STAGE,
    vendor="InfyPower",
    summary="bidirectional modules BEG and BEC, 200 V to 1000 V, CAN V1.04",
    options=BegOptions,
    make=_make,
    can_discharge=True,
    evidence="not run on hardware",
    observer=Observer,
    recognise=recognise,
    probe=probe,
)
