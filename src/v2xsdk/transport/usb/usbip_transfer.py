"""What waits for an answer of a USB/IP server."""

from __future__ import annotations

from typing import Any

import msgspec


class Transfer(msgspec.Struct, gc=False, eq=False):
    """One submit or unlink that waits for its answer; a Struct, since they are quick to make."""

    seqnum: int
    address: int
    view: memoryview
    done: bool = False
    abandoned: bool = False
    status: int = 0
    actual: int = 0
    wake: Any = None
    target: Any = None

    def end(self, status: int, actual: int) -> None:
        """Note the outcome and wake the caller if it sleeps."""
        self.status = status
        self.actual = actual
        self.done = True
        self.call()

    def call(self) -> bool:
        """Wake the caller; return whether it slept."""
        wake, self.wake = self.wake, None
        if wake is not None:
            wake.release()
        return wake is not None

    def is_over(self) -> bool:
        """Return whether there is nothing left to cancel: ended, given up, or an unlink itself."""
        return self.done or self.abandoned or self.target is not None
