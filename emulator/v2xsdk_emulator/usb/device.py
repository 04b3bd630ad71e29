"""An emulated USB device: takes transfers, answers standard requests, hands the rest to its functions."""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Sequence

from v2xsdk_emulator.usb.descriptors import DescriptorSet, DeviceSpec, InterfaceSpec
from v2xsdk_emulator.usb.faults import FaultList
from v2xsdk_emulator.usb.function import TO_ENDPOINT, TO_INTERFACE, Function, Setup
from v2xsdk_emulator.usb.pipe import InPipe, OutPipe
from v2xsdk_emulator.usb.standard import StandardRequests
from v2xsdk_emulator.usb.timebase import RealTime, Timebase
from v2xsdk_emulator.usb.urb import Stall, Status, Urb

_SETUP = struct.Struct("<BBHHH")
PORT_RESET = (0x23, 3, 4)  # SET_FEATURE(PORT_RESET) to a hub: how a host signals a reset through USB/IP


class UsbDevice:
    """A device made of functions.

    ``lock`` guards all of it: functions run with it held; whoever calls a function from outside takes it.
    """

    def __init__(self, spec: DeviceSpec, functions: Sequence[Function], timebase: Timebase | None = None) -> None:
        self.spec = spec
        self.functions = tuple(functions)
        self.timebase = timebase or RealTime()
        self.lock = threading.RLock()
        self.interfaces = tuple(i for f in self.functions for i in f.interfaces)
        groups = [len({i.number for i in f.interfaces}) for f in self.functions]
        self.descriptors = DescriptorSet(spec, self.interfaces, groups)
        self.faults = FaultList(self)
        self.plugged = False
        self.plug_count = 0
        self.configuration = 0
        self.alternates: dict[int, int] = {}
        self.on_unplug: list[Callable[[], None]] = []
        self.on_bus_reset: list[Callable[[], None]] = []
        self._pipes: dict[int, InPipe | OutPipe] = {}
        self._standard = StandardRequests(self)
        self._owner = {i.number: f for f in self.functions for i in f.interfaces}
        for function in self.functions:
            function.attach(self)

    def submit(self, urb: Urb) -> None:
        """Take one transfer; its ``complete`` is called now or later, once."""
        with self.lock:
            if not self.plugged:
                urb.finish(Status.NO_DEVICE)
            elif not self.faults or not self.faults.apply(urb):
                self.dispatch(urb)

    def dispatch(self, urb: Urb) -> None:
        """Carry out one transfer, past all faults; the lock is held."""
        if not urb.endpoint & 0x7F:
            self._control(urb)
        elif (pipe := self._pipes.get(urb.endpoint)) is None:
            urb.finish(Status.NO_ENDPOINT)
        else:
            pipe.submit(urb)

    def cancel(self, urb: Urb) -> bool:
        """Give a transfer up; ``False`` when it had ended before. ``complete`` is not called."""
        with self.lock:
            pipe = self._pipes.get(urb.endpoint)
            return (pipe is not None and pipe.cancel(urb)) or self.faults.cancel(urb)

    def in_pipe(self, endpoint: int) -> InPipe | None:
        """Return the pipe of an active IN endpoint."""
        pipe = self._pipes.get(endpoint)
        return pipe if isinstance(pipe, InPipe) else None

    def out_pipe(self, endpoint: int) -> OutPipe | None:
        """Return the pipe of an active OUT endpoint."""
        pipe = self._pipes.get(endpoint)
        return pipe if isinstance(pipe, OutPipe) else None

    def plug(self) -> None:
        """Connect the cable: the device is there, unconfigured."""
        with self.lock:
            self.reset()
            self.plugged = True
            self.plug_count += 1

    def unplug(self) -> None:
        """Pull the cable: every open transfer ends with "no such device"."""
        with self.lock:
            self.plugged = False
            self._end_all(Status.NO_DEVICE)
            for function in self.functions:
                function.unplugged()
            watchers = list(self.on_unplug)
        for watcher in watchers:
            watcher()

    def reset(self) -> None:
        """Return to the default state, as after power-on."""
        self.configure(0)

    def bus_reset(self) -> None:
        """Take a reset signalled on the bus."""
        with self.lock:
            self.reset()
            for function in self.functions:
                function.bus_reset()
            watchers = list(self.on_bus_reset)
        for watcher in watchers:
            watcher()

    def configure(self, value: int) -> None:
        """Select a configuration, 0 for none."""
        self._end_all(Status.CANCELLED)
        self.configuration = value
        self.alternates = {i.number: 0 for i in self.interfaces} if value else {}
        for function in self.functions:
            function.reset()
        self._pipes = {}
        for interface in self.interfaces:
            if value and interface.alternate == 0:
                self._open_pipes(interface)

    def select_alternate(self, number: int, alternate: int) -> None:
        """Select an alternate setting; raise :class:`Stall` when there is none such."""
        chosen = next((i for i in self.interfaces if (i.number, i.alternate) == (number, alternate)), None)
        if chosen is None or number not in self.alternates:
            raise Stall
        for endpoint in self.endpoints_of(number):
            self._pipes.pop(endpoint).end_all(Status.CANCELLED)
        self.alternates[number] = alternate
        self._owner[number].reset()
        self._open_pipes(chosen)

    def endpoints_of(self, number: int) -> list[int]:
        """Return the addresses of the active endpoints of an interface."""
        known = {e.address for i in self.interfaces if i.number == number for e in i.endpoints}
        return [address for address in self._pipes if address in known]

    def halt(self, endpoint: int) -> None:
        """Halt an endpoint: everything to it is refused until the host clears the halt."""
        if (pipe := self._pipes.get(endpoint)) is not None:
            pipe.halted = True
            pipe.end_all(Status.STALL)

    def clear_halt(self, endpoint: int) -> None:
        """Carry out CLEAR_FEATURE(ENDPOINT_HALT)."""
        pipe = self._pipes.get(endpoint)
        if pipe is None:
            raise Stall
        pipe.halted = False
        self.function_of_endpoint(endpoint).halt_cleared(endpoint)

    def is_halted(self, endpoint: int) -> bool:
        """Return whether an endpoint is halted; raise :class:`Stall` when there is none such."""
        if (pipe := self._pipes.get(endpoint)) is None:
            raise Stall
        return pipe.halted

    def function_of(self, number: int) -> Function:
        """Return the function that owns an interface; raise :class:`Stall` when there is none."""
        if number not in self._owner:
            raise Stall
        return self._owner[number]

    def function_of_endpoint(self, endpoint: int) -> Function:
        """Return the function that owns an endpoint; raise :class:`Stall` when there is none."""
        for interface in self.interfaces:
            if any(e.address == endpoint for e in interface.endpoints):
                return self._owner[interface.number]
        raise Stall

    def _open_pipes(self, interface: InterfaceSpec) -> None:
        function = self._owner[interface.number]
        for spec in interface.endpoints:
            if spec.address & 0x80:
                self._pipes[spec.address] = InPipe(spec)
            else:
                self._pipes[spec.address] = OutPipe(spec, _receiver(function, spec.address))

    def _control(self, urb: Urb) -> None:
        setup = Setup._make(_SETUP.unpack(urb.setup))
        try:
            answer = self._route(setup, urb.data)
        except Stall:
            urb.finish(Status.STALL if self.plugged else Status.NO_DEVICE)
            return
        if setup.request_type & 0x80:
            urb.data = answer if len(answer) <= setup.w_length else answer[: setup.w_length]
        urb.finish(Status.OK)

    def _route(self, setup: Setup, data: bytes) -> bytes:
        kind, recipient = setup.request_type & 0x60, setup.request_type & 0x1F
        if not kind:
            return self._standard.handle(setup)
        if recipient == TO_INTERFACE:
            return self.function_of(setup.w_index & 0xFF).control(setup, data)
        if recipient == TO_ENDPOINT:
            return self.function_of_endpoint(setup.w_index & 0xFF).control(setup, data)
        if setup[:3] == PORT_RESET:
            self.bus_reset()
            return b""
        for function in self.functions:
            if function.answers_device_requests:
                return function.control(setup, data)
        raise Stall

    def _end_all(self, status: Status) -> None:
        for pipe in self._pipes.values():
            pipe.end_all(status)
        self.faults.end_all(status)


def _receiver(function: Function, endpoint: int) -> Callable[[bytes], None]:
    return lambda data: function.receive(endpoint, data)
