"""Why no order can be taken now."""

from __future__ import annotations

from collections.abc import Collection

from v2xsdk.control.arbiter import Refusal
from v2xsdk.model import Fault, Reason


def refusal(lost: Collection[str], fault: Fault | None, stopping: bool) -> Refusal | None:
    """Return the refusal that applies, the worst first; ``None`` when orders are welcome.

    ``lost`` names the links that are gone, ``fault`` is a present one that stops, ``stopping``: a stop is
    still being carried out.
    """
    if lost:
        return Refusal(Reason.LINK_LOST, min(lost), "the link is not back")
    if fault is not None:
        return Refusal(Reason.FAULT, fault.component, f"{fault.kind} is still present")
    if stopping:
        return Refusal(Reason.STOPPED, "stop", "a stop is being carried out")
    return None
