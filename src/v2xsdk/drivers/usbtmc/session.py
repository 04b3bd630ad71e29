"""A session with one instrument: messages, answers, status byte, service request, clear."""

from __future__ import annotations

import contextlib
from collections import deque
from typing import NamedTuple

from v2xsdk.errors import DecodeError, DeviceRefused, DeviceTimeout, TransferOverflow
from v2xsdk.protocol.usb import tmc
from v2xsdk.transport.usb.handle import UsbHandle
from v2xsdk.transport.usb.known import USBTMC_CLASS

BLOCK = 1 << 14
LARGEST_ANSWER = 1 << 24
CLEAR_POLLS = 20
NOTICE_ROOM = 64
EMPTY_TRANSFERS = 3
_CLASS_IN = 0xA1


class Endpoints(NamedTuple):
    """Where an instrument listens and speaks."""

    interface: int
    bulk_out: int
    bulk_in: int
    interrupt_in: int | None
    max_packet: int


class TmcSession:
    """Blocking; for the thread that owns the device. Texts go out and come back without line ends."""

    def __init__(self, handle: UsbHandle, timeout_s: float = 2.0) -> None:
        """Claim the instrument's interface and clear what an earlier session left."""
        self._handle = handle
        self._timeout_s = timeout_s
        self._ends = _endpoints(handle)
        self._tags = tmc.Tags()
        self._last_tag = 0
        self._requests: deque[int] = deque()
        handle.claim(self._ends.interface)
        raw = self._class_in(tmc.GET_CAPABILITIES, 0, tmc.CAPABILITIES_SIZE)
        self.capabilities = tmc.parse_capabilities(raw)
        self.clear()

    def write(self, text: str) -> None:
        """Send one program message."""
        data = text.encode("ascii") + b"\n"
        for at in range(0, len(data), BLOCK):
            part = data[at : at + BLOCK]
            ends = at + BLOCK >= len(data)
            self._handle.write(
                self._ends.bulk_out, tmc.message_out(self._tags.next(), part, ends=ends), self._timeout_s
            )

    def read(self) -> str:
        """Return the response; after a time-out or nonsense the instrument is cleared and the error raised."""
        parts = []
        try:
            while True:
                response = self._read_part()
                parts.append(response.data)
                if response.ends_message:
                    return b"".join(parts).decode("latin-1").rstrip("\r\n")
                if sum(map(len, parts)) > LARGEST_ANSWER:
                    raise DecodeError(f"USBTMC: an answer of more than {LARGEST_ANSWER} bytes")
        except DeviceTimeout:
            self.abort_read()
            raise
        except (DecodeError, TransferOverflow):
            self.clear()
            raise

    def query(self, text: str) -> str:
        """Send a query and return its response."""
        self.write(text)
        return self.read()

    def number(self, text: str) -> float:
        """Send a query and return its response as a number; raise ``DecodeError`` for anything else."""
        answer = self.query(text)
        try:
            return float(answer)
        except ValueError as error:
            raise DecodeError(f"USBTMC: {text!r} was answered {answer!r}, a number was expected") from error

    def status_byte(self) -> int:
        """Read the status byte past the message exchange, as a serial poll does."""
        tag = self._tags.next_status()
        answer = self._class_in(tmc.READ_STATUS_BYTE, tag, 3)
        if len(answer) < 3 or answer[0] != tmc.STATUS_SUCCESS or answer[1] != tag:
            raise DecodeError(f"USBTMC status byte: {answer.hex() or 'nothing'}")
        if self._ends.interrupt_in is None:
            return answer[2]
        for _ in range(CLEAR_POLLS):
            notice = self._notice(self._ends.interrupt_in, self._timeout_s)
            if notice[0] == 0x80 | tag:
                return notice[1]
            if notice[0] == tmc.SERVICE_REQUEST:
                self._requests.append(notice[1])
        raise DeviceTimeout("USBTMC: no status byte among many notices")

    def wait_for_service_request(self, timeout_s: float) -> int:
        """Return the status byte of the next service request; raise ``DeviceTimeout`` when none comes."""
        if self._ends.interrupt_in is None:
            raise DeviceRefused("this instrument has no interrupt endpoint and cannot ask for service")
        while not self._requests:
            notice = self._notice(self._ends.interrupt_in, timeout_s)
            if notice[0] == tmc.SERVICE_REQUEST:
                self._requests.append(notice[1])
        return self._requests.popleft()

    def trigger(self) -> None:
        """Send a trigger; refused where the instrument takes none."""
        if not self.capabilities.takes_trigger:
            raise DeviceRefused("this instrument takes no trigger over USB")
        self._handle.write(self._ends.bulk_out, tmc.trigger(self._tags.next()), self._timeout_s)

    def abort_read(self) -> None:
        """Take a request back that was not answered in time."""
        self._abort(self._last_tag)

    def clear(self) -> None:
        """Empty the instrument's input and output and make both pipes usable again."""
        if self._class_in(tmc.INITIATE_CLEAR, 0, 1)[:1] != bytes((tmc.STATUS_SUCCESS,)):
            raise DeviceRefused("the instrument refuses to be cleared")
        for _ in range(CLEAR_POLLS):
            status = self._class_in(tmc.CHECK_CLEAR, 0, 2)
            if len(status) == 2 and status[1] & 1:
                self._drain()
            elif status[:1] != bytes((tmc.STATUS_PENDING,)):
                break
        self._handle.clear_halt(self._ends.bulk_out)
        self._handle.clear_halt(self._ends.bulk_in)

    def close(self) -> None:
        """Release the device."""
        self._handle.close()

    def _read_part(self) -> tmc.Response:
        tag = self._last_tag = self._tags.next()
        self._handle.write(self._ends.bulk_out, tmc.request_in(tag, BLOCK), self._timeout_s)
        response = tmc.Response(tag)
        size = BLOCK + self._ends.max_packet
        empty = 0
        while True:
            transfer = self._handle.read(self._ends.bulk_in, size, self._timeout_s)
            empty += not transfer
            if not transfer and not response.data and empty < EMPTY_TRANSFERS:
                continue  # the zero-length packet of the answer before
            if response.receive(transfer, short=len(transfer) % self._ends.max_packet != 0 or not transfer):
                return response

    def _abort(self, tag: int) -> None:
        request = (0xA2, tmc.INITIATE_ABORT_BULK_IN, tag, self._ends.bulk_in, 2)
        if self._handle.control_in(*request, self._timeout_s)[:1] == bytes((tmc.STATUS_SUCCESS,)):
            self._drain()
            self._handle.control_in(0xA2, tmc.CHECK_ABORT_BULK_IN, 0, self._ends.bulk_in, 8, self._timeout_s)

    def _drain(self) -> None:
        """Read what is left until a short packet or nothing comes."""
        with contextlib.suppress(DeviceTimeout):
            while len(self._handle.read(self._ends.bulk_in, BLOCK, 0.05)) == BLOCK:
                pass

    def _class_in(self, request: int, value: int, length: int) -> bytes:
        return self._handle.control_in(_CLASS_IN, request, value, self._ends.interface, length, self._timeout_s)

    def _notice(self, endpoint: int, timeout_s: float) -> bytes:
        """Return the two bytes of one interrupt."""
        notice = self._handle.read(endpoint, NOTICE_ROOM, timeout_s)
        if len(notice) < 2:
            raise DecodeError(f"USBTMC: an interrupt of {len(notice)} bytes")
        return notice


def _endpoints(handle: UsbHandle) -> Endpoints:
    for interface in handle.pyusb.get_active_configuration():
        if (interface.bInterfaceClass, interface.bInterfaceSubClass) == USBTMC_CLASS:
            found = list(interface)
            bulk = {bool(e.bEndpointAddress & 0x80): e for e in found if e.bmAttributes & 3 == 2}
            interrupt = next((e.bEndpointAddress for e in found if e.bmAttributes & 3 == 3), None)
            if len(bulk) == 2:
                addresses = (bulk[False].bEndpointAddress, bulk[True].bEndpointAddress)
                return Endpoints(interface.bInterfaceNumber, *addresses, interrupt, bulk[True].wMaxPacketSize)
    raise DeviceRefused("the device has no USBTMC interface with a bulk endpoint in each direction")
