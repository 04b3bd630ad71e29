"""A whole V2G test PKI: every chain of both generations, with keys."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
from cryptography import x509

from v2xsdk.errors import ConfigError
from v2xsdk.pki.issue import issue
from v2xsdk.pki.keys import PrivateKey, generate
from v2xsdk.pki.profiles import PROFILES, Generation, KeyKind, Profile, Role, authorities_of, leaves_of
from v2xsdk.pki.store import PkiStore, make_set

Issued = tuple[x509.Certificate, PrivateKey]


class Names(msgspec.Struct, frozen=True):
    """Common names of the leaves.

    ``emaid`` has 14 or 15 characters, ``pcid`` 17, ``evcc_id`` names the vehicle of -20.
    """

    evse_id: str = "DE*V2X*E0001"
    emaid: str = "DEV2XC00000001X"
    pcid: str = "WV2X0000000000001"
    evcc_id: str = "WV2XEV00000001"


SETS: dict[str, tuple[Generation, KeyKind]] = {
    "iso2": (Generation.ISO2, KeyKind.P256),
    "iso20": (Generation.ISO20, KeyKind.P521),
    "iso20-ed448": (Generation.ISO20, KeyKind.ED448),
}
"""Folders of a PKI directory."""


def make(directory: Path, now: datetime.datetime, names: Names = Names(), *, force: bool = False) -> list[Path]:  # noqa: B008
    """Make all sets in ``directory``; returns their folders.

    Raises ``ConfigError`` when it already holds one and ``force`` is false: keys in use are not overwritten.
    """
    taken = [name for name in SETS if (directory / name).exists()]
    if taken and not force:
        raise ConfigError(f"{directory} already holds {', '.join(taken)}; choose another folder or say --force")
    return [make_one(directory, name, now, names) for name in SETS]


def make_one(directory: Path, name: str, now: datetime.datetime, names: Names) -> Path:
    """Make one set; returns its folder."""
    generation, kind = SETS[name]
    path = make_set(directory, name)
    store = PkiStore(directory, generation, name)
    issued: dict[Role, Issued] = {}
    for role in wanted(generation):
        issued[role] = make_certificate(PROFILES[role], issued, kind, now, names)
    for role, (certificate, key) in issued.items():
        above = tuple(issued[a][0] for a in authorities_of(role)[:-1])
        store.write(role, (certificate, *(above if not PROFILES[role].authority else ())), key)
    return path


def wanted(generation: Generation) -> list[Role]:
    """Return the roles of a generation, issuers first."""
    leaves = leaves_of(generation)
    return [role for role, profile in PROFILES.items() if profile.authority or role in leaves]


def make_certificate(
    profile: Profile, issued: dict[Role, Issued], kind: KeyKind, now: datetime.datetime, names: Names
) -> Issued:
    """Return a certificate with a new key, signed by its issuer out of ``issued``."""
    key = generate(kind)
    issuer, issuer_key = issued[profile.issuer] if profile.issuer else (None, key)
    name = profile.common_name.format(**msgspec.structs.asdict(names))
    return issue(profile, key, issuer, issuer_key, now, name), key
