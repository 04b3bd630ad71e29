"""The EXI vectors, the two engines, and a comparison of XML by content."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from v2xsdk._native import exi as native
from v2xsdk.protocol.exi import Decoded, Message, reference
from v2xsdk.protocol.exi import engine as chosen

FOLDER = Path(__file__).resolve().parent.parent / "vectors/exi"
SCHEMAS = (
    "app", "din", "iso2", "iso20-common", "iso20-dc", "iso20-ac", "iso20-acdp", "iso20-wpt",
    "iso20-ac-der-iec", "iso20-ac-der-sae", "xmldsig",
)  # fmt: skip


class Engine(NamedTuple):
    """One of the two engines."""

    name: str
    decode: Callable[..., Message]
    encode: Callable[..., bytes]
    decode_report: Callable[..., Decoded]


NATIVE = Engine("native", native.decode, native.encode, chosen.decode_report)
REFERENCE = Engine("python", reference.decode, reference.encode, reference.decode_report)


@cache
def vectors(name: str) -> tuple[dict[str, Any], ...]:
    """Return the rows of a vector file."""
    with lzma.open(FOLDER / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


def streams(*names: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield schema, kind and bytes of all rows of some files."""
    for name in names:
        for row in vectors(name):
            yield row["schema"], row["kind"], bytes.fromhex(row["exi"])


def content(text: str) -> object:
    """Return what an XML text says, without its prefixes."""
    return element_content(ET.fromstring(text))


def element_content(node: ET.Element) -> object:
    """Return names, attributes, text and children of an element."""
    text = "" if len(node) else node.text or ""
    return node.tag, sorted(node.attrib.items()), text, [element_content(child) for child in node]
