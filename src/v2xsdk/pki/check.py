"""A certificate chain against its profile, each deviation explained."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from v2xsdk.pki.certificate_rules import certificate_findings, name_of
from v2xsdk.pki.findings import Finding, FindingCode
from v2xsdk.pki.profiles import MAX_SUB_AUTHORITIES, Generation, Role

EXPIRES_SOON = datetime.timedelta(days=21)
"""A contract that ends within 21 days is answered with OK_CertificateExpiresSoon ([V2G2-690])."""


def check_chain(
    chain: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    role: Role,
    generation: Generation,
    now: datetime.datetime,
    *,
    any_curve: bool = False,
) -> list[Finding]:
    """Return what is wrong with a chain, leaf first and without its root; an empty list for nothing.

    ``roots`` are the trust anchors for this role, ``now`` an aware time. ``any_curve`` accepts the other
    generation's curves (test chains of foreign stacks).
    """
    if not chain:
        return [Finding(FindingCode.EMPTY_CHAIN, role.value, "there is no certificate", "-2 7.9.2.4")]
    found = list(_length(chain))
    for depth, certificate in enumerate(chain):
        found += certificate_findings(certificate, role, generation, depth, any_curve=any_curve)
        found += validity(certificate, now)
    found += _links(chain)
    found += _anchor(chain[-1], roots, now)
    return found


def fatal(findings: Sequence[Finding]) -> Finding | None:
    """Return the first finding that forbids the chain, ``None`` when it may be used."""
    return next((finding for finding in findings if finding.fatal), None)


def validity(certificate: x509.Certificate, now: datetime.datetime) -> Iterator[Finding]:
    """Yield what the period of validity says at ``now``."""
    name, end = name_of(certificate), certificate.not_valid_after_utc
    if now < certificate.not_valid_before_utc:
        begin = certificate.not_valid_before_utc
        yield Finding(FindingCode.NOT_YET_VALID, name, f"begins only at {begin:%Y-%m-%d %H:%M} UTC", "RFC 5280 4.1.2.5")
    if now > end:
        yield Finding(FindingCode.EXPIRED, name, f"ended at {end:%Y-%m-%d %H:%M} UTC", "RFC 5280 4.1.2.5")
    elif now > end - EXPIRES_SOON:
        days = (end - now).days
        yield Finding(FindingCode.EXPIRES_SOON, name, f"ends in {days} days; renew it", "[V2G2-690]", fatal=False)


def _length(chain: Sequence[x509.Certificate]) -> Iterator[Finding]:
    if len(chain) > MAX_SUB_AUTHORITIES + 1:
        detail = f"{len(chain) - 1} sub CAs, at most {MAX_SUB_AUTHORITIES} stand between root and leaf"
        yield Finding(FindingCode.CHAIN_TOO_LONG, name_of(chain[0]), detail, "[V2G2-910]")


def _links(chain: Sequence[x509.Certificate]) -> Iterator[Finding]:
    for child, parent in zip(chain, chain[1:], strict=False):
        if (finding := _signed_by(child, parent)) is not None:
            yield finding


def _signed_by(child: x509.Certificate, parent: x509.Certificate) -> Finding | None:
    if child.issuer != parent.subject:
        detail = f"names {child.issuer.rfc4514_string()} as its issuer, the next in the chain is {name_of(parent)}"
        return Finding(FindingCode.WRONG_ISSUER, name_of(child), detail, "RFC 5280 6.1.3")
    try:
        child.verify_directly_issued_by(parent)
    except InvalidSignature:
        detail = f"the signature is not that of {name_of(parent)}"
        return Finding(FindingCode.BAD_SIGNATURE, name_of(child), detail, "RFC 5280 6.1.3")
    except (ValueError, TypeError) as error:
        return Finding(FindingCode.BAD_SIGNATURE, name_of(child), f"cannot be verified: {error}", "RFC 5280 6.1.3")
    return None


def _anchor(last: x509.Certificate, roots: Sequence[x509.Certificate], now: datetime.datetime) -> Iterator[Finding]:
    signers = [root for root in roots if root.subject == last.issuer and _signed_by(last, root) is None]
    if not signers:
        known = ", ".join(name_of(root) for root in roots) or "none"
        detail = f"no trusted root signed it (trusted: {known})"
        yield Finding(FindingCode.NOT_TRUSTED, name_of(last), detail, "[V2G2-925]")
        return
    yield from (f for f in validity(signers[0], now) if f.code is not FindingCode.EXPIRES_SOON)
