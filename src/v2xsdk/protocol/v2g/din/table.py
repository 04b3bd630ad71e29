"""Order of messages of DIN 70121 (reference/iso15118, section 4), for both sides."""

from __future__ import annotations

from v2xsdk.protocol.v2g.transitions import Transition, TransitionTable

_CLAUSE = "DIN 70121, 8.2 and 9.4"


def _rows(*rows: tuple[str, str, str, str]) -> list[Transition]:
    return [Transition(*row, _CLAUSE) for row in rows]


_STOP_FROM = (
    "service_discovery", "payment_selection", "authentication", "parameters", "cable_check", "pre_charge",
    "pre_charging", "charging", "welding", "failing",
)  # fmt: skip

SECC = TransitionTable(
    [
        *_rows(
            ("session_setup", "SessionSetupReq", "ok", "service_discovery"),
            ("service_discovery", "ServiceDiscoveryReq", "ok", "payment_selection"),
            ("payment_selection", "ServicePaymentSelectionReq", "ok", "authentication"),
            ("authentication", "ContractAuthenticationReq", "ongoing", "authentication"),
            ("authentication", "ContractAuthenticationReq", "ok", "parameters"),
            ("parameters", "ChargeParameterDiscoveryReq", "ongoing", "parameters"),
            ("parameters", "ChargeParameterDiscoveryReq", "ok", "cable_check"),
            ("cable_check", "CableCheckReq", "ongoing", "cable_check"),
            ("cable_check", "CableCheckReq", "ok", "pre_charge"),
            ("cable_check", "PowerDeliveryReq", "stop", "welding"),
            ("pre_charge", "PreChargeReq", "ok", "pre_charging"),
            ("pre_charge", "PowerDeliveryReq", "stop", "welding"),
            ("pre_charging", "PreChargeReq", "ok", "pre_charging"),
            ("pre_charging", "PowerDeliveryReq", "start", "charging"),
            ("pre_charging", "PowerDeliveryReq", "stop", "welding"),
            ("charging", "CurrentDemandReq", "ok", "charging"),
            ("charging", "PowerDeliveryReq", "stop", "welding"),
            ("welding", "WeldingDetectionReq", "ok", "welding"),
        ),
        *_rows(*((state, "SessionStopReq", "ok", "ended") for state in _STOP_FROM)),
    ]
)

EVCC = TransitionTable(
    _rows(
        ("session_setup", "SessionSetupRes", "ok", "service_discovery"),
        ("service_discovery", "ServiceDiscoveryRes", "ok", "payment_selection"),
        ("payment_selection", "ServicePaymentSelectionRes", "ok", "authentication"),
        ("authentication", "ContractAuthenticationRes", "ongoing", "authentication"),
        ("authentication", "ContractAuthenticationRes", "ok", "parameters"),
        ("parameters", "ChargeParameterDiscoveryRes", "ongoing", "parameters"),
        ("parameters", "ChargeParameterDiscoveryRes", "ok", "cable_check"),
        ("cable_check", "CableCheckRes", "ongoing", "cable_check"),
        ("cable_check", "CableCheckRes", "ok", "pre_charge"),
        ("pre_charge", "PreChargeRes", "ongoing", "pre_charge"),
        ("pre_charge", "PreChargeRes", "ok", "power_on"),
        ("power_on", "PowerDeliveryRes", "ok", "charging"),
        ("charging", "CurrentDemandRes", "ok", "charging"),
        ("charging", "CurrentDemandRes", "stop", "power_off"),
        ("power_off", "PowerDeliveryRes", "ok", "welding"),
        ("welding", "WeldingDetectionRes", "ongoing", "welding"),
        ("welding", "WeldingDetectionRes", "ok", "session_stop"),
        ("session_stop", "SessionStopRes", "ok", "ended"),
    )
)
