"""A charger ECU on an emulated bus and a service port to it, in one process and on virtual time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.support.rig_charger import RigBus
from tests.support.service_bench import opened
from v2xsdk.drivers.uds.client import UdsTiming
from v2xsdk.drivers.uds.isotp_link import IsoTpAddress, IsoTpOptions
from v2xsdk.drivers.uds.port import UdsServicePort
from v2xsdk.model import CanFrame
from v2xsdk_emulator.bus.can_bus import CanBus as EmulatedBus
from v2xsdk_emulator.uds.ecu import ChargerEcu
from v2xsdk_emulator.uds.isotp import NodeOptions
from v2xsdk_emulator.uds.loop_time import LoopTime

TX_ID, RX_ID = 0x7E0, 0x7E8
IDLE_ONLY = "1002 1003 1101 1103 14ffffff 2efd000000000000000000 31010201 31010202 31010301 31010302"
DISTURBING = [bytes.fromhex(text) for text in IDLE_ONLY.split()]


class UdsBench:
    """Bus and ECU. ``disturb`` sees each frame on its way, with its sender, and returns the frames that arrive."""

    def __init__(
        self, bit_rate: float | None = None, options: NodeOptions | None = None, slot_size: int = 1 << 16
    ) -> None:
        self.bus = EmulatedBus("power", bit_rate)
        self.near = RigBus(self.bus, "rig:power")
        self.disturb: Callable[[CanFrame], list[CanFrame]] = lambda frame: [frame]
        self.frames: list[CanFrame] = []
        self.output_on = False
        port = self.bus.open_port("ecu")
        self.ecu = ChargerEcu(
            self._outwards(port.send),
            LoopTime(),
            options,
            output_on=lambda: self.output_on,
            slot_size=slot_size,
        )
        port.subscribe(self._inwards)

    def _outwards(self, send: Callable[[CanFrame], bool]) -> Callable[[CanFrame], bool]:
        def disturbed(frame: CanFrame) -> bool:
            self.frames.append(frame)
            for arrives in self.disturb(frame):
                send(arrives)
            return True

        return disturbed

    def _inwards(self, frame: CanFrame) -> None:
        self.frames.append(frame)
        for arrives in self.disturb(frame):
            self.ecu.receive(arrives)

    def requests(self) -> list[bytes]:
        """Return the single frames the tester sent."""
        return [f.data[1 : 1 + f.data[0]] for f in self.frames if f.can_id == TX_ID and f.data[0] < 8]

    def port(
        self, *, unlocked: bool = False, options: IsoTpOptions | None = None, timing: UdsTiming | None = None
    ) -> AbstractAsyncContextManager[UdsServicePort]:
        """Open the service port."""
        port = UdsServicePort(self.near, IsoTpAddress(TX_ID, RX_ID), options, timing)
        return opened(port, unlocked=unlocked)


def certificate(key: Ed25519PrivateKey, issuer: Ed25519PrivateKey) -> bytes:
    """Return a certificate in DER for ``key``, issued by ``issuer``."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "service technician")])
    day = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, day, day + datetime.timedelta(days=9999))
    return builder.sign(issuer, None).public_bytes(Encoding.DER)
