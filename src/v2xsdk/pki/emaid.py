"""The e-mobility account identifier: one contract, several spellings (-2 annex H)."""

from __future__ import annotations

import re

_FORM = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[A-Z0-9]{9}[A-Z0-9]?")


def normal(emaid: str) -> str:
    """Return an eMAID without dashes and in capitals: the form in which two are compared."""
    return emaid.replace("-", "").upper()


def is_emaid(text: str) -> bool:
    """Return whether ``text`` is an eMAID: country, provider, nine characters, an optional check digit."""
    return _FORM.fullmatch(normal(text)) is not None


def same(first: str, second: str) -> bool:
    """Return whether both name the same contract; the check digit may be missing in one of them."""
    a, b = normal(first), normal(second)
    return a == b or (len(a) != len(b) and min(len(a), len(b)) == 14 and a[:14] == b[:14])
