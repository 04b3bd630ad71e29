"""Rules that one certificate must follow by itself: curve, hash, size, name and extensions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from v2xsdk.pki.emaid import is_emaid
from v2xsdk.pki.findings import Finding, FindingCode
from v2xsdk.pki.keys import hash_for, kind_of
from v2xsdk.pki.profiles import KEY_KINDS, MAX_CERTIFICATE_BYTES, PROFILES, Generation, Profile, Role, Usage

ExtensionT = TypeVar("ExtensionT", bound=x509.ExtensionType)

PROFILE_CLAUSE = {Generation.ISO2: "-2 annex F", Generation.ISO20: "-20 annex B"}


def name_of(certificate: x509.Certificate) -> str:
    """Return the common name for messages, the whole subject where there is none."""
    return common_name(certificate) or certificate.subject.rfc4514_string() or "(no subject)"


def common_name(certificate: x509.Certificate) -> str:
    """Return the common name, empty where there is none."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def certificate_findings(
    certificate: x509.Certificate, leaf_role: Role, generation: Generation, depth: int, *, any_curve: bool = False
) -> Iterator[Finding]:
    """Yield what is wrong with a certificate at ``depth`` above its leaf (0 is the leaf)."""
    profile = PROFILES[leaf_role]
    clause = PROFILE_CLAUSE[generation]
    yield from _curve(certificate, generation, any_curve)
    yield from _size(certificate, generation)
    if depth == 0:
        yield from _leaf_name(certificate, profile, clause)
    yield from _extensions(certificate, profile, depth, clause)


def _curve(certificate: x509.Certificate, generation: Generation, any_curve: bool) -> Iterator[Finding]:
    kind = kind_of(certificate.public_key())
    allowed = KEY_KINDS[generation]
    if kind is None or (kind not in allowed and not any_curve):
        wanted = " or ".join(allowed)
        detail = f"its key lies on {kind or 'an unknown curve'}, {generation.value} wants {wanted}"
        yield Finding(FindingCode.WRONG_CURVE, name_of(certificate), detail, "[V2G2-007], [V2G20-2674], [V2G20-2319]")
        return
    used, wanted_hash = certificate.signature_hash_algorithm, hash_for(kind)
    if (used.name if used else None) != (wanted_hash.name if wanted_hash else None):
        detail = f"signed with {used.name if used else 'no hash'}, {kind} goes with {_hash_name(wanted_hash)}"
        yield Finding(FindingCode.WRONG_HASH, name_of(certificate), detail, "[V2G2-006], [V2G20-2674]")


def _hash_name(algorithm: object) -> str:
    return str(getattr(algorithm, "name", "its own hash"))


def _size(certificate: x509.Certificate, generation: Generation) -> Iterator[Finding]:
    size, limit = len(certificate.public_bytes(Encoding.DER)), MAX_CERTIFICATE_BYTES[generation]
    if size > limit:
        detail = f"{size} bytes in DER, the messages carry at most {limit}"
        yield Finding(FindingCode.TOO_LARGE, name_of(certificate), detail, "[V2G2-010]")


def _leaf_name(certificate: x509.Certificate, profile: Profile, clause: str) -> Iterator[Finding]:
    components = certificate.subject.get_attributes_for_oid(NameOID.DOMAIN_COMPONENT)
    found = {str(c.value) for c in components}
    if profile.role in (Role.SECC, Role.CPS, Role.OEM_PROVISIONING) and profile.domain_component not in found:
        detail = f"its subject has no DC={profile.domain_component} (found: {', '.join(sorted(found)) or 'none'})"
        yield Finding(FindingCode.WRONG_DOMAIN_COMPONENT, name_of(certificate), detail, f"{clause}, [V2G20-2342]")
    name = common_name(certificate)
    if not name:
        yield Finding(FindingCode.WRONG_NAME, name_of(certificate), "its subject has no common name", clause)
    elif profile.role is Role.CONTRACT and not is_emaid(name):
        detail = f"its common name {name!r} is no eMAID of 14 or 15 characters"
        yield Finding(FindingCode.WRONG_NAME, name_of(certificate), detail, f"{clause}, -2 annex H")


def _extensions(certificate: x509.Certificate, profile: Profile, depth: int, clause: str) -> Iterator[Finding]:
    name = name_of(certificate)
    try:
        extensions = certificate.extensions
        basic = _get(extensions, x509.BasicConstraints)
        usage = _get(extensions, x509.KeyUsage)
    except (ValueError, x509.DuplicateExtension) as error:
        yield Finding(FindingCode.UNKNOWN_EXTENSION, name, f"its extensions cannot be read: {error}", "RFC 5280 4.2")
        return
    yield from _basic(basic, name, depth, clause)
    required = profile.required if depth == 0 else (Usage.KEY_CERT_SIGN,)
    missing = [u.value for u in required if usage is None or not getattr(usage, u.value)]
    if missing:
        detail = f"its key usage lacks {', '.join(missing)}"
        yield Finding(FindingCode.WRONG_KEY_USAGE, name, detail, clause)
    if depth == 0 and usage is not None and usage.key_cert_sign:
        yield Finding(FindingCode.WRONG_KEY_USAGE, name, "a leaf must not sign certificates (keyCertSign)", clause)
    unknown = [
        e.oid.dotted_string for e in extensions if e.critical and isinstance(e.value, x509.UnrecognizedExtension)
    ]
    if unknown:
        detail = f"critical extensions that nobody here knows: {', '.join(unknown)}"
        yield Finding(FindingCode.UNKNOWN_EXTENSION, name, detail, "RFC 5280 4.2")


def _get(extensions: x509.Extensions, kind: type[ExtensionT]) -> ExtensionT | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _basic(basic: x509.BasicConstraints | None, name: str, depth: int, clause: str) -> Iterator[Finding]:
    if depth == 0:
        if basic is not None and basic.ca:
            yield Finding(FindingCode.LEAF_IS_AUTHORITY, name, "a leaf that claims to be a CA", clause)
        return
    if basic is None or not basic.ca:
        yield Finding(FindingCode.NOT_AN_AUTHORITY, name, "stands above another certificate but is no CA", clause)
    elif basic.path_length is not None and basic.path_length < depth - 1:
        detail = f"allows {basic.path_length} CAs below it, there are {depth - 1}"
        yield Finding(FindingCode.PATH_LENGTH, name, detail, "RFC 5280 4.2.1.9")
