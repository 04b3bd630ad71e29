"""What the charger says about itself in DIN and -2: status, limits, schedule."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from v2xsdk.protocol.v2g.evse import EvseState, Isolation, Notice, SchedulePeriod

NOTIFICATIONS = {Notice.STOP: "StopCharging", Notice.PAUSE: "StopCharging", Notice.RENEGOTIATE: "ReNegotiation"}
ISOLATION = {
    Isolation.UNKNOWN: "Invalid",
    Isolation.CHECKING: "Invalid",
    Isolation.VALID: "Valid",
    Isolation.WARNING: "Warning",
    Isolation.FAULT: "Fault",
}


def notification(messages: ModuleType, evse: EvseState) -> Any:
    """Return what the charger wants of the vehicle."""
    if evse.fault:
        return messages.EVSENotificationType.StopCharging
    return messages.EVSENotificationType(NOTIFICATIONS.get(evse.notice, "None"))


def status_code(messages: ModuleType, evse: EvseState) -> Any:
    """Return the state of the charger as a DC status code."""
    codes = messages.DC_EVSEStatusCodeType
    if evse.fault:
        return codes.EVSE_EmergencyShutdown
    if evse.isolation is Isolation.CHECKING:
        return codes.EVSE_IsolationMonitoringActive
    if evse.isolation is Isolation.FAULT:
        return codes.EVSE_Malfunction
    if evse.notice in (Notice.STOP, Notice.PAUSE):
        return codes.EVSE_Shutdown
    return codes.EVSE_Ready


def dc_status(messages: ModuleType, evse: EvseState) -> Any:
    """Return DC_EVSEStatus."""
    return messages.DC_EVSEStatusType(
        NotificationMaxDelay=evse.notice_delay_s,
        EVSENotification=notification(messages, evse),
        EVSEIsolationStatus=messages.IsolationLevelType(ISOLATION[evse.isolation]),
        EVSEStatusCode=status_code(messages, evse),
    )


def periods(evse: EvseState) -> tuple[SchedulePeriod, ...]:
    """Return the schedule; one day of the present offer where the charger has none."""
    offer = evse.offer
    return evse.schedule or (SchedulePeriod(86_400, offer.charge_power_max_w, offer.discharge_power_max_w),)


def power_at(evse: EvseState, start_s: float) -> float:
    """Return the power the schedule allows at ``start_s`` seconds from its beginning, in W."""
    end_s = 0.0
    for period in periods(evse):
        end_s += period.duration_s
        if start_s < end_s:
            return period.charge_power_w
    return 0.0
