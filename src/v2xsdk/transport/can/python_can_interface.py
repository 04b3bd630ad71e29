"""v2xlink as a python-can interface, so that any python-can program can join the bus.

Registered under the entry point group ``can.interface``::

    can.Bus(interface="v2xlink", channel="/run/user/1000/bus.sock")
    can.Bus(interface="v2xlink", channel="127.0.0.1:4567")
"""

from __future__ import annotations

import select
import threading
import time
from typing import Any

import can

from v2xsdk.errors import DecodeError, UrlError
from v2xsdk.model.can import CAN_ERR_BUSOFF, CAN_ERR_RESTARTED, RECORD_SIZE, from_record, to_record
from v2xsdk.transport.can.python_can_frames import from_message, to_message
from v2xsdk.transport.can.v2xlink import CONNECT_TIMEOUT_S, new_socket, parse_address

SEND_TIMEOUT_S = 1.0


class V2xLinkInterface(can.BusABC):
    """A python-can bus on a v2xlink.

    Reads take at most the rest of one record, so ``fileno()`` is readable whenever a frame waits.
    ``send`` waits ``timeout`` seconds for room; ``None`` means one second and not for ever, because both
    sides waiting to send while neither reads would be a deadlock.
    """

    def __init__(self, channel: Any, allow_remote: Any = False, **kwargs: Any) -> None:
        """``channel`` is a socket path or ``HOST:PORT``; raises ``can.CanInitializationError``."""
        self.channel_info = f"v2xlink {channel}"
        self._receiving = threading.Lock()
        self._sending = threading.Lock()
        self._begun = b""
        self._unsent = b""
        self._state = can.BusState.ACTIVE
        try:
            target = parse_address(str(channel), allow_remote=allow_remote in (True, "1", "true"))
        except UrlError as error:
            raise can.CanInitializationError(str(error)) from error
        self._socket = new_socket(target)
        try:
            self._socket.settimeout(CONNECT_TIMEOUT_S)
            self._socket.connect(target)
            self._socket.setblocking(False)
        except OSError as error:
            self._socket.close()
            raise can.CanInitializationError(f"{self.channel_info}: nobody serves it: {error}") from error
        super().__init__(channel=channel, **kwargs)

    @property
    def state(self) -> can.BusState:
        """``ACTIVE``; ``ERROR`` after bus-off or the end of the link."""
        return self._state

    @state.setter
    def state(self, new_state: can.BusState) -> None:
        raise NotImplementedError("the far end decides on the state of a v2xlink bus")

    def fileno(self) -> int:
        """The socket's descriptor; readable means that a frame (or the rest of one) waits."""
        return self._socket.fileno()

    def send(self, msg: can.Message, timeout: float | None = None) -> None:
        """Send ``msg``; raises ``can.CanTimeoutError`` when there is no room within ``timeout``."""
        frame = from_message(msg)
        if frame is None:
            raise can.CanOperationError("a v2xlink carries classical CAN frames only")
        deadline = time.monotonic() + (SEND_TIMEOUT_S if timeout is None else timeout)
        with self._sending:
            self._flush(deadline)
            self._unsent = to_record(frame)
            try:
                self._flush(deadline)
            except can.CanTimeoutError:
                if len(self._unsent) == RECORD_SIZE:
                    # Not begun, so it may be dropped; a begun record is finished by the next call.
                    self._unsent = b""
                    raise

    def shutdown(self) -> None:
        """Stop periodic tasks and leave the bus."""
        super().shutdown()
        self._socket.close()

    def _flush(self, deadline: float) -> None:
        while self._unsent:
            try:
                self._unsent = self._unsent[self._socket.send(self._unsent) :]
            except BlockingIOError as error:
                left = deadline - time.monotonic()
                if left <= 0 or not select.select([], [self._socket], [], left)[1]:
                    raise can.CanTimeoutError(f"{self.channel_info}: the far end does not read") from error
            except OSError as error:
                raise self._ended(str(error)) from error

    def _recv_internal(self, timeout: float | None) -> tuple[can.Message | None, bool]:
        with self._receiving:
            record = self._record(timeout)
        if record is None:
            return None, False
        try:
            message = to_message(from_record(record, time.time()))
        except DecodeError as error:
            raise can.CanOperationError(f"{self.channel_info}: {error}") from error
        message.channel = self.channel_info
        message.is_rx = True
        if message.is_error_frame:
            self._follow(message.arbitration_id)
        return message, False

    def _record(self, timeout: float | None) -> bytes | None:
        deadline = None if timeout is None else time.monotonic() + timeout
        while len(self._begun) < RECORD_SIZE:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            try:
                if not select.select([self._socket], [], [], left)[0]:
                    return None
                chunk = self._socket.recv(RECORD_SIZE - len(self._begun))
            except BlockingIOError:
                continue
            except (OSError, ValueError) as error:
                raise self._ended(str(error)) from error
            if not chunk:
                raise self._ended("the far end closed the link")
            self._begun += chunk
        record, self._begun = self._begun, b""
        return record

    def _follow(self, error_class: int) -> None:
        if error_class & CAN_ERR_BUSOFF:
            self._state = can.BusState.ERROR
        elif error_class & CAN_ERR_RESTARTED:
            self._state = can.BusState.ACTIVE

    def _ended(self, why: str) -> can.CanOperationError:
        self._state = can.BusState.ERROR
        return can.CanOperationError(f"{self.channel_info}: {why}")
