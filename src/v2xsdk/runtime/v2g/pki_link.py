"""TLS contexts out of a PKI folder: which chain and which roots each end of a link needs."""

from __future__ import annotations

import ssl
from enum import StrEnum
from pathlib import Path

from v2xsdk.pki.profiles import Generation, Role
from v2xsdk.pki.store import PkiStore, open_set
from v2xsdk.transport.tls import client_context, server_context


class TlsMode(StrEnum):
    """What ``--tls`` means: no TLS, one version only, or whatever the vehicle can."""

    NONE = "none"
    TLS12 = "1.2"
    TLS13 = "1.3"
    AUTO = "auto"


def secc_contexts(
    pki: Path, mode: TlsMode, keylog: Path | None = None, *, any_curve: bool = False
) -> tuple[ssl.SSLContext | None, ssl.SSLContext | None]:
    """Return (TLS 1.2, TLS 1.3) contexts of a charger; raises ``ConfigError`` for a folder that lacks a file."""
    tls12 = tls13 = None
    if mode in (TlsMode.TLS12, TlsMode.AUTO):
        store = open_set(pki, Generation.ISO2)
        tls12 = server_context(store.file(Role.SECC), _key(store, Role.SECC), tls13=False, keylog=keylog)
    if mode in (TlsMode.TLS13, TlsMode.AUTO):
        store = open_set(pki, Generation.ISO20)
        roots = pem(store, Role.OEM_ROOT, Role.V2G_ROOT)
        tls13 = server_context(
            store.file(Role.SECC),
            _key(store, Role.SECC),
            client_roots=roots,
            tls13=True,
            keylog=keylog,
            any_group=any_curve,
        )
    return tls12, tls13


def evcc_context(pki: Path, *, tls13: bool, keylog: Path | None = None, any_curve: bool = False) -> ssl.SSLContext:
    """Return the context of a vehicle; in -20 with its vehicle certificate. Raises ``ConfigError``."""
    store = open_set(pki, Generation.ISO20 if tls13 else Generation.ISO2)
    roots = pem(store, Role.V2G_ROOT)
    if not tls13:
        return client_context(roots, tls13=False, keylog=keylog)
    key = _key(store, Role.VEHICLE)
    return client_context(
        roots, tls13=True, certificate=store.file(Role.VEHICLE), key=key, keylog=keylog, any_group=any_curve
    )


def _key(store: PkiStore, role: Role) -> Path:
    """Return the path of a key after it was read once: missing or open to others is said in words."""
    store.identity(role)
    return store.key_file(role)


def pem(store: PkiStore, *roles: Role) -> bytes:
    """Return the roots of a set as PEM."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return b"".join(root.public_bytes(Encoding.PEM) for root in store.roots(*roles))
