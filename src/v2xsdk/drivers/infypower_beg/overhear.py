"""What the modules say while another controller asks them; nothing is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from v2xsdk.drivers.infypower_beg.modules import Modules
from v2xsdk.drivers.infypower_beg.monitor import Monitor
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.table import TO_CONTROLLER
from v2xsdk.errors import DecodeError, TransportError
from v2xsdk.model import CanFrame
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.protocol.can.plan import CyclicPlan
from v2xsdk.runtime.clock import clock_of
from v2xsdk.runtime.readings import Readings
from v2xsdk.spi import CanBus, Lost, StageEvent


class Overhearing:
    """Listens from the moment it is made until ``end``. Every module that speaks belongs to the unit."""

    def __init__(
        self, bus: CanBus, plan: CyclicPlan, options: BegOptions, report: Callable[[StageEvent], None]
    ) -> None:
        self._codec = FrameCodec(plan.table)
        self._plan = plan
        self._report = report
        self._readings = Readings()
        self._modules = Modules(self._readings, frozenset())
        self._monitor = Monitor(self._modules, options, report)
        self._clock = clock_of(asyncio.get_running_loop())
        self._undo = [bus.listen(self._receive), bus.on_loss(self._lost)]
        self.malformed = 0

    def end(self) -> None:
        """Listen no more."""
        for undo in self._undo:
            undo()
        self._undo = []

    def _receive(self, frame: CanFrame) -> None:
        try:
            decoded = self._codec.decode_frame(frame)
        except DecodeError:
            self.malformed += 1
            return
        if decoded is None or decoded.direction != TO_CONTROLLER:
            return
        address = self._readings.take(decoded, self._plan, self._clock())
        if address is not None:
            self._modules.addresses |= {address}
        self._monitor.frame(decoded, self._clock())

    def _lost(self, error: TransportError) -> None:
        self._report(Lost("bus", str(error)))
