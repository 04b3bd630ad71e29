"""Certificate profiles as data: who is issued by whom, with which name, usage and life (-2 annex F, -20 annex B)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class KeyKind(StrEnum):
    """Curves of the profiles: P-256 in -2, P-521 or Ed448 in -20 (reference/iso15118, section 10)."""

    P256 = "P-256"
    P521 = "P-521"
    ED448 = "Ed448"


class Generation(StrEnum):
    """Which part of the standard a chain is for."""

    ISO2 = "iso2"
    ISO20 = "iso20"


KEY_KINDS: dict[Generation, tuple[KeyKind, ...]] = {
    Generation.ISO2: (KeyKind.P256,),
    Generation.ISO20: (KeyKind.P521, KeyKind.ED448),
}
"""Curves each generation allows, the mandatory one first ([V2G20-2674], [V2G20-2319])."""

MAX_CERTIFICATE_BYTES = {Generation.ISO2: 800, Generation.ISO20: 1600}
"""Largest DER certificate that the schemas carry."""

MAX_SUB_AUTHORITIES = 2
"""At most two sub CAs stand between a root and a leaf."""


class Role(StrEnum):
    """What a certificate is for; the value is its file name in a PKI folder."""

    V2G_ROOT = "v2g_root"
    CPO_SUB1 = "cpo_sub1"
    CPO_SUB2 = "cpo_sub2"
    SECC = "secc"
    CPS_SUB1 = "cps_sub1"
    CPS_SUB2 = "cps_sub2"
    CPS = "cps"
    MO_ROOT = "mo_root"
    MO_SUB1 = "mo_sub1"
    MO_SUB2 = "mo_sub2"
    CONTRACT = "contract"
    OEM_ROOT = "oem_root"
    OEM_SUB1 = "oem_sub1"
    OEM_SUB2 = "oem_sub2"
    OEM_PROVISIONING = "oem_provisioning"
    VEHICLE = "vehicle"


class Usage(StrEnum):
    """Bits of the key usage extension that the profiles ask for."""

    DIGITAL_SIGNATURE = "digital_signature"
    CONTENT_COMMITMENT = "content_commitment"
    KEY_ENCIPHERMENT = "key_encipherment"
    KEY_AGREEMENT = "key_agreement"
    KEY_CERT_SIGN = "key_cert_sign"
    CRL_SIGN = "crl_sign"


class Profile(msgspec.Struct, frozen=True):
    """One kind of certificate. ``path_length`` is that of an authority, ``None`` for unlimited; ``days`` its life.

    ``usages`` are set when issuing; ``required`` must be present when checking.
    """

    role: Role
    issuer: Role | None
    common_name: str
    usages: tuple[Usage, ...]
    required: tuple[Usage, ...]
    days: int
    domain_component: str = ""
    authority: bool = False
    path_length: int | None = None
    tls: str = ""


_SIGNS = (Usage.KEY_CERT_SIGN, Usage.CRL_SIGN)
_AUTHORITY = (Usage.KEY_CERT_SIGN,)
_LEAF = (Usage.DIGITAL_SIGNATURE,)
_AGREES = (Usage.DIGITAL_SIGNATURE, Usage.KEY_AGREEMENT)
_CONTRACT = (*_AGREES, Usage.CONTENT_COMMITMENT, Usage.KEY_ENCIPHERMENT)


def _root(role: Role, name: str) -> Profile:
    return Profile(role, None, name, _SIGNS, _AUTHORITY, 40 * 365, "V2G", authority=True)


def _sub(role: Role, issuer: Role, name: str, length: int, days: int) -> Profile:
    return Profile(role, issuer, name, _SIGNS, _AUTHORITY, days, "V2G", authority=True, path_length=length)


PROFILES: dict[Role, Profile] = {
    p.role: p
    for p in (
        _root(Role.V2G_ROOT, "V2G test root"),
        _sub(Role.CPO_SUB1, Role.V2G_ROOT, "CPO test sub CA 1", 1, 4 * 365),
        _sub(Role.CPO_SUB2, Role.CPO_SUB1, "CPO test sub CA 2", 0, 2 * 365),
        Profile(Role.SECC, Role.CPO_SUB2, "{evse_id}", _AGREES, _LEAF, 60, "CPO", tls="server"),
        _sub(Role.CPS_SUB1, Role.V2G_ROOT, "CPS test sub CA 1", 1, 4 * 365),
        _sub(Role.CPS_SUB2, Role.CPS_SUB1, "CPS test sub CA 2", 0, 2 * 365),
        Profile(Role.CPS, Role.CPS_SUB2, "CPS test leaf", _LEAF, _LEAF, 90, "CPS"),
        _root(Role.MO_ROOT, "MO test root"),
        _sub(Role.MO_SUB1, Role.MO_ROOT, "MO test sub CA 1", 1, 4 * 365),
        _sub(Role.MO_SUB2, Role.MO_SUB1, "MO test sub CA 2", 0, 4 * 365),
        Profile(Role.CONTRACT, Role.MO_SUB2, "{emaid}", _CONTRACT, _LEAF, 2 * 365, "MO"),
        _root(Role.OEM_ROOT, "OEM test root"),
        _sub(Role.OEM_SUB1, Role.OEM_ROOT, "OEM test sub CA 1", 1, 30 * 365),
        _sub(Role.OEM_SUB2, Role.OEM_SUB1, "OEM test sub CA 2", 0, 30 * 365),
        Profile(Role.OEM_PROVISIONING, Role.OEM_SUB2, "{pcid}", _AGREES, _LEAF, 30 * 365, "OEM"),
        Profile(Role.VEHICLE, Role.OEM_SUB2, "{evcc_id}", _AGREES, _LEAF, 30 * 365, tls="client"),
    )
}
"""Issuers stand before what they issue."""

LEAVES = tuple(role for role, profile in PROFILES.items() if not profile.authority)
ROOTS = (Role.V2G_ROOT, Role.MO_ROOT, Role.OEM_ROOT)


def leaves_of(generation: Generation) -> tuple[Role, ...]:
    """Return the leaf roles of a generation: only -20 has a vehicle certificate ([V2G20-2339])."""
    return LEAVES if generation is Generation.ISO20 else tuple(r for r in LEAVES if r is not Role.VEHICLE)


def authorities_of(role: Role) -> tuple[Role, ...]:
    """Return the issuers of a role from the nearest to the root."""
    found: list[Role] = []
    issuer = PROFILES[role].issuer
    while issuer is not None:
        found.append(issuer)
        issuer = PROFILES[issuer].issuer
    return tuple(found)
