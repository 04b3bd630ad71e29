"""The slcan door: a serial CAN adapter (LAWICEL command set) on a pseudo-terminal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import termios
import tty
from pathlib import Path

from v2xsdk.errors import ConfigError
from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import BusPort, CanBus
from v2xsdk_emulator.doors.backlog import Backlog

BIT_RATES = {
    "0": 10_000,
    "1": 20_000,
    "2": 50_000,
    "3": 100_000,
    "4": 125_000,
    "5": 250_000,
    "6": 500_000,
    "7": 800_000,
    "8": 1_000_000,
}
OK, ERROR = b"\r", b"\a"
VERSION, SERIAL = b"V1013\r", b"NV2X1\r"
#: Bytes that may wait for a programme that does not read, before the channel counts as left.
CLIENT_QUEUE_BYTES = 16_384
LINE_MAX = 64


class SlcanDoor:
    """One adapter on one bus, behind the symbolic link ``path``.

    As with a real one, setting another bit rate than the bus has leaves it deaf.
    """

    def __init__(self, bus: CanBus) -> None:
        self.path: Path | None = None
        self._bus = bus
        self._port: BusPort | None = None
        self._backlog: Backlog | None = None
        self._master = self._slave = -1
        self._rest = b""
        self._out = bytearray()
        self._channel_open = False
        self._listen_only = False
        self._right_bit_rate = True

    def open(self, path: Path) -> None:
        """Make the terminal and link ``path`` to it. ``path`` must not exist, or be a dead link."""
        if path.exists():
            raise ConfigError(f"{path} exists: choose another name for the serial adapter")
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        path.symlink_to(os.ttyname(self._slave))
        self.path = path
        self._port = self._bus.open_port("slcan")
        self._port.subscribe(self._to_client)
        self._backlog = Backlog(self._bus, self._port, self._pause, self._resume)
        self._resume()

    def close(self) -> None:
        """Take the adapter away."""
        if self._backlog is None or self._port is None:
            return
        self._pause()
        asyncio.get_running_loop().remove_writer(self._master)
        self._backlog.close()
        self._port.close()
        self._backlog = self._port = None
        os.close(self._master)
        os.close(self._slave)
        if self.path is not None:
            with contextlib.suppress(FileNotFoundError):
                self.path.unlink()

    def _pause(self) -> None:
        asyncio.get_running_loop().remove_reader(self._master)

    def _resume(self) -> None:
        asyncio.get_running_loop().add_reader(self._master, self._readable)

    def _readable(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except BlockingIOError:
            return
        *lines, self._rest = (self._rest + data).split(b"\r")
        if len(self._rest) > LINE_MAX:
            self._rest = b""
            self._write(ERROR)
        for line in lines:
            self._execute(line.decode("ascii", "replace"))

    def _execute(self, line: str) -> None:
        command = line[:1]
        if command in ("t", "T", "r", "R"):
            self._transmit(line)
        elif command in ("O", "L"):
            self._open_channel(listen_only=command == "L")
        elif command == "C":
            self._close_channel()
        elif command == "S" and line[1:] in BIT_RATES:
            self._right_bit_rate = BIT_RATES[line[1:]] == self._bus.bit_rate or self._bus.bit_rate is None
            self._write(OK)
        elif command in ("V", "N"):
            self._write(VERSION if command == "V" else SERIAL)
        elif command == "F":
            self._write(b"F80\r" if self._bus.off else b"F00\r")
        else:
            self._write(OK if line in ("", "Z0") else ERROR)

    def _open_channel(self, *, listen_only: bool) -> None:
        self._channel_open = True
        self._listen_only = listen_only
        self._write(OK)

    def _close_channel(self) -> None:
        # Not when it opens: a programme already reads then, and a terminal emptied between its poll and
        # its read looks like an adapter that was pulled.
        if self._channel_open:
            self._discard_output()
        self._channel_open = False
        self._write(OK)

    def _discard_output(self) -> None:
        """Throw away what a programme before did not read."""
        self._out.clear()
        termios.tcflush(self._slave, termios.TCIFLUSH)

    def _transmit(self, line: str) -> None:
        frame = _frame(line)
        if frame is None or not self._channel_open or self._listen_only or self._backlog is None:
            self._write(ERROR)
            return
        if self._right_bit_rate:
            self._backlog.add((frame,))
        self._write(b"Z\r" if frame.extended else b"z\r")

    def _to_client(self, frame: CanFrame) -> None:
        if not self._channel_open or not self._right_bit_rate or frame.error:
            return
        if len(self._out) >= CLIENT_QUEUE_BYTES:
            self._channel_open = False
            self._discard_output()
            return
        letter = (b"R" if frame.remote else b"T") if frame.extended else (b"r" if frame.remote else b"t")
        identifier = b"%08X" % frame.can_id if frame.extended else b"%03X" % frame.can_id
        self._write(b"%s%s%d%s\r" % (letter, identifier, len(frame.data), frame.data.hex().upper().encode()))

    def _write(self, data: bytes) -> None:
        waiting = bool(self._out)
        self._out += data
        if not waiting:
            self._writable()

    def _writable(self) -> None:
        with contextlib.suppress(BlockingIOError):
            del self._out[: os.write(self._master, self._out)]
        loop = asyncio.get_running_loop()
        if self._out:
            loop.add_writer(self._master, self._writable)
        else:
            loop.remove_writer(self._master)


def _frame(line: str) -> CanFrame | None:
    """Return the frame of a transmit command, or ``None`` if it is none."""
    extended, remote = line[0] in "TR", line[0] in "rR"
    digits = 8 if extended else 3
    try:
        can_id, length = int(line[1 : 1 + digits], 16), int(line[1 + digits : 2 + digits], 16)
        data = bytes.fromhex(line[2 + digits :])
    except ValueError:
        return None
    if length > 8 or can_id > (0x1FFF_FFFF if extended else 0x7FF) or len(data) != (0 if remote else length):
        return None
    return CanFrame(can_id=can_id, data=data, extended=extended, remote=remote)
