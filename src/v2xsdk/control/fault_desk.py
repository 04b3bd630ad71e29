"""Faults from whoever finds them, told as events; those that stop end all orders."""

from __future__ import annotations

from collections.abc import Iterable

from v2xsdk.control.fault_book import FaultBook
from v2xsdk.control.latching import Trigger
from v2xsdk.control.order_desk import OrderDesk
from v2xsdk.control.watch import Finding
from v2xsdk.model import Fault, FaultCleared, FaultKind, FaultRaised, Severity


class FaultDesk:
    """Joins the book of present faults to the orders."""

    def __init__(self, desk: OrderDesk) -> None:
        self._desk = desk
        self._book = FaultBook()

    @property
    def present(self) -> tuple[Fault, ...]:
        """All present faults, oldest first."""
        return self._book.present

    @property
    def stopping(self) -> Fault | None:
        """The oldest present fault that lets no order run."""
        return self._book.stopping

    def raised(self, fault: Fault, now: float) -> None:
        """Take a fault; tell it if it is new, and end all orders if it stops."""
        if not self._book.add(fault):
            return
        self._desk.tell(FaultRaised(time_s=now, fault=fault))
        if fault.severity is Severity.STOP:
            detail = f"{fault.kind}: {fault.detail}" if fault.detail else str(fault.kind)
            self._desk.end_all(Trigger.FAULT, now, fault.component, detail)

    def cleared(self, kind: FaultKind, component: str, now: float) -> None:
        """A fault is over; the latch it caused stays."""
        fault = self._book.remove(kind, component)
        if fault is not None:
            self._desk.tell(FaultCleared(time_s=now, fault=fault))

    def weigh(self, findings: Iterable[Finding], now: float) -> None:
        """Raise or clear what the controller's own checks found."""
        for finding in findings:
            known = self._book.get(finding.kind, finding.component)
            if finding.present and known is None:
                fault = Fault(finding.kind, finding.component, finding.severity, finding.detail, now)
                self.raised(fault, now)
            elif known is not None and not finding.present:
                self.cleared(finding.kind, finding.component, now)
