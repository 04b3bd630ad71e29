"""Decode and encode whole streams in plain Python."""

from __future__ import annotations

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.exi.decoder import Decoder
from v2xsdk.protocol.exi.encoder import Encoder
from v2xsdk.protocol.exi.grammar import code_width
from v2xsdk.protocol.exi.relaxed import decode_relaxed, encode_relaxed
from v2xsdk.protocol.exi.report import Decoded, Fragment, Message, Tolerance
from v2xsdk.protocol.exi.schema import SCHEMAS, Root, SchemaSet, schema_set
from v2xsdk.protocol.v2g.messages.declare import Record

HEADER = 0x80
COOKIE = b"$EXI"
KINDS = ("document", "fragment")
UNBOUNDED_FROM = (1, 16, 255)
"""Maxima from which known encoders treat full lists as unbounded (reference/exi, section 7)."""


def decode(schema: str, data: bytes, *, kind: str = "document", strict: bool = False) -> Message:
    """Return the message in a stream; see ``v2xsdk.protocol.exi.decode``."""
    return decode_report(schema, data, kind=kind, strict=strict).message


def decode_report(schema: str, data: bytes, *, kind: str = "document", strict: bool = False) -> Decoded:
    """Return the message in a stream and what was tolerated; see ``v2xsdk.protocol.exi.decode_report``."""
    check_kind(schema, kind, DecodeError)
    stream = bytes(data)
    tables = schema_set(schema)
    decoder = Decoder(stream, strict)
    try:
        return run(decoder, tables, kind)
    except DecodeError:
        if strict or not decoder.full_list:
            raise
        for limit in UNBOUNDED_FROM:
            found = retry(Decoder(stream, strict, limit), tables, kind)
            if found is not None:
                return found
        raise


def retry(decoder: Decoder, schema: SchemaSet, kind: str) -> Decoded | None:
    """Return what another reading of full lists yields, if anything."""
    try:
        return run(decoder, schema, kind)
    except DecodeError:
        return None


def check_kind(schema: str, kind: str, error: type[DecodeError | EncodeError]) -> None:
    """Refuse names of schema sets and kinds that do not exist."""
    if schema not in SCHEMAS:
        raise error(f"no schema set {schema!r}; there are {', '.join(SCHEMAS)}")
    if kind not in KINDS:
        raise error(f"no kind {kind!r}; there are {' and '.join(KINDS)}")


def run(decoder: Decoder, schema: SchemaSet, kind: str) -> Decoded:
    """Decode a whole stream."""
    read_header(decoder)
    fragment = kind == "fragment"
    roots = schema.fragments() if fragment else schema.documents
    width = code_width(len(roots) + (2 if fragment else 1))
    code = decoder.read(width, "a root element")
    if code >= len(roots):
        decoder.fail(f"root code {code}", f"at most {len(roots) - 1}", 8)
    root = roots[code]
    if root.value is None:
        decoder.fail(f"the abstract element {root.name} as root", position=8)
    if fragment and root.relaxed:
        value = decode_relaxed(decoder, schema, root)
    else:
        value = decoder.element(root.name, root.value)
    if fragment and decoder.read(width, "the end of the fragment") != len(roots) + 1:
        decoder.fail("no end of the fragment", f"code {len(roots) + 1}", decoder.reader.position - width)
    read_end(decoder)
    if fragment:
        decoder.signed.append("")
    decoder.check_signed()
    return Decoded(wrap(schema, root, roots, code, value, fragment), tuple(decoder.warnings))


def wrap(
    schema: SchemaSet, root: Root, roots: tuple[Root, ...], code: int, value: object, fragment: bool
) -> Message:
    """Return a record that names its root by itself as it is, anything else as a fragment."""
    if not fragment and isinstance(value, Record) and schema.root_of.get(type(value)) == code:
        return value
    ambiguous = sum(r.name == root.name for r in roots) > 1
    return Fragment(root.name, value, root.uri if ambiguous else "")


def read_header(decoder: Decoder) -> None:
    """Read the header byte: no options, final version 1."""
    if decoder.reader.data.startswith(COOKIE):
        decoder.fail("the stream begins with the cookie $EXI", "the header byte 80", 0)
    header = decoder.read(8, "the header byte 80")
    if header != HEADER:
        decoder.fail(f"header byte {header:02x}", "80 (EXI 1.0 without options)", 0)


def read_end(decoder: Decoder) -> None:
    """Read the filling bits and see what comes after the end."""
    position = decoder.reader.position
    if decoder.reader.read(-position % 8):
        decoder.tolerate(Tolerance.PADDING, "filling bits that are not zero", position)
    rest = decoder.reader.data[decoder.reader.position // 8 :]
    if any(rest):
        decoder.fail(f"{len(rest)} bytes after the end of the message")
    if rest:
        decoder.tolerate(Tolerance.TRAILING, f"{len(rest)} zero bytes after the end", decoder.reader.position)


def encode(schema: str, message: Message, *, kind: str = "document") -> bytes:
    """Return the stream of a message; see ``v2xsdk.protocol.exi.encode``."""
    check_kind(schema, kind, EncodeError)
    tables = schema_set(schema)
    fragment = kind == "fragment"
    roots = tables.fragments() if fragment else tables.documents
    code, value = root_of(tables, roots, message, fragment)
    root = roots[code]
    if root.value is None:
        raise EncodeError(f"{root.name} is abstract and cannot be sent")
    width = code_width(len(roots) + (2 if fragment else 1))
    encoder = Encoder()
    encoder.writer.write(HEADER, 8)
    encoder.writer.write(code, width)
    if fragment and root.relaxed:
        encode_relaxed(encoder, tables, root, value)
    else:
        encoder.element(root.name, root.value, value)
    if fragment:
        encoder.writer.write(len(roots) + 1, width)
    return encoder.writer.finish()


def root_of(
    schema: SchemaSet, roots: tuple[Root, ...], message: Message, fragment: bool
) -> tuple[int, object]:
    """Return the code of the root element of a message, and the value below it."""
    if isinstance(message, Fragment):
        found = [
            i for i, r in enumerate(roots)
            if r.name == message.root and message.namespace in ("", r.uri)
        ]  # fmt: skip
        if len(found) == 1:
            return found[0], message.value
        if found:
            spaces = " and ".join(roots[i].uri for i in found)
            raise EncodeError(f"{message.root} exists in {spaces}; give Fragment a namespace")
        raise EncodeError(f"no element {message.root!r} in schema set {schema.name}")
    if fragment:
        raise EncodeError(f"a Fragment is needed, not {type(message).__name__}")
    code = schema.root_of.get(type(message))
    if code is None:
        text = f"{type(message).__name__} is no message of schema set {schema.name}"
        raise EncodeError(f"{text}; elements of a shared type need a Fragment")
    return code, message
