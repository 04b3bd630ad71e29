"""Faults present now."""

from __future__ import annotations

from v2xsdk.model import Fault, FaultKind, Severity


class FaultBook:
    """Holds one fault a kind and component; the more severe one stays."""

    def __init__(self) -> None:
        self._present: dict[tuple[FaultKind, str], Fault] = {}

    @property
    def present(self) -> tuple[Fault, ...]:
        """All present faults, oldest first."""
        return tuple(self._present.values())

    @property
    def stopping(self) -> Fault | None:
        """The oldest present fault that lets no order run."""
        return next((fault for fault in self._present.values() if fault.severity is Severity.STOP), None)

    def get(self, kind: FaultKind, component: str) -> Fault | None:
        """Return the present fault of that kind and component."""
        return self._present.get((kind, component))

    def add(self, fault: Fault) -> bool:
        """Note a fault; return whether it is new, or worse than before."""
        old = self.get(fault.kind, fault.component)
        if old is not None and (old.severity is fault.severity or old.severity is Severity.STOP):
            return False
        self._present[fault.kind, fault.component] = fault
        return True

    def remove(self, kind: FaultKind, component: str) -> Fault | None:
        """Forget a fault that is over, and return it."""
        return self._present.pop((kind, component), None)
