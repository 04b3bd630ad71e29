"""What a listener learns from a BEG bus that another controller runs; it sends nothing."""

from __future__ import annotations

from v2xsdk.drivers.infypower_beg.modules import Modules
from v2xsdk.drivers.infypower_beg.monitor import FRESH_S, READING_MESSAGES, stage_reading
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.plan import READINGS
from v2xsdk.drivers.infypower_beg.table import TABLE
from v2xsdk.errors import DecodeError
from v2xsdk.model import CanFrame
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.runtime.readings import Readings
from v2xsdk.spi import StageReading


class Observer:
    """Call it with each frame and its time in seconds; returns a reading with each answer about current."""

    def __init__(self, options: BegOptions) -> None:
        self._options = options
        self._codec = FrameCodec(TABLE)
        self._readings = Readings()
        self._modules = Modules(self._readings, frozenset())

    def __call__(self, frame: CanFrame, time_s: float) -> StageReading | None:
        """Take one frame."""
        try:
            decoded = self._codec.decode_frame(frame)
        except DecodeError:
            # Not for a listener to judge: the bus's own controller reports it.
            return None
        if decoded is None or not decoded.message.startswith("read_"):
            return None
        address = decoded.values["source_address"]
        if not isinstance(address, int):
            return None
        if decoded.message == "read_status_flags":
            self._modules.addresses |= {address}
        for name, value in decoded.values.items():
            if name in READINGS:
                self._readings.put(name, address, value, time_s)
        if decoded.message in READING_MESSAGES and self._modules.addresses:
            return stage_reading(self._modules.reading(time_s - FRESH_S), time_s)
        return None
