"""Checks of TLS: what OpenSSL behind Python can do of what ISO 15118 asks."""

from __future__ import annotations

from collections.abc import Iterator

from v2xsdk.cli.doctor.finding import Finding, State

#: ISO 15118-2 table 7; the static ECDH suite beside it is gone from OpenSSL.
_SUITE_2 = "ECDHE-ECDSA-AES128-SHA256"


def tls() -> Iterator[Finding]:
    """Check the suites of ISO 15118-2, TLS 1.3, and the keys of ISO 15118-20."""
    import ssl

    yield Finding(area="tls", name="OpenSSL", state=State.OK, found=ssl.OPENSSL_VERSION)
    yield _iso2()
    yield _flag("TLS 1.3", ssl.HAS_TLSv1_3, "ISO 15118-20 over TLS")
    yield _flag("Ed448", _ed448(), "certificates of ISO 15118-20 with Ed448")


def _iso2() -> Finding:
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).set_ciphers(_SUITE_2)
    except ssl.SSLError as error:
        found = f"OpenSSL refuses {_SUITE_2} ({error.reason}): ISO 15118-2 only without TLS"
        do = "use a Python whose OpenSSL has this suite"
        return Finding(area="tls", name="TLS 1.2", state=State.ABSENT, found=found, do=do)
    return Finding(area="tls", name="TLS 1.2", state=State.OK, found=f"ISO 15118-2 with {_SUITE_2}")


def _ed448() -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey

    try:
        Ed448PrivateKey.generate()
    except UnsupportedAlgorithm:
        return False
    return True


def _flag(name: str, there: bool, gives: str) -> Finding:
    if there:
        return Finding(area="tls", name=name, state=State.OK, found=gives)
    return Finding(
        area="tls", name=name, state=State.ABSENT, found=f"missing: no {gives}", do="use a Python built with OpenSSL 3"
    )
