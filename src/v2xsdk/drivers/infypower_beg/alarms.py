"""Status word 1110 to faults (can-power-modules, section 2.4)."""

from __future__ import annotations

from v2xsdk.model import Fault, FaultKind, Severity

DC_SIDE_OFF = "dc_side_off"

FAULTS: dict[str, tuple[FaultKind, Severity]] = {
    "output_short_circuit": (FaultKind.SHORT_CIRCUIT, Severity.STOP),
    "discharge_abnormal": (FaultKind.DISCHARGE_ABNORMAL, Severity.STOP),
    "fault": (FaultKind.HARDWARE, Severity.STOP),
    "protection": (FaultKind.PROTECTION, Severity.STOP),
    "fan_fault": (FaultKind.FAN, Severity.WARNING),
    "over_temperature": (FaultKind.OVER_TEMPERATURE, Severity.STOP),
    "output_over_voltage": (FaultKind.DC_OVER_VOLTAGE, Severity.STOP),
    "power_limited": (FaultKind.DERATED, Severity.WARNING),
    "module_id_repeated": (FaultKind.ADDRESS_CLASH, Severity.STOP),
    "load_sharing_alarm": (FaultKind.LOAD_SHARING, Severity.WARNING),
    "ac_phase_lost": (FaultKind.AC_PHASE_LOST, Severity.STOP),
    "ac_unbalanced": (FaultKind.AC_UNBALANCED, Severity.WARNING),
    "ac_too_low": (FaultKind.AC_UNDER_VOLTAGE, Severity.STOP),
    "ac_too_high": (FaultKind.AC_OVER_VOLTAGE, Severity.STOP),
}

# While the output runs these mean that the module left by itself.
FAULTS_WHILE_ON: dict[str, tuple[FaultKind, Severity]] = {
    "communication_interrupted": (FaultKind.COMMUNICATION, Severity.STOP),
    "pfc_side_off": (FaultKind.GRID_LOST, Severity.STOP),
    DC_SIDE_OFF: (FaultKind.PROTECTION, Severity.STOP),
}


def faults_of(address: int, flags: tuple[str, ...], *, running: bool, now_s: float) -> list[Fault]:
    """Return the faults that the status flags of module ``address`` mean."""
    table = FAULTS | FAULTS_WHILE_ON if running else FAULTS
    return [
        Fault(kind, f"module {address}", severity, f"status bit {flag}", now_s)
        for flag in flags
        if (entry := table.get(flag)) is not None
        for kind, severity in (entry,)
    ]
