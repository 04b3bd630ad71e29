"""One ISO-TP conversation without I/O or clock of its own: can-isotp's state machine, driven from outside.

can-isotp reads the system's clock and expects a thread or frequent calls; here its timers run on the caller's
``now``, so that a loop, also one on virtual time, wakes it exactly when something is due.
"""

from __future__ import annotations

import logging
from collections import deque

import isotp
import msgspec
from isotp.tools import Timer

from v2xsdk.errors import ConfigError, EncodeError
from v2xsdk.model import CanFrame
from v2xsdk.protocol.uds.pci import CONSECUTIVE_PAYLOAD, FRAME_SIZE, SINGLE_MAX, st_min_raw

LOGGER = "v2xsdk.isotp"
logging.getLogger(LOGGER).addHandler(logging.NullHandler())

_EARLY_NS = 1_000
_CONSECUTIVE, _FIRST = 2, 1


class IsoTpAddress(msgspec.Struct, frozen=True):
    """Normal addressing: the identifier to send on, the one to listen on, and whether they have 29 bits."""

    tx_id: int
    rx_id: int
    extended: bool = False


class IsoTpOptions(msgspec.Struct, frozen=True):
    """How a conversation is held.

    ``block_size`` and ``st_min_ms`` are asked of the peer; a block of fewer than 16 frames keeps frames of two
    rounds of the sequence number apart. ``pacing_s`` is the least time between own frames of a long message,
    whatever less the peer allows. ``padding`` fills frames to 8 bytes, ``None`` sends them short.
    """

    block_size: int = 15
    st_min_ms: float = 0.0
    pacing_s: float = 0.0
    padding: int | None = 0xAA
    frame_timeout_s: float = 1.0
    wait_frames_max: int = 10
    message_max: int = 4095

    def __post_init__(self) -> None:
        if not 0 <= self.block_size <= 255:
            raise ConfigError(f"an ISO-TP block size is 0 to 255, not {self.block_size}")


class _Clock:
    """The caller's time, as the timers see it."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def ns(self) -> int:
        return round(self.now_s * 1e9)


class _OuterTimer(Timer):  # type: ignore[misc, unused-ignore]
    """A timer of can-isotp on the caller's clock, never shorter than ``least_s``."""

    def __init__(self, clock: _Clock, timeout_s: float, least_s: float = 0.0) -> None:
        self._clock = clock
        self._least_s = least_s
        super().__init__(timeout_s)

    def set_timeout(self, timeout: float) -> None:
        super().set_timeout(max(timeout, self._least_s))

    def start(self, timeout: float | None = None) -> None:
        if timeout is not None:
            self.set_timeout(timeout)
        self.start_time = self._clock.ns()

    def elapsed_ns(self) -> int:
        return 0 if self.start_time is None else self._clock.ns() - self.start_time

    def elapsed(self) -> float:
        return self.elapsed_ns() / 1e9

    def is_timed_out(self) -> bool:
        return not self.is_stopped() and self.elapsed_ns() >= self.timeout - _EARLY_NS

    def ends_s(self) -> float | None:
        """When it runs out; ``None`` while stopped."""
        return None if self.start_time is None else (self.start_time + self.timeout) / 1e9


class _Logic(isotp.TransportLayerLogic):  # type: ignore[misc, unused-ignore]
    """can-isotp's state machine, which makes a new timer of its own for each wait unless told otherwise."""

    def _start_rx_fc_timer(self) -> None:
        self.timer_rx_fc.start()

    def _start_rx_cf_timer(self) -> None:
        self.timer_rx_cf.start()


class IsoTpLink:
    """Messages in and out; frames and time are the caller's business.

    A message comes out whole or not at all: what goes wrong on the way is told by ``next_error``.
    """

    def __init__(self, address: IsoTpAddress, options: IsoTpOptions | None = None) -> None:
        self.options = options or IsoTpOptions()
        self.address = address
        self._clock = _Clock()
        self._inbox: deque[isotp.CanMessage] = deque()
        self._outbox: deque[CanFrame] = deque()
        self._errors: deque[Exception] = deque()
        self._logic = _Logic(
            rxfn=lambda _: self._inbox.popleft() if self._inbox else None,
            txfn=self._sent,
            address=_address(address),
            error_handler=self._errors.append,
            params=_params(self.options),
        )
        self._set_timers()

    @property
    def sending(self) -> bool:
        """A message is under way to the peer."""
        return bool(self._logic.transmitting())

    @property
    def receiving(self) -> bool:
        """A long message is under way from the peer."""
        return self._logic.rx_state is self._logic.RxState.WAIT_CF

    @property
    def available(self) -> bool:
        """A whole message waits to be taken."""
        return bool(self._logic.available())

    def send(self, payload: bytes, now: float) -> None:
        """Begin to send a message; raises ``EncodeError`` for one that is empty or too long."""
        if not 0 < len(payload) <= self.options.message_max:
            raise EncodeError(f"an ISO-TP message has 1 to {self.options.message_max} bytes, not {len(payload)}")
        self._logic.send(payload)
        self._process(now)

    def receive(self, frame: CanFrame, now: float) -> None:
        """Take a frame from the bus; foreign and malformed ones are ignored."""
        ours = frame.can_id == self.address.rx_id and frame.extended == self.address.extended
        if not ours or frame.remote or frame.error or not self._is_whole(frame.data):
            return
        self._inbox.append(isotp.CanMessage(arbitration_id=frame.can_id, data=frame.data, extended_id=frame.extended))
        self._process(now)

    def handle_timeout(self, now: float) -> None:
        """Let time pass."""
        self._process(now)

    def next_deadline(self) -> float | None:
        """When ``handle_timeout`` wants to be called next; ``None`` while nothing is under way."""
        ends = [timer.ends_s() for timer in self._running_timers()]
        return min((at for at in ends if at is not None), default=None)

    def to_send(self) -> list[CanFrame]:
        """The frames due now, oldest first."""
        frames = list(self._outbox)
        self._outbox.clear()
        return frames

    def next_message(self) -> bytes | None:
        """The oldest whole message not yet taken."""
        message = self._logic.recv()
        return None if message is None else bytes(message)

    def next_error(self) -> Exception | None:
        """The oldest error not yet taken, one of ``isotp.errors``."""
        return self._errors.popleft() if self._errors else None

    def reset(self) -> None:
        """Forget what is under way in both directions."""
        self._logic.reset()
        self._set_timers()
        self._inbox.clear()
        self._outbox.clear()
        self._errors.clear()

    def _set_timers(self) -> None:
        limit_s = self.options.frame_timeout_s
        self._fc_timer = self._logic.timer_rx_fc = _OuterTimer(self._clock, limit_s)
        self._cf_timer = self._logic.timer_rx_cf = _OuterTimer(self._clock, limit_s)
        self._st_min_timer = self._logic.timer_tx_stmin = _OuterTimer(self._clock, 0.0, self.options.pacing_s)

    def _running_timers(self) -> list[_OuterTimer]:
        logic = self._logic
        running = []
        if logic.tx_state is logic.TxState.TRANSMIT_CF:
            running.append(self._st_min_timer)
        elif logic.tx_state is logic.TxState.WAIT_FC:
            running.append(self._fc_timer)
        if self.receiving:
            running.append(self._cf_timer)
        return running

    def _process(self, now: float) -> None:
        self._clock.now_s = now
        self._logic.process()
        while self._inbox:
            self._logic.process()

    def _sent(self, message: isotp.CanMessage) -> None:
        self._outbox.append(CanFrame(message.arbitration_id, bytes(message.data), bool(message.is_extended_id)))

    def _is_whole(self, data: bytes) -> bool:
        """Frames that can-isotp would take although bytes are missing: they would shift what follows."""
        if not data:
            return False
        kind = data[0] >> 4
        if kind == _FIRST:
            length = (data[0] & 0x0F) << 8 | data[1] if len(data) == FRAME_SIZE else 0
            return len(data) == FRAME_SIZE and (length == 0 or length > SINGLE_MAX)
        if kind == _CONSECUTIVE and self.receiving:
            missing = self._logic.rx_frame_length - len(self._logic.rx_buffer)
            return len(data) - 1 >= min(missing, CONSECUTIVE_PAYLOAD)
        return True


def _address(address: IsoTpAddress) -> isotp.Address:
    mode = isotp.AddressingMode.Normal_29bits if address.extended else isotp.AddressingMode.Normal_11bits
    try:
        return isotp.Address(mode, txid=address.tx_id, rxid=address.rx_id)
    except ValueError as error:
        raise ConfigError(f"ISO-TP identifiers {address.tx_id:x} and {address.rx_id:x}: {error}") from error


def _params(options: IsoTpOptions) -> dict[str, object]:
    return {
        "stmin": st_min_raw(options.st_min_ms),
        "blocksize": options.block_size,
        "tx_padding": options.padding,
        "wftmax": options.wait_frames_max,
        "max_frame_size": options.message_max,
        "logger_name": LOGGER,
        # Never called by the logic alone, but tried out by its check of the parameters.
        "wait_func": lambda seconds: None,
    }
