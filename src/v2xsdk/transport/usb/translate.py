"""pyusb's errors as the SDK's: unplugged, re-enumerated, time-out, stall, overflow and access are told apart."""

from __future__ import annotations

from usb.core import NoBackendError, USBError, USBTimeoutError

from v2xsdk.errors import (
    BusBusy,
    DeviceTimeout,
    EndpointStalled,
    LinkLost,
    NoPrivilege,
    TransferOverflow,
    TransportError,
    V2xError,
)
from v2xsdk.transport.usb import status

_GONE = {status.NO_DEVICE, status.NOT_FOUND}


def is_doubtful(error: USBError) -> bool:
    """Return whether ``error`` may mean that the device is gone, so that it is worth looking for (usb, section 4).

    Anything that is neither time-out, stall, overflow, access nor a cancelled transfer does: an unplug shows
    under many codes.
    """
    known = {status.PIPE, status.OVERFLOW, status.ACCESS, status.BUSY, status.INTERRUPTED}
    return not isinstance(error, USBTimeoutError) and error.backend_error_code not in known


def translated(error: USBError, what: str) -> V2xError:
    """Return the SDK's error for ``error``; ``what`` says what was being done to which device."""
    code = error.backend_error_code
    if isinstance(error, USBTimeoutError) or code == status.TIMEOUT:
        return DeviceTimeout(f"{what}: no answer within the time-out")
    if isinstance(error, NoBackendError):
        return TransportError(f"{what}: no libusb on this machine")
    if code == status.PIPE:
        return EndpointStalled(f"{what}: the device refused (STALL)")
    if code == status.OVERFLOW:
        return TransferOverflow(f"{what}: the device sent more than was asked for")
    if code == status.ACCESS:
        return NoPrivilege(f"{what}: access denied; 'v2x usb udev' prints the rule that permits it")
    if code == status.BUSY:
        return BusBusy(f"{what}: another program or a kernel driver holds it ({error.strerror})")
    if code in _GONE:
        return LinkLost(f"{what}: the device is gone ({error.strerror})")
    return TransportError(f"{what}: {error.strerror}")
