"""Lets programs that know nothing of this SDK use a USB/IP server: pyusb's default backend becomes ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from usb.backend import libusb1

from v2xsdk.transport.usb.usbip import get_backend


@contextmanager
def default_backend(backend: Any) -> Iterator[None]:
    """While entered, ``usb.core.find()`` without a backend looks at ``backend``: for libraries that give none."""
    original = libusb1.get_backend
    libusb1.get_backend = lambda find_library=None: backend
    try:
        yield
    finally:
        libusb1.get_backend = original


def use_server(url: str) -> None:
    """Make the server at ``usbip://HOST[:PORT]`` pyusb's default for the rest of this process."""
    backend = get_backend(url)
    libusb1.get_backend = lambda find_library=None: backend
