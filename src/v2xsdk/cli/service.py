"""What the commands on a service port share: the device, the permission to disturb it, the key."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from v2xsdk.cli.arming import leads_to_hardware_bus
from v2xsdk.errors import ConfigError, NotArmed

if TYPE_CHECKING:
    from v2xsdk.model.service import Challenge
    from v2xsdk.spi_service import ServicePort, UnlockAnswer

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
UNLOCK_DOMAIN = b"v2xsdk unlock 1"


def device_option(function: Decorated) -> Decorated:
    """Add ``--device``: the URL of the service port."""
    return click.option(
        "--device",
        "url",
        default="usb:",
        show_default=True,
        metavar="URL",
        help="usb:VID:PID:SERIAL, usbip://HOST:PORT/VID:PID:SERIAL (what is left out does not matter), or "
        "uds+socketcan://can0?tx=0x7E0&rx=0x7E8 over any CAN bus.",
    )(function)


def disturbing_options(function: Decorated) -> Decorated:
    """Add ``--armed`` and what proves rights, for what changes or disturbs a device."""
    armed = click.option("--armed", is_flag=True, help="Allow this on real hardware.")
    key = click.option(
        "--key", "key_file", type=click.Path(path_type=Path), metavar="FILE", help="Secret that unlocks writing."
    )
    return armed(key(certificate_option(function)))


def certificate_option(function: Decorated) -> Decorated:
    """Add ``--certificate``: instead of a secret, for devices that authenticate by certificate."""
    return click.option(
        "--certificate",
        "certificate_file",
        type=click.Path(path_type=Path),
        metavar="PEM",
        help="Certificate and its Ed25519 key in one file, instead of a secret (UDS service 29).",
    )(function)


def check_armed(url: str, armed: bool) -> None:
    """Raise ``NotArmed`` when ``url`` may lead to real hardware and that was not allowed."""
    if not armed and not _is_emulator(url):
        raise NotArmed(
            f"{url} may be real hardware: disturbing it needs --armed (USB/IP on loopback and v2xlink do not)"
        )


@asynccontextmanager
async def opened(
    url: str, key_file: Path | None = None, certificate_file: Path | None = None
) -> AsyncIterator[ServicePort]:
    """Open the service port, unlocked when a key or certificate is given; close it at the end."""
    from v2xsdk.drivers.service_ports import service_port

    port = service_port(url)
    await port.open()
    try:
        if key_file is not None:
            await port.unlock(answer_with(key_file))
        if certificate_file is not None:
            from v2xsdk.firmware.keys import load_credential

            await port.authenticate(*load_credential(certificate_file))
        yield port
    finally:
        await port.close()


def answer_with(key_file: Path) -> UnlockAnswer:
    """Return what answers challenges with the key in a file (usb-diagnostics, section 7)."""
    try:
        key = key_file.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise ConfigError(f"{key_file} cannot be read: {error.strerror}") from error

    def answer(challenge: Challenge) -> bytes:
        message = UNLOCK_DOMAIN + bytes((challenge.level,)) + challenge.seed + challenge.serial.encode()
        return hmac.new(key, message, hashlib.sha256).digest()

    return answer


def _is_emulator(url: str) -> bool:
    if url.startswith("uds+"):
        return not leads_to_hardware_bus(url.removeprefix("uds+"))
    host = url.removeprefix("usbip://").partition("/")[0]
    if not url.startswith("usbip://"):
        return False
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
