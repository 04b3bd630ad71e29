"""What can be wrong with a certificate: one finding each, with its clause."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class FindingCode(StrEnum):
    """Kinds of findings; protocol code maps them to response codes."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRES_SOON = "expires_soon"
    NOT_TRUSTED = "not_trusted"
    BAD_SIGNATURE = "bad_signature"
    WRONG_ISSUER = "wrong_issuer"
    CHAIN_TOO_LONG = "chain_too_long"
    EMPTY_CHAIN = "empty_chain"
    WRONG_CURVE = "wrong_curve"
    WRONG_HASH = "wrong_hash"
    WRONG_KEY_USAGE = "wrong_key_usage"
    NOT_AN_AUTHORITY = "not_an_authority"
    LEAF_IS_AUTHORITY = "leaf_is_authority"
    PATH_LENGTH = "path_length"
    WRONG_DOMAIN_COMPONENT = "wrong_domain_component"
    WRONG_NAME = "wrong_name"
    TOO_LARGE = "too_large"
    UNKNOWN_EXTENSION = "unknown_extension"


class Finding(msgspec.Struct, frozen=True):
    """One finding about one certificate. ``fatal``: the chain must not be used; else it is worth knowing only."""

    code: FindingCode
    certificate: str
    detail: str
    clause: str
    fatal: bool = True

    def __str__(self) -> str:
        mark = "error" if self.fatal else "warning"
        return f"{mark}: {self.certificate}: {self.detail} ({self.clause})"
