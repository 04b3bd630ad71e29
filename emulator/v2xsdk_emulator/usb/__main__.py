"""``python -m v2xsdk_emulator.usb``: serve the emulated USB devices over USB/IP."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading

from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.catalogue import DEVICES
from v2xsdk_emulator.usb.usbip_server import UsbipServer
from v2xsdk_emulator.usb.usbip_wire import PORT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m v2xsdk_emulator.usb", description=__doc__)
    names = ", ".join(sorted(DEVICES))
    parser.add_argument("devices", nargs="*", metavar="DEVICE", help=f"what to plug in: {names}")
    parser.add_argument("--port", type=int, default=PORT, help="TCP port, 0 picks a free one")
    parser.add_argument("--listen", default="127.0.0.1", metavar="ADDRESS", help="address to listen on")
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="permit an address beyond loopback: USB/IP is not authenticated",
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; the first line on standard output tells address and port."""
    parser = _parser()
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    bus = UsbBus()
    for name in options.devices or ["loopback"]:
        if name not in DEVICES:
            parser.error(f"no device {name!r}; there are: {', '.join(sorted(DEVICES))}")
        DEVICES[name](bus)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with UsbipServer(bus, options.listen, options.port, allow_remote=options.allow_remote) as server:
        sys.stdout.write(f"USB/IP on {server.address}:{server.port}\n")
        sys.stdout.flush()
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
