"""Chooses the engine: native where it was built, else plain Python over the same tables."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from v2xsdk.protocol.exi import reference
from v2xsdk.protocol.exi.decoder import SIGNATURE_REFERENCE
from v2xsdk.protocol.exi.report import Buffer, Decoded, Fragment
from v2xsdk.protocol.exi.schema import SCHEMAS, schema_set

__all__ = ["IMPLEMENTATION", "decode", "decode_report", "encode"]

if TYPE_CHECKING or os.environ.get("V2XSDK_PURE_PYTHON"):
    from v2xsdk.protocol.exi.reference import decode, decode_report, encode

    IMPLEMENTATION: str = "python"
else:
    try:
        from v2xsdk._native import exi as native
    except ImportError:
        from v2xsdk.protocol.exi.reference import decode, decode_report, encode

        IMPLEMENTATION = "python"
    else:
        native.bind(
            schemas=SCHEMAS,
            schema_set=schema_set,
            decode=reference.decode,
            encode=reference.encode,
            fragment=Fragment,
            signature_reference=SIGNATURE_REFERENCE,
        )
        decode = native.decode
        encode = native.encode
        IMPLEMENTATION = "native"

        def decode_report(schema: str, data: Buffer, *, kind: str = "document", strict: bool = False) -> Decoded:
            """Return the message and warnings; the reference engine runs only if there are some."""
            message = native.regular(schema, data, kind=kind)
            if message is None:
                return reference.decode_report(schema, data, kind=kind, strict=strict)
            return Decoded(message, ())
