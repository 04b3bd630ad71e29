"""Any python-can bus behind our contract: a thread that reads, a thread that sends, both owned here.

python-can's ``Notifier`` is not used: it dies unheard on a listener's error. Nor are its periodic tasks:
those of the kernel outlive a program that hangs.
"""

from __future__ import annotations

import errno
import queue
import threading
import time
from typing import TYPE_CHECKING, Any, Unpack

from v2xsdk.errors import LinkLost, TransportError, UrlError
from v2xsdk.model.can import from_record, to_record
from v2xsdk.transport.can.bus import BusOptions, CanBus
from v2xsdk.transport.can.python_can_frames import close_leftovers, from_message, peer_has_closed, to_message

if TYPE_CHECKING:
    import can

    from v2xsdk.transport.can.url import BusUrl

POLL_S = 0.1
SEND_TIMEOUT_S = 0.1
_HANDED_OVER = 4
_REFUSED = {
    "udp_multicast": "it loses frames and its frames leave this machine",
    "virtual": "it stays within one process; use memory: instead",
}


class PythonCanBus(CanBus):
    """An adapter; ``interface``, ``channel`` and ``arguments`` go to ``can.Bus``."""

    def __init__(
        self,
        interface: str,
        channel: str,
        arguments: dict[str, Any] | None = None,
        **options: Unpack[BusOptions],
    ) -> None:
        """``options`` are those of :class:`CanBus`. Raises ``UrlError`` for an unusable interface."""
        if interface in _REFUSED:
            raise UrlError(f"python-can://{interface} is refused: {_REFUSED[interface]}")
        # The same kernel interface has one owner, whichever way it is reached.
        name = f"socketcan://{channel}" if interface == "socketcan" else f"python-can://{interface}/{channel}"
        super().__init__(name, **options)
        self._arguments: dict[str, Any] = {"interface": interface, "channel": channel, **(arguments or {})}
        if interface == "socketcand":
            # Without it each frame waits for the delayed acknowledgement of the last one.
            self._arguments.setdefault("tcp_tune", True)
        if self.bitrate is not None:
            self._arguments.setdefault("bitrate", self.bitrate)
        self._bus: can.BusABC | None = None
        self._threads: list[threading.Thread] = []
        self._stop = threading.Event()
        self._outbox: queue.Queue[tuple[float, bytes]] = queue.Queue(_HANDED_OVER)

    async def _open(self) -> None:
        import can

        loop = self._running_loop()
        try:
            bus = await loop.run_in_executor(None, lambda: can.Bus(**self._arguments))
        except (can.CanError, OSError, ValueError, TypeError, ImportError, AttributeError) as error:
            raise TransportError(f"{self.name}: python-can cannot open it: {error}") from error
        self._bus = bus
        self._stop = threading.Event()
        self._outbox = queue.Queue(_HANDED_OVER)
        self._threads = [
            threading.Thread(target=self._read_until_stopped, args=(bus, self._stop), daemon=True),
            threading.Thread(target=self._send_until_stopped, args=(bus, self._stop, self._outbox), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    async def _close(self) -> None:
        self._stop.set()
        bus, self._bus = self._bus, None
        if bus is not None:
            failure = await self._running_loop().run_in_executor(None, shut_down, bus, self._threads)
            if failure is not None:
                self._reporter.report("close_failed", f"python-can could not shut it down: {failure}")

    def _detach(self) -> None:
        self._stop.set()

    def _write(self, record: bytes) -> bool:
        try:
            self._outbox.put_nowait((time.monotonic(), record))
        except queue.Full:
            return False
        return True

    def _read_until_stopped(self, bus: can.BusABC, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                message = bus.recv(POLL_S)
                if message is not None:
                    self._hand_over(message)
                elif peer_has_closed(bus):
                    raise LinkLost(f"{self.name}: the far end closed the link")
            except Exception as error:
                if not stop.is_set():
                    self._call_loop(self._lose, self._as_loss("reading failed", error))
                return

    def _hand_over(self, message: can.Message) -> None:
        frame = from_message(message)
        if frame is None:
            self._call_loop(self._reporter.report, "garbage", f"not a classical CAN frame: {message}")
        else:
            self._call_loop(self._received, to_record(frame))

    def _send_until_stopped(
        self, bus: can.BusABC, stop: threading.Event, outbox: queue.Queue[tuple[float, bytes]]
    ) -> None:
        while not stop.is_set():
            try:
                queued_at, record = outbox.get(timeout=POLL_S)
            except queue.Empty:
                continue
            try:
                if time.monotonic() - queued_at > self._max_age_s:
                    self._call_loop(self._count_unsent, "older than one cycle")
                else:
                    bus.send(to_message(from_record(record)), timeout=SEND_TIMEOUT_S)
            except Exception as error:
                self._sending_failed(error, stop)
            self._call_loop(self._drain)

    def _sending_failed(self, error: Exception, stop: threading.Event) -> None:
        if stop.is_set():
            return
        if isinstance(error, TimeoutError) or getattr(error, "error_code", None) == errno.ENOBUFS:
            self._call_loop(self._count_unsent, f"the interface did not take it: {error}")
        else:
            self._call_loop(self._lose, self._as_loss("sending failed", error))

    def _count_unsent(self, why: str) -> None:
        self._tx -= 1
        self._count_dropped(1, why)

    def _as_loss(self, what: str, error: Exception) -> LinkLost:
        if isinstance(error, LinkLost):
            return error
        loss = LinkLost(f"{self.name}: {what}: {error}")
        loss.__cause__ = error
        return loss

    def _call_loop(self, callback: Any, *arguments: object) -> None:
        loop = self._running_loop()
        try:
            loop.call_soon_threadsafe(callback, *arguments)
        except RuntimeError:
            # The loop ended before its bus was closed: there is nobody left to tell.
            self._stop.set()


def shut_down(bus: can.BusABC, threads: list[threading.Thread]) -> Exception | None:
    """End the threads, then the bus; the answer is what python-can raised, as it does where the far end is gone."""
    for thread in threads:
        thread.join(2 * POLL_S)
    try:
        bus.shutdown()
    except Exception as error:
        close_leftovers(bus)
        return error
    return None


def from_url(url: BusUrl) -> PythonCanBus:
    """``python-can://INTERFACE/CHANNEL?key=value``; keys that are not ours go to python-can."""
    channel = url.path.removeprefix("/")
    if not url.host or not channel:
        raise UrlError(f"{url.text!r}: expected python-can://INTERFACE/CHANNEL, such as python-can://slcan/ttyACM0")
    if url.host == "slcan" and "/" not in channel and "@" not in channel:
        channel = f"/dev/{channel}"
    options = url.common()
    return PythonCanBus(url.host, channel, {k: _typed(v) for k, v in url.take_all().items()}, **options)


def _typed(text: str) -> object:
    """Options of a URL are text; python-can wants numbers and bools as such."""
    known = {"true": True, "false": False}
    if text.lower() in known:
        return known[text.lower()]
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            continue
    return text
