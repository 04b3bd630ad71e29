"""Any sequence of transfers, time-outs, stalls and unplugs: nothing hangs, leaks, or answers the wrong request."""

from __future__ import annotations

import errno
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
import usb.core
import usb.util
from hypothesis import given
from hypothesis import strategies as st

from tests.emulated.usb_rig import DOORS, door
from v2xsdk.transport.usb.in_process import InProcessLink
from v2xsdk.transport.usb.usbip_link import UsbipLink
from v2xsdk_emulator.usb import loopback
from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.faults import Fault
from v2xsdk_emulator.usb.timebase import RealTime, VirtualTime

READ, WRITE = loopback.READ, loopback.WRITE
EXPECTED = {errno.ETIMEDOUT, errno.EPIPE, errno.ENODEV, errno.EOVERFLOW, errno.EIO, errno.ENOENT, errno.EBUSY}

steps = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.integers(0, 3)),
        st.tuples(st.just("send"), st.integers(0, 1500)),
        st.tuples(st.just("read"), st.sampled_from([64, 512, 2048])),
        st.tuples(st.just("halt"), st.just(0)),
        st.tuples(st.just("clear"), st.just(0)),
        st.tuples(st.just("replug"), st.just(0)),
        st.tuples(st.just("fault"), st.sampled_from(["delay", "ignore", "stall", "bus_error", "unplug", "overflow"])),
    ),
    max_size=25,
)


class Caller:
    """Runs steps against one device and judges every answer by what it asked for."""

    def __init__(self, backend: Any, bus: UsbBus, attached: Attached) -> None:
        self.backend, self.bus, self.attached = backend, bus, attached
        self.device: Any = None
        self.asked = 0
        self.sent = 0
        self.seen = 0

    def run(self, name: str, argument: Any) -> None:
        started = time.monotonic()
        try:
            if self.device is None:
                self.device = usb.core.find(backend=self.backend)
                if self.device is None:
                    self.attached = self.bus.replace(self.attached.port, self.attached.device)
                    return
                self.device.set_configuration()
            action: Callable[[Any], None] = getattr(self, name)
            action(argument)
        except usb.core.USBError as error:
            assert error.errno in EXPECTED
            if error.errno == errno.ENODEV:
                self.drop()
        assert time.monotonic() - started < 5.0
        self.check_nothing_left()

    def ask(self, _: int) -> None:
        self.asked = self.asked % 250 + 1
        answer = self.device.ctrl_transfer(0xC1, READ, self.asked, 0, 8, timeout=20)
        assert set(answer[::2]) == {self.asked}

    def send(self, size: int) -> None:
        self.sent += 1
        self.device.write(loopback.BULK_OUT, struct.pack("<I", self.sent) + bytes(size), timeout=20)

    def read(self, size: int) -> None:
        data = bytes(self.device.read(loopback.BULK_IN, size, timeout=20))
        if len(data) >= 4 and any(data[:4]):
            number = struct.unpack_from("<I", data)[0]
            assert self.seen < number <= self.sent
            self.seen = number

    def halt(self, _: int) -> None:
        self.device.ctrl_transfer(0x41, loopback.HALT, loopback.BULK_IN, 0, timeout=20)

    def clear(self, _: int) -> None:
        self.device.clear_halt(loopback.BULK_IN)

    def replug(self, _: int) -> None:
        self.attached = self.bus.replace(self.attached.port, self.attached.device)

    def fault(self, kind: Any) -> None:
        self.attached.device.faults.add(Fault(kind, delay_s=0.03))

    def drop(self) -> None:
        usb.util.dispose_resources(self.device)
        self.device = None

    def check_nothing_left(self) -> None:
        handle = self.device and self.device._ctx.handle
        if isinstance(handle and handle.link, InProcessLink):
            assert not handle.link.connection.open_transfers()
        if isinstance(handle and handle.link, UsbipLink):
            assert not handle.link._pending


@pytest.mark.parametrize("name", DOORS)
@given(sequence=steps)
def test_any_sequence_ends_and_answers_only_what_was_asked(name: str, sequence: list[tuple[str, Any]]) -> None:
    bus = UsbBus()
    attached = loopback.plug(bus, VirtualTime() if name == "in process" else RealTime())
    with door(name, bus) as backend:
        caller = Caller(backend, bus, attached)
        for step, argument in sequence:
            caller.run(step, argument)
        caller.attached.device.faults.clear()
        if caller.device is not None:
            caller.drop()
