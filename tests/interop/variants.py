"""What is run against the foreign stack: variants, how each side is told about them, and what the peer lacks."""

from __future__ import annotations

from typing import Any, NamedTuple


class Variant(NamedTuple):
    """One session; ``service`` in our words, ``quick`` for the subset that every CI run takes."""

    name: str
    protocol: str
    service: str
    control: str = "dynamic"
    tls: str = "none"
    auth: str = "eim"
    install: bool = False
    quick: bool = False

    def ours(self, role: str) -> list[str]:
        """Command line of our side, without interface and PKI."""
        words = ["--protocols", self.protocol, "--tls", self.tls, "--any-curve"]
        if role == "evcc":
            words += ["--service", self.service, "--control", self.control, "--auth", self.auth, "--patience", "8"]
            return [*words, "--discharge", *(["--install"] if self.install else [])]
        return [*words, "--auth", self.auth, "--loop-timeout", "8", "--sessions", "1"]

    def theirs(self, interface: str, pki: str) -> dict[str, Any]:
        """Settings of the peer."""
        energy = self.service.upper().replace("-", "_")
        names = {"din": "DIN_SPEC_70121", "iso2": "ISO_15118_2", "iso20": f"ISO_15118_20_{energy[:2]}"}
        modes = {"dc": "DC_extended", "ac": "AC_three_phase_core"}
        return {
            "interface": interface,
            "pki": pki,
            "protocol": names[self.protocol],
            "service": "" if self.protocol == "din" else energy if self.protocol == "iso20" else energy[:2],
            "mode": "" if self.protocol == "iso20" else modes[self.service[:2]],
            "control": self.control,
            "tls": self.tls,
            "auth": self.auth,
            "install": self.install,
        }


def _iso20() -> list[Variant]:
    found = []
    for service in ("ac", "ac-bpt", "dc", "dc-bpt"):
        for control in ("scheduled", "dynamic"):
            for tls in ("none", "1.3"):
                suffix = "-tls13" if tls == "1.3" else ""
                quick = (service, control, tls) in (("dc-bpt", "dynamic", "none"), ("ac-bpt", "scheduled", "1.3"))
                name = f"iso20-{service}-{control}{suffix}"
                found.append(Variant(name, "iso20", service, control, tls, quick=quick))
    return found


VARIANTS = [
    Variant("din-dc", "din", "dc", quick=True),
    Variant("iso2-ac-eim", "iso2", "ac"),
    Variant("iso2-dc-eim", "iso2", "dc"),
    Variant("iso2-ac-eim-tls", "iso2", "ac", tls="1.2"),
    Variant("iso2-dc-eim-tls", "iso2", "dc", tls="1.2"),
    Variant("iso2-ac-pnc-tls", "iso2", "ac", tls="1.2", auth="pnc"),
    Variant("iso2-dc-pnc-tls", "iso2", "dc", tls="1.2", auth="pnc", quick=True),
    Variant("iso2-ac-pnc-certinstall-tls", "iso2", "ac", tls="1.2", auth="pnc", install=True),
    *_iso20(),
    Variant("iso20-dc-bpt-pnc-tls13", "iso20", "dc-bpt", "scheduled", "1.3", "pnc"),
]
MISSING = "CertificateInstallation of -20 is not implemented in the package: no variant"
