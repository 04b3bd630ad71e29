"""Decode and encode whole streams in plain Python."""

from __future__ import annotations

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.exi.decoder import Decoder
from v2xsdk.protocol.exi.encoder import Encoder
from v2xsdk.protocol.exi.grammar import code_width
from v2xsdk.protocol.exi.relaxed import decode_relaxed, encode_relaxed
from v2xsdk.protocol.exi.report import Buffer, Decoded, Message, Tolerance
from v2xsdk.protocol.exi.roots import code_of, message_of, roots_of, tables_for
from v2xsdk.protocol.exi.schema import SchemaSet

HEADER = 0x80
COOKIE = b"$EXI"
UNBOUNDED_FROM = (1, 16, 255)
"""Maxima from which known encoders treat full lists as unbounded (reference/exi, section 7)."""


def decode(schema: str, data: Buffer, *, kind: str = "document", strict: bool = False) -> Message:
    """Return the message in a stream; see ``v2xsdk.protocol.exi.decode``."""
    return decode_report(schema, data, kind=kind, strict=strict).message


def decode_report(schema: str, data: Buffer, *, kind: str = "document", strict: bool = False) -> Decoded:
    """Return the message in a stream and what was tolerated; see ``v2xsdk.protocol.exi.decode_report``."""
    tables = tables_for(schema, kind, DecodeError)
    stream = bytes(data)
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


def run(decoder: Decoder, schema: SchemaSet, kind: str) -> Decoded:
    """Decode a whole stream."""
    read_header(decoder)
    fragment = kind == "fragment"
    roots = roots_of(schema, kind)
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
    return Decoded(message_of(schema, kind, code, value), tuple(decoder.warnings))


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
    tables = tables_for(schema, kind, EncodeError)
    fragment = kind == "fragment"
    roots = roots_of(tables, kind)
    code, value = code_of(tables, kind, message)
    root = roots[code]
    width = code_width(len(roots) + (2 if fragment else 1))
    encoder = Encoder()
    encoder.writer.write(HEADER, 8)
    encoder.writer.write(code, width)
    if fragment and root.relaxed:
        encode_relaxed(encoder, tables, root, value)
    elif root.value is not None:
        encoder.root(root.name, root.uri, root.value, value)
    if fragment:
        encoder.writer.write(len(roots) + 1, width)
    return encoder.writer.finish()
