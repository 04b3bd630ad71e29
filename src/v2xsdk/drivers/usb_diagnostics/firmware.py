"""Firmware over DFU 1.1: from run-time into DFU mode, block by block, and back."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable

from v2xsdk.errors import DeviceRefused, EndpointStalled, TransportError
from v2xsdk.model.service import FirmwareState
from v2xsdk.protocol.usb import dfu
from v2xsdk.protocol.usb.fields import FieldReader
from v2xsdk.spi_service import FirmwareTarget
from v2xsdk.transport.usb.handle import UsbHandle, any_identity, wait_for
from v2xsdk.transport.usb.known import DFU_MODE, DFU_RUNTIME, UsbRole
from v2xsdk.transport.usb.worker import Worker

GET_PROGRESS, GET_REFUSAL = 0x60, 0x61
RE_ENUMERATION_S = 10.0
REQUEST_TIMEOUT_S = 5.0
SIGNATURE_SIZE = 64
_CLASS, _VENDOR_IN = 0x21, 0xC1


class DfuTarget(FirmwareTarget):
    """The firmware of one device. ``read_state`` asks it in run-time; ``hand_over`` and ``reopen`` frame DFU mode."""

    def __init__(
        self,
        worker: Worker,
        runtime: UsbHandle,
        read_state: Callable[[], FirmwareState],
        reopen: Callable[[], None],
        hand_over: Callable[[], None],
    ) -> None:
        self._worker = worker
        self._runtime = runtime
        self._read_state = read_state
        self._reopen = reopen
        self._hand_over = hand_over
        self._dfu: DfuInterface | None = None
        self._next_block = 0

    async def state(self) -> FirmwareState:
        """Ask the device in run-time."""
        return await self._worker.run(self._read_state)

    async def begin(self, manifest: bytes) -> int:
        """Go to DFU mode and send the manifest; return the image offset the device goes on from."""
        return await self._worker.run(lambda: self._begin(manifest))

    def block_size(self) -> int:
        """Return the device's transfer size."""
        return self._mode().transfer_size

    async def write(self, offset: int, data: bytes) -> None:
        """Send one block and wait until the device has it."""
        await self._worker.run(lambda: self._send(data))

    async def finish(self) -> None:
        """Have the image installed, and wait until the device is back in run-time."""
        await self._worker.run(self._finish)

    async def close(self) -> None:
        """Leave DFU mode; what the device has received so far stays with it."""
        await self._worker.run(self._leave)

    def _begin(self, manifest: bytes) -> int:
        if self._read_state().energised is not False:
            raise DeviceRefused("firmware: a session runs, contactors are closed or the output is on")
        self._dfu = _enter_dfu_mode(self._runtime, self._hand_over, self._worker.sleep)
        self._dfu.run(dfu.to_idle())
        held, kept = self._dfu.progress()
        resumes = held == hashlib.sha256(manifest[:-SIGNATURE_SIZE]).digest()
        self._next_block = 0
        for at in range(0, len(manifest), self._dfu.transfer_size):
            self._send(manifest[at : at + self._dfu.transfer_size])
        return kept if resumes else 0

    def _send(self, data: bytes) -> None:
        mode = self._mode()
        mode.run(dfu.send_block(self._next_block, data))
        self._next_block += 1

    def _finish(self) -> None:
        mode = self._mode()
        if mode.run(dfu.manifest(self._next_block)) or mode.attributes & dfu.MANIFESTATION_TOLERANT:
            mode.handle.reset()
        mode.handle.close()
        self._dfu = None
        self._reopen()

    def _leave(self) -> None:
        mode, self._dfu = self._dfu, None
        if mode is None:
            return
        with contextlib.suppress(TransportError, DeviceRefused):  # it may be gone, or leave by itself
            mode.run(dfu.to_idle())
            mode.handle.reset()
        mode.handle.close()
        self._reopen()

    def _mode(self) -> DfuInterface:
        if self._dfu is None:
            raise DeviceRefused("firmware: no update was begun")
        return self._dfu


class DfuInterface:
    """The DFU interface of an open device."""

    def __init__(self, handle: UsbHandle, protocol: tuple[int, int, int], sleep: Callable[[float], None]) -> None:
        """Raise :class:`DeviceRefused` when the device has no such interface."""
        self.handle = handle
        self._sleep = sleep
        kinds = {(i.interface_class, i.subclass, i.protocol): i.number for i in handle.info.interfaces}
        if protocol not in kinds:
            raise DeviceRefused(f"firmware: the device has no DFU interface of protocol {protocol[2]}")
        self._number = kinds[protocol]
        handle.claim(self._number)
        functional = dfu.parse_functional(self._functional_descriptor())
        self.attributes = functional.attributes
        self.detach_timeout_s = functional.detach_timeout_s
        self.transfer_size = functional.transfer_size

    def run(self, steps: dfu.Steps[dfu.T]) -> dfu.T:
        """Carry out a DFU procedure; a refusal carries the device's own reason where it gives one."""
        try:
            return dfu.run(steps, self.ask, self._sleep)
        except DeviceRefused as refused:
            reason = self.refusal()
            if not reason:
                raise
            raise DeviceRefused(f"firmware: refused by the device: {reason}", code=refused.code) from refused

    def ask(self, request: dfu.Ask) -> bytes:
        """Carry out one class request."""
        if request.data is None:
            return self.handle.control_in(
                _CLASS, request.request, request.value, self._number, request.length, REQUEST_TIMEOUT_S
            )
        self.handle.control_out(_CLASS, request.request, request.value, self._number, request.data, REQUEST_TIMEOUT_S)
        return b""

    def progress(self) -> tuple[bytes, int]:
        """Return the hash of the manifest being received and the image bytes kept; zeros where it is not told."""
        try:
            raw = self.handle.control_in(_VENDOR_IN, GET_PROGRESS, 0, self._number, 36)
        except EndpointStalled:
            return bytes(32), 0
        reader = FieldReader(raw, "DFU GET_PROGRESS")
        return reader.raw(32), reader.unsigned(4)

    def refusal(self) -> str:
        """Return why the device refused the last download, empty when it does not say."""
        try:
            raw = self.handle.control_in(_VENDOR_IN, GET_REFUSAL, 0, self._number, 258)
        except (EndpointStalled, TransportError):
            return ""
        reader = FieldReader(raw, "DFU GET_REFUSAL")
        return reader.text() if reader.unsigned(2) else ""

    def _functional_descriptor(self) -> bytes:
        value = dfu.FUNCTIONAL_DESCRIPTOR << 8
        return self.handle.control_in(0x81, 6, value, self._number, dfu.FUNCTIONAL_SIZE)


def _enter_dfu_mode(runtime: UsbHandle, hand_over: Callable[[], None], sleep: Callable[[float], None]) -> DfuInterface:
    """Detach the run-time device and open it again in DFU mode, found by its serial number or port."""
    interface = DfuInterface(runtime, DFU_RUNTIME, sleep)
    detach_ms = round(interface.detach_timeout_s * 1000)
    try:
        interface.ask(dfu.Ask(dfu.DETACH, detach_ms))
    except EndpointStalled as stall:
        raise DeviceRefused("firmware: the device does not go to DFU mode now (energised?)") from stall
    if not interface.attributes & dfu.WILL_DETACH:
        runtime.reset()
    hand_over()
    handle = wait_for(any_identity(runtime.info), UsbRole.DFU, RE_ENUMERATION_S, sleep, other_than=runtime.info.address)
    return DfuInterface(handle, DFU_MODE, sleep)
