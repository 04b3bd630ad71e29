"""Simple values as text: the canonical lexical forms of XML Schema, also used in JSON."""

from __future__ import annotations

import base64
import binascii
import re
from enum import Enum

from v2xsdk.protocol.exi.fields import Kind, ValueType

NUMBER = re.compile(r"[+-]?[0-9]{1,4000}")
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def to_text(kind: ValueType, value: object) -> str:
    """Return the canonical text of a checked value.

    Raises ``ValueError`` for a number of thousands of digits.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bytes | bytearray | memoryview):
        data = bytes(value)
        return data.hex().upper() if kind.hexadecimal else base64.b64encode(data).decode()
    return str(value)


def from_text(kind: ValueType, text: str) -> object:
    """Return the value a text stands for; raises ``ValueError`` if it stands for none."""
    if kind.kind is Kind.TEXT:
        return text
    word = text.strip()
    if kind.kind is Kind.BOOLEAN:
        if word not in BOOLEANS:
            raise ValueError("true or false")
        return BOOLEANS[word]
    if kind.kind is Kind.ENUMERATION:
        return member(kind, word)
    if kind.kind is Kind.BINARY:
        return binary(kind, "".join(text.split()))
    if not NUMBER.fullmatch(word):
        raise ValueError("a number")
    return int(word)


def member(kind: ValueType, word: str) -> Enum:
    """Return the enumeration member of that value."""
    for candidate in kind.members:
        if candidate.value == word:
            return candidate
    raise ValueError("one of " + ", ".join(str(m.value) for m in kind.members))


def binary(kind: ValueType, word: str) -> bytes:
    """Return the bytes that a hexadecimal or base64 text stands for."""
    try:
        return bytes.fromhex(word) if kind.hexadecimal else base64.b64decode(word, validate=True)
    except (ValueError, binascii.Error) as error:
        raise ValueError("hexadecimal digits" if kind.hexadecimal else "base64") from error
