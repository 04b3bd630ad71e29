"""Who may charge: an interface that may take minutes, beside a session that must not wait for it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable

import msgspec

from v2xsdk.protocol.v2g.evse import Authorization

log = logging.getLogger(__name__)


class AuthorizationRequest(msgspec.Struct, frozen=True):
    """What is known of who asks. ``contract`` is a verified eMAID, ``None`` with external means (card, app).

    ``vehicle_id`` is what the vehicle calls itself: never authorize on it alone.
    """

    vehicle_id: str
    contract: str | None = None


class Authorizer(ABC):
    """Decides. A call may take as long as a driver looks for a card; it is cancelled when the session ends."""

    @abstractmethod
    async def authorize(self, request: AuthorizationRequest) -> bool:
        """Return whether this vehicle may charge."""


class FreeCharging(Authorizer):
    """Everybody may charge."""

    async def authorize(self, request: AuthorizationRequest) -> bool:
        """Return ``True``."""
        del request
        return True


class PendingAuthorization:
    """The decision of one session: asked for once, looked at by every request."""

    def __init__(self, authorizer: Authorizer, changed: Callable[[], None]) -> None:
        self.state = Authorization.PENDING
        self._authorizer = authorizer
        self._changed = changed
        self._task: asyncio.Task[None] | None = None

    def ask(self, request: AuthorizationRequest) -> None:
        """Ask the authorizer; a decision still under way is given up."""
        self.cancel()
        self.state = Authorization.PENDING if request.contract else Authorization.WAITING_FOR_CUSTOMER
        self._task = asyncio.get_running_loop().create_task(self._run(request), name="V2G authorization")

    def cancel(self) -> None:
        """Nobody waits any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.state = Authorization.PENDING

    async def close(self) -> None:
        """Cancel and wait until the authorizer let go."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self, request: AuthorizationRequest) -> None:
        try:
            granted = await self._authorizer.authorize(request)
        except Exception:
            log.exception("the authorizer failed; the vehicle is refused")
            granted = False
        self.state = Authorization.GRANTED if granted else Authorization.REFUSED
        self._changed()
