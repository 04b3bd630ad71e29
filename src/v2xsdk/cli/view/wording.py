"""Events and order states in one plain sentence each."""

from __future__ import annotations

from v2xsdk import model
from v2xsdk.cli.view import quantity


def because(reason: str, source: str = "", detail: str = "") -> str:
    """Return " (reason, by source: detail)" of what is known, empty when nothing is."""
    if reason in ("", model.Reason.NONE) and not detail:
        return ""
    text = str(reason) if reason != model.Reason.NONE else ""
    if source:
        text = f"{text} by {source}".strip()
    if detail:
        text = f"{text}: {detail}" if text else detail
    return f" ({text})"


def order_text(order: model.OrderStatus) -> str:
    """Return what became of an order."""
    words = f"order {order.number} of {order.owner}, {quantity.power(order.power_w)}: {order.state.replace('_', ' ')}"
    if order.state is model.OrderState.LIMITED:
        words += f" to {quantity.power(order.granted_w)}"
    return words + because(order.reason, order.source, order.detail)


def off_text(confirmed: bool, may_deliver_s: float | None, detail: str = "") -> str:
    """Return the sentence that ends every command which energised a unit."""
    if confirmed:
        return "off confirmed"
    after = f" ({detail})" if detail else ""
    return f"not confirmed: the unit may deliver up to {quantity.seconds(may_deliver_s)}{after}"


def event_text(event: model.Event) -> str:
    """Return one sentence about ``event``."""
    match event:
        case model.StateChanged():
            return f"{event.previous} -> {event.state}{because(event.reason, detail=event.detail)}"
        case model.OrderChanged():
            return order_text(event.order)
        case model.LimitsChanged():
            limits = event.limits
            return (
                f"limits: charge {quantity.magnitude(limits.charge_w)} ({limits.charge_source}), "
                f"discharge {quantity.magnitude(limits.discharge_w)} ({limits.discharge_source})"
            )
        case model.FaultRaised() | model.FaultCleared():
            word = "fault" if isinstance(event, model.FaultRaised) else "fault cleared"
            return f"{word}: {fault_text(event.fault)}"
        case model.FellBack():
            return f"fell back and latched{because(event.reason, detail=event.detail)}"
        case model.LinkLostEvent():
            return f"lost: {event.component}: {event.detail}"
        case model.OutputOff():
            return off_text(event.confirmed, event.may_deliver_s, event.detail)
        case model.VehicleChanged():
            return "vehicle gone" if event.vehicle is None else _vehicle_text(event.vehicle)
        case _:
            return type(event).__name__


def fault_text(fault: model.Fault) -> str:
    """Return kind, component and the device's own words."""
    return f"{fault.kind} at {fault.component} [{fault.severity}]" + (f" {fault.detail}" if fault.detail else "")


def _vehicle_text(vehicle: model.VehicleStatus) -> str:
    words = "connected" if vehicle.connected else "not connected"
    words += ", ready" if vehicle.ready else ", not ready"
    return f"vehicle {words}, SoC {quantity.number(vehicle.soc_percent, '%')}"
