"""The element fragment grammar: for a fragment whose root name is declared with several types.

EXI 1.0, 8.5.3; reference/exi, section 5. It has productions for every attribute and every element of the
schema set; V2G needs it for the eMAID of ISO 15118-2 only, which has an Id and character content.
"""

from __future__ import annotations

from typing import NamedTuple

from v2xsdk.protocol.exi.decoder import Decoder
from v2xsdk.protocol.exi.encoder import Encoder
from v2xsdk.protocol.exi.fields import Field, Kind, ValueType, fields_of
from v2xsdk.protocol.exi.grammar import RecordGrammar, code_width
from v2xsdk.protocol.exi.schema import Root, SchemaSet
from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, CONTENT

TEXT = ValueType(Kind.TEXT)


class Codes(NamedTuple):
    """Event codes of the two states: before and after character content."""

    attributes: dict[int, Field]
    end: int
    text: int
    width: int
    last_end: int
    last_width: int


def codes(schema: SchemaSet, root: Root) -> Codes:
    """Return the event codes for a schema set."""
    names = schema.attribute_names()
    elements = len(schema.fragments())
    own = fields_of(root.value.record) if isinstance(root.value, RecordGrammar) else ()
    found = {names.index((f.name, f.uri)): f for f in own if f.mark is ATTRIBUTE}
    end = len(names) + 1 + elements + 1
    return Codes(found, end, end + 1, code_width(end + 3), elements + 1, code_width(elements + 4))


def relaxed_type(root: Root, value: object) -> ValueType | RecordGrammar:
    """Return the type of a root element for that value: plain text where several types meet."""
    if root.value is None or (root.relaxed and isinstance(value, str)):
        return TEXT
    return root.value


def decode_relaxed(decoder: Decoder, schema: SchemaSet, root: Root) -> object:
    """Return a record if the element has attributes, else the text."""
    table = codes(schema, root)
    values: dict[str, object] = {}
    text = ""
    decoder.path.append(root.name)
    while True:
        start = decoder.reader.position
        code = decoder.read(table.width, "an attribute, text or the end of the element")
        if code in table.attributes:
            field = table.attributes[code]
            values[field.name] = decoder.value(TEXT)
        elif code == table.text:
            text = str(decoder.value(TEXT))
            if decoder.read(table.last_width, "the end of the element") != table.last_end:
                decoder.fail("no end of the element", position=decoder.reader.position - table.last_width)
            break
        elif code == table.end:
            break
        else:
            decoder.fail(f"event code {code}", "an attribute, text or the end of the element", start)
    decoder.path.pop()
    if isinstance(root.value, RecordGrammar) and values:
        content = next(f for f in fields_of(root.value.record) if f.mark is CONTENT)
        return root.value.record(**values, **{content.name: text})
    return text


def encode_relaxed(encoder: Encoder, schema: SchemaSet, root: Root, value: object) -> None:
    """Write a record with its attributes, or a plain text."""
    table = codes(schema, root)
    encoder.path.append(root.name)
    text = value
    if isinstance(root.value, RecordGrammar) and type(value) is root.value.record:
        for code, field in table.attributes.items():
            attribute = getattr(value, field.name)
            if attribute is not None:
                encoder.writer.write(code, table.width)
                write_text(encoder, attribute)
        text = getattr(value, next(f.name for f in fields_of(root.value.record) if f.mark is CONTENT))
    encoder.writer.write(table.text, table.width)
    write_text(encoder, text)
    encoder.writer.write(table.last_end, table.last_width)
    encoder.path.pop()


def write_text(encoder: Encoder, value: object) -> None:
    """Write a string."""
    encoder.check(TEXT, value)
    encoder.value(TEXT, value)
