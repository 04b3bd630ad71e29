"""TLS contexts of V2G links: 1.2 for -2, 1.3 with both certificates for -20 (reference/iso15118, section 10).

What the standard library cannot set, and so is missing: the list of TLS 1.3 suites (OpenSSL's default has
TLS_AES_128_GCM_SHA256 too), a second key exchange group beside secp521r1, the list of signature schemes,
trusted_ca_keys, certificate_authorities towards the charger, OCSP stapling. Static ECDH suites are gone from OpenSSL.
"""

from __future__ import annotations

import ssl
from pathlib import Path

from v2xsdk.errors import ConfigError

SUITE_ISO2 = "ECDHE-ECDSA-AES128-SHA256"
GROUP_ISO2, GROUP_ISO20 = "prime256v1", "secp521r1"


def server_context(
    certificate: Path,
    key: Path,
    *,
    client_roots: bytes | None = None,
    tls13: bool,
    keylog: Path | None = None,
    any_group: bool = False,
) -> ssl.SSLContext:
    """Return a charger's context: TLS 1.3 asking for the vehicle's certificate, or TLS 1.2 without.

    ``any_group`` leaves the key exchange group to OpenSSL (foreign test stacks use secp256r1 in -20).
    ``client_roots`` are the PEM roots of vehicle certificates, wanted with ``tls13``. Raises ``ConfigError``.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _common(context, tls13, keylog, any_group)
    _load(context, certificate, key)
    if tls13:
        if not client_roots:
            raise ConfigError("TLS 1.3 needs the roots of vehicle certificates (OEM or V2G root)")
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=client_roots.decode("ascii"))
    return context


def client_context(
    roots: bytes,
    *,
    tls13: bool,
    certificate: Path | None = None,
    key: Path | None = None,
    keylog: Path | None = None,
    any_group: bool = False,
) -> ssl.SSLContext:
    """Return a vehicle's context, trusting the PEM ``roots``; with its own certificate in TLS 1.3.

    The name in the charger's certificate is not compared: a link-local address has none. Raises ``ConfigError``.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    _common(context, tls13, keylog, any_group)
    if not roots:
        raise ConfigError("TLS needs the V2G root that the charger's certificate is signed below")
    context.load_verify_locations(cadata=roots.decode("ascii"))
    if tls13 and certificate is not None and key is not None:
        _load(context, certificate, key)
    return context


def _common(context: ssl.SSLContext, tls13: bool, keylog: Path | None, any_group: bool) -> None:
    version = ssl.TLSVersion.TLSv1_3 if tls13 else ssl.TLSVersion.TLSv1_2
    context.minimum_version = context.maximum_version = version
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    if not tls13:
        context.set_ciphers(SUITE_ISO2)
    if not any_group:
        context.set_ecdh_curve(GROUP_ISO20 if tls13 else GROUP_ISO2)
    if keylog is not None:
        context.keylog_filename = str(keylog)


def _load(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"{certificate} with {key} cannot be used for TLS: {error}") from error
