"""One certificate out of its profile."""

from __future__ import annotations

import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from v2xsdk.pki.keys import PrivateKey, hash_for, kind_of
from v2xsdk.pki.profiles import Profile, Usage

CLOCK_SKEW = datetime.timedelta(minutes=5)
"""New certificates begin a little in the past: the clocks of a bench differ."""


def issue(
    profile: Profile,
    key: PrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: PrivateKey,
    now: datetime.datetime,
    common_name: str,
) -> x509.Certificate:
    """Return the certificate of ``key``, signed by ``issuer_key``; self-signed when ``issuer`` is ``None``.

    ``now`` is an aware time. Raises ``ValueError`` for a name that X.509 cannot carry.
    """
    subject = subject_of(profile, common_name)
    kind = kind_of(issuer_key)
    if kind is None:
        raise ValueError("the issuer's key lies on no curve of the V2G profiles")
    life = datetime.timedelta(days=profile.days)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + life)
        .add_extension(x509.BasicConstraints(profile.authority, profile.path_length), critical=True)
        .add_extension(key_usage(profile.usages), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    return builder.sign(issuer_key, hash_for(kind))  # type: ignore[arg-type]  # Ed448 takes None


def subject_of(profile: Profile, common_name: str) -> x509.Name:
    """Return the subject: CN and O, and DC where the profile has one (reference/iso15118, section 10)."""
    parts = [
        x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "v2xsdk test"),
    ]
    if profile.domain_component:
        parts.append(x509.NameAttribute(NameOID.DOMAIN_COMPONENT, profile.domain_component))
    return x509.Name(parts)


def key_usage(usages: tuple[Usage, ...]) -> x509.KeyUsage:
    """Return the key usage extension with exactly these bits set."""
    return x509.KeyUsage(
        **{usage.value: usage in usages for usage in Usage},
        data_encipherment=False,
        encipher_only=False,
        decipher_only=False,
    )
