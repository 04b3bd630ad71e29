"""Judges a charger from the vehicle's side: timing of every answer, and answers that a vehicle can check by itself."""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.v2g.messages import iso2
from v2xsdk.protocol.v2g.messages.iso20 import dc
from v2xsdk.protocol.v2g.numbers import to_float
from v2xsdk.runtime.v2g.connection import SENT
from v2xsdk.runtime.v2g.records import message_code, message_name

PERFORMANCE_S: tuple[tuple[str, float, str], ...] = (
    ("CurrentDemandReq", 0.25, "-2 table 108; goal 25 ms"),
    ("ChargeLoopReq", 0.25, "-20 tables 216, 217"),
    ("ServiceDetailReq", 4.5, "-2 table 108, -20 table 215"),
    ("PaymentDetailsReq", 4.5, "-2 table 108"),
    ("CertificateInstallationReq", 4.5, "-2 table 108, -20 table 215"),
    ("CertificateUpdateReq", 4.5, "-2 table 108"),
)
"""How quickly a charger has to answer: what a request's name ends with, seconds, source."""

DEFAULT_PERFORMANCE = (1.5, "-2 table 108, -20 table 215")


class ChargerFinding(msgspec.Struct, frozen=True):
    """One deviation of the charger."""

    message: str
    detail: str
    clause: str

    def __str__(self) -> str:
        return f"finding: {self.message}: {self.detail} ({self.clause})"


class ChargerJudge:
    """Watches a session from the vehicle's side."""

    def __init__(self) -> None:
        self.findings: list[ChargerFinding] = []
        self._request: tuple[str, float] | None = None
        self._voltage_max_v: float | None = None

    def message(self, now: float, direction: str, message: object) -> None:
        """Take one message of the session."""
        name = message_name(message)
        if direction == SENT:
            self._request = (name, now)
            return
        if self._request is not None:
            self._time(name, now - self._request[1], self._request[0])
            self._request = None
        self._contents(name, message)

    def _time(self, name: str, took_s: float, request: str) -> None:
        limits = ((limit, clause) for end, limit, clause in PERFORMANCE_S if request.endswith(end))
        limit_s, clause = next(limits, DEFAULT_PERFORMANCE)
        if took_s > limit_s:
            self._find(name, f"answered after {took_s:.3f} s, the limit is {limit_s:g} s", clause)

    def _contents(self, name: str, message: object) -> None:
        code = message_code(message)
        if code.startswith("FAILED"):
            self._find(name, f"answered {code}", "reference/iso15118, section 8")
        body = getattr(getattr(message, "Body", None), "BodyElement", message)
        if isinstance(body, iso2.SessionSetupRes) and not 7 <= len(body.EVSEID) <= 37:
            self._find(name, f"EVSEID of {len(body.EVSEID)} characters, 7 to 37 are allowed", "-2 annex H")
        if isinstance(body, dc.DC_ChargeParameterDiscoveryRes):
            self._voltage_max_v = to_float(body.DC_CPDResEnergyTransferMode.EVSEMaximumVoltage)
        if isinstance(body, dc.DC_ChargeLoopRes):
            limit = getattr(body.CLResControlMode, "EVSEMaximumVoltage", None)
            if limit is not None and self._voltage_max_v is not None and to_float(limit) > self._voltage_max_v:
                detail = f"raises the voltage limit to {to_float(limit):g} V, it offered {self._voltage_max_v:g} V"
                self._find(name, detail, "[V2G20-2654]")

    def _find(self, message: str, detail: str, clause: str) -> None:
        if len(self.findings) < 1000:
            self.findings.append(ChargerFinding(message, detail, clause))
