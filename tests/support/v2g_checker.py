"""Checks a recorded session against the standard's order of messages, written down a second time.

It shares no code with the state machines: names, order and pairing stand here as regular expressions over the names of
the messages, so that a mistake in the tables of the machines cannot hide itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORT = {
    "SessionSetup": "s", "ServiceDiscovery": "d", "ServiceDetail": "t", "PaymentServiceSelection": "p",
    "ServicePaymentSelection": "p", "CertificateInstallation": "i", "CertificateUpdate": "u", "PaymentDetails": "q",
    "Authorization": "a", "ContractAuthentication": "a", "AuthorizationSetup": "z", "ServiceSelection": "v",
    "ChargeParameterDiscovery": "c", "AC_ChargeParameterDiscovery": "c", "DC_ChargeParameterDiscovery": "c",
    "ScheduleExchange": "x", "CableCheck": "k", "DC_CableCheck": "k", "PreCharge": "r", "DC_PreCharge": "r",
    "PowerDelivery": "P", "CurrentDemand": "l", "ChargingStatus": "l", "AC_ChargeLoop": "l", "DC_ChargeLoop": "l",
    "MeteringReceipt": "m", "WeldingDetection": "w", "DC_WeldingDetection": "w", "SessionStop": "S",
}  # fmt: skip

ORDER = {
    ("din", "dc"): r"sdpa+c+k+r+PL+Pw*S",
    ("iso2", "dc"): r"sdt*p[iu]*q?a+c+(k+r+P(L|lm)+P(c+k+r+P(L|lm)+P)*)w*S",
    ("iso2", "ac"): r"sdt*p[iu]*q?a+c+P(L|lm)+P(c+P(L|lm)+P)*S",
    ("iso20", "dc"): r"s(zi*a+(dt+v))?(c)x+k+r+P+L+Pw+S(dt+vcx+k+r+P+L+Pw+S)*",
    ("iso20", "ac"): r"s(zi*a+(dt+v))?(c)x+P+L+PS(dt+vcx+P+L+PS)*",
}
"""Whole sessions; ``L`` is a run of loop pairs."""


def findings(protocol: str, energy: str, messages: Iterable[tuple[str, str]]) -> list[str]:
    """Return what is wrong with a session given as (message name, response code or empty), empty for nothing."""
    found: list[str] = []
    path = ""
    pending = ""
    for name, code in messages:
        stem, kind = name[:-3], name[-3:]
        if kind == "Req":
            if pending:
                found.append(f"{name} before the answer to {pending}")
            pending = stem
            path += SHORT.get(stem, "?")
        else:
            if stem != pending:
                found.append(f"{name} answers {pending or 'nothing'}")
            if not code.startswith("OK"):
                found.append(f"{name} with {code}")
            pending = ""
    if pending:
        found.append(f"{pending} was never answered")
    if not re.fullmatch(ORDER[protocol, energy], re.sub("l+(?!m)", "L", path)):
        found.append(f"the path {path} is not one of the standard")
    return found
