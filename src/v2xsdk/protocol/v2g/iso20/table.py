"""Order of messages of ISO 15118-20 (reference/iso15118, sections 4 and 9), for both sides."""

from __future__ import annotations

from v2xsdk.protocol.v2g.transitions import Transition, TransitionTable


def _rows(clause: str, *rows: tuple[str, str, str, str]) -> list[Transition]:
    return [Transition(*row, clause) for row in rows]


_AFTER_ENERGY = ("welding", "stopped")
_STOP_FROM = (
    "authorization_setup", "authorization", "service_discovery", "service_detail", "service_selection", "parameters",
    "schedule", "power", "charging_ac", "cable_check", "pre_charge", "power_dc", "charging_dc", *_AFTER_ENERGY,
)  # fmt: skip

SECC = TransitionTable(
    [
        *_rows(
            "-20 8.5, common head",
            ("session_setup", "SessionSetupReq", "new", "authorization_setup"),
            ("session_setup", "SessionSetupReq", "resumed", "parameters"),
            ("authorization_setup", "AuthorizationSetupReq", "ok", "authorization"),
            ("authorization", "AuthorizationSetupReq", "ok", "authorization"),
            ("authorization", "CertificateInstallationReq", "ongoing", "authorization"),
            ("authorization", "CertificateInstallationReq", "ok", "authorization"),
            ("authorization", "AuthorizationReq", "ongoing", "authorization"),
            ("authorization", "AuthorizationReq", "warning", "authorization"),
            ("authorization", "AuthorizationReq", "ok", "service_discovery"),
            ("service_discovery", "ServiceDiscoveryReq", "ok", "service_detail"),
            ("service_detail", "ServiceDetailReq", "ok", "service_selection"),
            ("service_selection", "ServiceDetailReq", "ok", "service_selection"),
            ("service_selection", "ServiceSelectionReq", "ok", "parameters"),
            ("parameters", "VehicleCheckInReq", "ok", "parameters"),
        ),
        *_rows(
            "-20 8.5, AC",
            ("parameters", "AC_ChargeParameterDiscoveryReq", "ok", "schedule"),
            ("schedule", "ScheduleExchangeReq", "ongoing", "schedule"),
            ("schedule", "ScheduleExchangeReq", "ac", "power"),
            ("power", "ScheduleExchangeReq", "ongoing", "schedule"),
            ("power", "ScheduleExchangeReq", "ac", "power"),
            ("power", "PowerDeliveryReq", "ongoing", "power"),
            ("power", "PowerDeliveryReq", "start", "charging_ac"),
            ("power", "PowerDeliveryReq", "stop", "stopped"),
            ("charging_ac", "AC_ChargeLoopReq", "ok", "charging_ac"),
            ("charging_ac", "PowerDeliveryReq", "stay", "charging_ac"),
            ("charging_ac", "PowerDeliveryReq", "stop", "stopped"),
        ),
        *_rows(
            "-20 8.5, DC; [V2G20-1433], [V2G20-1434]",
            ("parameters", "DC_ChargeParameterDiscoveryReq", "ok", "schedule"),
            ("schedule", "ScheduleExchangeReq", "dc", "cable_check"),
            ("cable_check", "ScheduleExchangeReq", "ongoing", "schedule"),
            ("cable_check", "ScheduleExchangeReq", "dc", "cable_check"),
            ("cable_check", "DC_CableCheckReq", "ongoing", "cable_check"),
            ("cable_check", "DC_CableCheckReq", "ok", "pre_charge"),
            ("pre_charge", "DC_PreChargeReq", "ongoing", "pre_charge"),
            ("pre_charge", "DC_PreChargeReq", "ok", "power_dc"),
            ("pre_charge", "PowerDeliveryReq", "stop", "welding"),
            ("power_dc", "PowerDeliveryReq", "ongoing", "power_dc"),
            ("power_dc", "PowerDeliveryReq", "start", "charging_dc"),
            ("power_dc", "PowerDeliveryReq", "stop", "welding"),
            ("charging_dc", "DC_ChargeLoopReq", "ok", "charging_dc"),
            ("charging_dc", "PowerDeliveryReq", "stay", "charging_dc"),
            ("charging_dc", "PowerDeliveryReq", "stop", "welding"),
            ("welding", "DC_WeldingDetectionReq", "ongoing", "welding"),
            ("welding", "DC_WeldingDetectionReq", "ok", "stopped"),
            ("stopped", "VehicleCheckOutReq", "ok", "stopped"),
        ),
        *_rows(
            "-20 8.5, SessionStop; [V2G20-1477]",
            *((state, "SessionStopReq", "ok", "ended") for state in _STOP_FROM),
            *((state, "SessionStopReq", "renegotiate", "service_discovery") for state in _AFTER_ENERGY),
        ),
    ]
)

SIDE = TransitionTable(
    _rows(
        "[V2G20-1045] to [V2G20-1050]",
        ("idle", "AC_ChargeParameterDiscoveryReq", "ok", "schedule"),
        ("idle", "DC_ChargeParameterDiscoveryReq", "ok", "schedule"),
        ("schedule", "ScheduleExchangeReq", "ongoing", "schedule"),
        ("schedule", "ScheduleExchangeReq", "ac", "power"),
        ("schedule", "ScheduleExchangeReq", "dc", "power"),
        ("power", "PowerDeliveryReq", "ongoing", "power"),
        ("power", "PowerDeliveryReq", "stay", "idle"),
    )
)
"""Schedule renegotiation on its own stream, beside the running charge loop; states of the stream alone."""

EVCC = TransitionTable(
    _rows(
        "-20 8.5, EVCC",
        ("session_setup", "SessionSetupRes", "new", "authorization_setup"),
        ("session_setup", "SessionSetupRes", "resumed", "parameters"),
        ("authorization_setup", "AuthorizationSetupRes", "ok", "authorization"),
        ("authorization_setup", "AuthorizationSetupRes", "install", "installation"),
        ("installation", "CertificateInstallationRes", "ongoing", "installation"),
        ("installation", "CertificateInstallationRes", "ok", "authorization"),
        ("authorization", "AuthorizationRes", "ongoing", "authorization"),
        ("authorization", "AuthorizationRes", "warning", "authorization"),
        ("authorization", "AuthorizationRes", "ok", "service_discovery"),
        ("service_discovery", "ServiceDiscoveryRes", "ok", "service_detail"),
        ("service_detail", "ServiceDetailRes", "more", "service_detail"),
        ("service_detail", "ServiceDetailRes", "ok", "service_selection"),
        ("service_selection", "ServiceSelectionRes", "ok", "parameters"),
        ("parameters", "AC_ChargeParameterDiscoveryRes", "ok", "schedule"),
        ("parameters", "DC_ChargeParameterDiscoveryRes", "ok", "schedule"),
        ("schedule", "ScheduleExchangeRes", "ongoing", "schedule"),
        ("schedule", "ScheduleExchangeRes", "ac", "power_on"),
        ("schedule", "ScheduleExchangeRes", "dc", "cable_check"),
        ("cable_check", "DC_CableCheckRes", "ongoing", "cable_check"),
        ("cable_check", "DC_CableCheckRes", "ok", "pre_charge"),
        ("pre_charge", "DC_PreChargeRes", "ongoing", "pre_charge"),
        ("pre_charge", "DC_PreChargeRes", "ok", "power_on"),
        ("power_on", "PowerDeliveryRes", "ac", "charging_ac"),
        ("power_on", "PowerDeliveryRes", "dc", "charging"),
        ("charging_ac", "AC_ChargeLoopRes", "ok", "charging_ac"),
        ("charging_ac", "AC_ChargeLoopRes", "stop", "power_off"),
        ("charging", "DC_ChargeLoopRes", "ok", "charging"),
        ("charging", "DC_ChargeLoopRes", "stop", "power_off"),
        ("power_off", "PowerDeliveryRes", "ac", "session_stop"),
        ("power_off", "PowerDeliveryRes", "dc", "welding"),
        ("welding", "DC_WeldingDetectionRes", "ongoing", "welding"),
        ("welding", "DC_WeldingDetectionRes", "ok", "session_stop"),
        ("session_stop", "SessionStopRes", "ok", "ended"),
        ("session_stop", "SessionStopRes", "renegotiate", "service_discovery"),
    )
)
