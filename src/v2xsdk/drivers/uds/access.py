"""Proving rights to an ECU: seed and key (27), or a certificate (29). What was used once serves for other sessions."""

from __future__ import annotations

from v2xsdk.drivers.uds.services import UdsServices
from v2xsdk.errors import AccessDenied
from v2xsdk.model.service import Challenge
from v2xsdk.spi_service import SignProof, UnlockAnswer

WRITING, PROGRAMMING = 1, 2
DOMAIN = b"v2xsdk authentication 1"


class Rights:
    """The means of proof this tool has been given; an ECU forgets what was proven when its session ends."""

    def __init__(self, services: UdsServices) -> None:
        self._services = services
        self._answer: UnlockAnswer | None = None
        self._certificate: tuple[bytes, SignProof] | None = None
        self.serial = ""

    async def unlock(self, answer: UnlockAnswer, level: int) -> None:
        """Answer the ECU's seed, unless it is unlocked already."""
        seed = await self._services.seed(level)
        if any(seed):
            await self._services.key(level, answer(Challenge(level, seed, self.serial)))
        self._answer = answer

    async def authenticate(self, certificate: bytes, sign: SignProof) -> None:
        """Show a certificate (DER) and sign the ECU's challenge."""
        challenge = await self._services.show_certificate(certificate)
        await self._services.prove_ownership(sign(DOMAIN + challenge + self.serial.encode()))
        self._certificate = certificate, sign

    async def renew(self, level: int) -> None:
        """Prove again, in a new session, what was proven before; raises ``AccessDenied`` when nothing was."""
        if self._certificate is not None:
            await self.authenticate(*self._certificate)
        elif self._answer is not None:
            await self.unlock(self._answer, level)
        else:
            raise AccessDenied("this needs unlocking first: a key (--unlock FILE) or a certificate")

    def forget(self) -> None:
        """Forget the means of proof."""
        self._answer = self._certificate = None
