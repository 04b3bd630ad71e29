"""Order of messages of ISO 15118-2 (clause 8.8; reference/iso15118, sections 4 and 9), for both sides."""

from __future__ import annotations

from v2xsdk.protocol.v2g.transitions import Transition, TransitionTable


def _rows(clause: str, *rows: tuple[str, str, str, str]) -> list[Transition]:
    return [Transition(*row, clause) for row in rows]


_STOP_FROM = (
    "service_discovery", "service_selection", "payment_details", "authorization", "parameters", "power",
    "charging_ac", "cable_check", "pre_charge", "pre_charging", "charging_dc", "welding", "stopped", "failing",
)  # fmt: skip

SECC = TransitionTable(
    [
        *_rows(
            "-2 8.8.4.1, table of SECC states",
            ("session_setup", "SessionSetupReq", "ok", "service_discovery"),
            ("service_discovery", "ServiceDiscoveryReq", "ok", "service_selection"),
            ("service_selection", "ServiceDetailReq", "ok", "service_selection"),
            ("service_selection", "PaymentServiceSelectionReq", "external", "authorization"),
            ("service_selection", "PaymentServiceSelectionReq", "contract", "payment_details"),
            ("payment_details", "CertificateInstallationReq", "ok", "payment_details"),
            ("payment_details", "CertificateUpdateReq", "ok", "payment_details"),
            ("payment_details", "PaymentDetailsReq", "ok", "authorization"),
            ("authorization", "AuthorizationReq", "ongoing", "authorization"),
            ("authorization", "AuthorizationReq", "ok", "parameters"),
            ("parameters", "ChargeParameterDiscoveryReq", "ongoing", "parameters"),
            ("parameters", "ChargeParameterDiscoveryReq", "ac", "power"),
            ("parameters", "ChargeParameterDiscoveryReq", "dc", "cable_check"),
        ),
        *_rows(
            "-2 8.8.4.2, AC",
            ("power", "PowerDeliveryReq", "start", "charging_ac"),
            ("power", "PowerDeliveryReq", "stop", "stopped"),
            ("charging_ac", "ChargingStatusReq", "ok", "charging_ac"),
            ("charging_ac", "MeteringReceiptReq", "ok", "charging_ac"),
            ("charging_ac", "PowerDeliveryReq", "renegotiate", "parameters"),
            ("charging_ac", "PowerDeliveryReq", "stop", "stopped"),
        ),
        *_rows(
            "-2 8.8.4.3, DC; [V2G2-565], [V2G2-582]",
            ("cable_check", "CableCheckReq", "ongoing", "cable_check"),
            ("cable_check", "CableCheckReq", "ok", "pre_charge"),
            ("cable_check", "PowerDeliveryReq", "stop", "welding"),
            ("pre_charge", "PreChargeReq", "ok", "pre_charging"),
            ("pre_charge", "PowerDeliveryReq", "stop", "welding"),
            ("pre_charging", "PreChargeReq", "ok", "pre_charging"),
            ("pre_charging", "PowerDeliveryReq", "start", "charging_dc"),
            ("pre_charging", "PowerDeliveryReq", "stop", "welding"),
            ("charging_dc", "CurrentDemandReq", "ok", "charging_dc"),
            ("charging_dc", "MeteringReceiptReq", "ok", "charging_dc"),
            ("charging_dc", "PowerDeliveryReq", "renegotiate", "parameters"),
            ("charging_dc", "PowerDeliveryReq", "stop", "welding"),
            ("welding", "WeldingDetectionReq", "ok", "welding"),
        ),
        *_rows("reference/iso15118, section 8", *((s, "SessionStopReq", "ok", "ended") for s in _STOP_FROM)),
    ]
)

EVCC = TransitionTable(
    _rows(
        "-2 8.8.3, table of EVCC states",
        ("session_setup", "SessionSetupRes", "ok", "service_discovery"),
        ("service_discovery", "ServiceDiscoveryRes", "ok", "payment_selection"),
        ("service_discovery", "ServiceDiscoveryRes", "detail", "service_detail"),
        ("service_detail", "ServiceDetailRes", "ok", "payment_selection"),
        ("payment_selection", "PaymentServiceSelectionRes", "external", "authorization"),
        ("payment_selection", "PaymentServiceSelectionRes", "contract", "payment_details"),
        ("payment_selection", "PaymentServiceSelectionRes", "install", "installation"),
        ("payment_selection", "PaymentServiceSelectionRes", "update", "certificate_update"),
        ("installation", "CertificateInstallationRes", "ok", "payment_details"),
        ("certificate_update", "CertificateUpdateRes", "ok", "payment_details"),
        ("payment_details", "PaymentDetailsRes", "ok", "authorization"),
        ("authorization", "AuthorizationRes", "ongoing", "authorization"),
        ("authorization", "AuthorizationRes", "waiting", "authorization"),
        ("authorization", "AuthorizationRes", "ok", "parameters"),
        ("parameters", "ChargeParameterDiscoveryRes", "ongoing", "parameters"),
        ("parameters", "ChargeParameterDiscoveryRes", "ac", "power_on"),
        ("parameters", "ChargeParameterDiscoveryRes", "dc", "cable_check"),
        ("cable_check", "CableCheckRes", "ongoing", "cable_check"),
        ("cable_check", "CableCheckRes", "ok", "pre_charge"),
        ("pre_charge", "PreChargeRes", "ongoing", "pre_charge"),
        ("pre_charge", "PreChargeRes", "ok", "power_on"),
        ("power_on", "PowerDeliveryRes", "ac", "charging_ac"),
        ("power_on", "PowerDeliveryRes", "dc", "charging"),
        ("charging_ac", "ChargingStatusRes", "ok", "charging_ac"),
        ("charging_ac", "ChargingStatusRes", "receipt", "receipt"),
        ("charging_ac", "ChargingStatusRes", "stop", "power_off"),
        ("charging_ac", "ChargingStatusRes", "renegotiate", "renegotiation"),
        ("charging", "CurrentDemandRes", "ok", "charging"),
        ("charging", "CurrentDemandRes", "receipt", "receipt"),
        ("charging", "CurrentDemandRes", "stop", "power_off"),
        ("charging", "CurrentDemandRes", "renegotiate", "renegotiation"),
        ("receipt", "MeteringReceiptRes", "ac", "charging_ac"),
        ("receipt", "MeteringReceiptRes", "dc", "charging"),
        ("renegotiation", "PowerDeliveryRes", "ok", "parameters"),
        ("power_off", "PowerDeliveryRes", "ac", "session_stop"),
        ("power_off", "PowerDeliveryRes", "dc", "welding"),
        ("welding", "WeldingDetectionRes", "ongoing", "welding"),
        ("welding", "WeldingDetectionRes", "ok", "session_stop"),
        ("session_stop", "SessionStopRes", "ok", "ended"),
    )
)
