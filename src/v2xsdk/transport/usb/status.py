"""How a transfer failed, in the three languages spoken here: Linux errno, libusb code, local errno."""

from __future__ import annotations

import errno

from usb.core import USBError, USBTimeoutError

IO, ACCESS, NO_DEVICE, NOT_FOUND, BUSY, TIMEOUT, OVERFLOW, PIPE, INTERRUPTED = (
    -1,
    -3,
    -4,
    -5,
    -6,
    -7,
    -8,
    -9,
    -10,
)
NOT_SUPPORTED = -12

# USB/IP carries Linux numbers on every platform, so they are not taken from the local errno module.
_BY_LINUX_ERRNO = {
    -2: (NOT_FOUND, errno.ENOENT, "Entity not found"),
    -19: (NO_DEVICE, errno.ENODEV, "No such device (it may have been disconnected)"),
    -32: (PIPE, errno.EPIPE, "Pipe error"),
    -75: (OVERFLOW, errno.EOVERFLOW, "Overflow"),
    -104: (INTERRUPTED, errno.EINTR, "Transfer cancelled"),
    -108: (NO_DEVICE, errno.ENODEV, "No such device (it may have been disconnected)"),
}


def transfer_error(status: int) -> USBError:
    """Return what pyusb raises for a transfer that ended with a negative Linux errno."""
    if status == -110:
        return timeout_error()
    default = (IO, errno.EIO, f"Input/output error (USB/IP status {status})")
    code, number, text = _BY_LINUX_ERRNO.get(status, default)
    return USBError(text, code, number)


def timeout_error() -> USBTimeoutError:
    """Return what pyusb raises when a transfer was cancelled by its time-out."""
    return USBTimeoutError("Operation timed out", TIMEOUT, errno.ETIMEDOUT)


def no_device_error() -> USBError:
    """Return what pyusb raises once the device is gone."""
    return transfer_error(-19)


def busy_error(text: str) -> USBError:
    """Return what pyusb raises for something another owner holds."""
    return USBError(text, BUSY, errno.EBUSY)


def io_error(text: str) -> USBError:
    """Return what pyusb raises for anything that went wrong on the wire."""
    return USBError(text, IO, errno.EIO)
