"""The pipes of a device: IN holds what the device has to say, OUT is what it takes from."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from v2xsdk_emulator.usb.descriptors import EndpointSpec
from v2xsdk_emulator.usb.urb import Stall, Status, Urb


class _Message:
    """Bytes the device sends in one go; ``ends`` tells whether a short or zero-length packet closes them."""

    __slots__ = ("data", "ends", "offset")

    def __init__(self, data: bytes, ends: bool) -> None:
        self.data = data
        self.ends = ends
        self.offset = 0


class InPipe:
    """An IN endpoint: messages wait for requests, requests wait for messages (which is what NAK means)."""

    def __init__(self, spec: EndpointSpec, capacity: int = 4096) -> None:
        self.spec = spec
        self.halted = False
        self.capacity = capacity
        self._messages: deque[_Message] = deque()
        self._waiting: deque[Urb] = deque()

    def __len__(self) -> int:
        return len(self._messages)

    def send(self, data: bytes, *, zero_length_packet: bool = True) -> bool:
        """Queue one message; ``False`` when ``capacity`` messages already wait for the host.

        Without ``zero_length_packet`` a message of whole packets has no end of its own.
        """
        if len(self._messages) >= self.capacity:
            return False
        ends = zero_length_packet or len(data) % self.spec.max_packet != 0
        self._messages.append(_Message(data, ends))
        self._serve()
        return True

    def submit(self, urb: Urb) -> None:
        """Take a request of the host."""
        if self.halted:
            urb.finish(Status.STALL)
            return
        self._waiting.append(urb)
        self._serve()

    def cancel(self, urb: Urb) -> bool:
        """Forget a waiting request; ``False`` when it is not here."""
        if urb not in self._waiting:
            return False
        self._waiting.remove(urb)
        return True

    def clear(self) -> None:
        """Drop everything the host has not fetched."""
        self._messages.clear()

    def end_all(self, status: Status) -> None:
        """End all waiting requests."""
        while self._waiting:
            self._waiting.popleft().finish(status)

    def _serve(self) -> None:
        while self._waiting and self._messages:
            urb = self._waiting[0]
            status = self._fill(urb)
            if status is None:
                return
            self._waiting.popleft()
            urb.finish(status)

    def _fill(self, urb: Urb) -> Status | None:
        """Move packets into ``urb``; ``None`` while it waits for more."""
        while self._messages:
            message = self._messages[0]
            if len(message.data) - message.offset <= urb.length - len(urb.data):
                status = self._take_rest(urb, message)
            else:
                status = self._take_part(urb, message)
            if status is not None:
                return status
        return None

    def _take_rest(self, urb: Urb, message: _Message) -> Status | None:
        """Take all that is left of ``message``; the transfer goes on when nothing marks its end."""
        rest = message.data[message.offset :] if message.offset else message.data
        urb.data = urb.data + rest if urb.data else rest
        full = len(urb.data) == urb.length
        if message.ends and full and rest and len(message.data) % self.spec.max_packet == 0:
            message.offset = len(message.data)  # the zero-length packet is still to come
            return Status.OK
        self._messages.popleft()
        return Status.OK if message.ends or full else None

    def _take_part(self, urb: Urb, message: _Message) -> Status:
        """Fill ``urb`` with whole packets; a packet that does not fit overflows and is lost."""
        room = urb.length - len(urb.data)
        whole = room - room % self.spec.max_packet
        urb.data = urb.data + message.data[message.offset : message.offset + whole]
        message.offset += whole
        if whole == room:
            return Status.OK
        message.offset += self.spec.max_packet
        if message.offset >= len(message.data):
            self._messages.popleft()
        return Status.OVERFLOW


class OutPipe:
    """An OUT endpoint: hands each transfer to ``receive``, or holds it back while busy (NAK)."""

    def __init__(self, spec: EndpointSpec, receive: Callable[[bytes], None]) -> None:
        self.spec = spec
        self.halted = False
        self._receive = receive
        self._ready = True
        self._waiting: deque[Urb] = deque()

    def hold(self) -> None:
        """Accept nothing until :meth:`resume`."""
        self._ready = False

    def resume(self) -> None:
        """Accept transfers again, the waiting ones first."""
        self._ready = True
        while self._waiting and self._ready:
            self._deliver(self._waiting.popleft())

    def submit(self, urb: Urb) -> None:
        """Take a transfer of the host."""
        if self.halted:
            urb.finish(Status.STALL)
        elif self._ready:
            self._deliver(urb)
        else:
            self._waiting.append(urb)

    def cancel(self, urb: Urb) -> bool:
        """Forget a waiting transfer; ``False`` when it is not here."""
        if urb not in self._waiting:
            return False
        self._waiting.remove(urb)
        return True

    def end_all(self, status: Status) -> None:
        """End all waiting transfers."""
        while self._waiting:
            self._waiting.popleft().finish(status)

    def _deliver(self, urb: Urb) -> None:
        try:
            self._receive(urb.data)
        except Stall:
            self.halted = True
            urb.finish(Status.STALL)
            return
        urb.finish(Status.OK)
