"""Frames to MME records and back: the native codec where it was built, else the reference.

``V2XSDK_PURE_PYTHON=1`` in the environment forces the reference. Both give the same results and errors.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from v2xsdk.protocol.slac.keys import Nmk
from v2xsdk.protocol.slac.layouts import LAYOUTS
from v2xsdk.protocol.slac.records import Mme
from v2xsdk.protocol.slac.reference import Codec
from v2xsdk.protocol.slac.wire import refuse_frame, refuse_record, refuse_value

IMPLEMENTATION = "python"
"""``native`` or ``python``: which codec this process uses."""

_codec = Codec(LAYOUTS)

decode: Callable[[bytes], Mme] = _codec.decode
"""Return the record in a frame (from destination MAC, without check sequence).

Bytes after the message are padding. Raises :class:`DecodeError` for all that a receiver drops: truncated or
fragmented frames, counts beyond the frame, unknown types and versions, other application or security types,
a match length or a result that is not the one there is (slac, sections 1 and 3).
"""

encode: Callable[[Mme], bytes] = _codec.encode
"""Return the frame of a record, padded to 60 bytes.

Raises :class:`EncodeError` for a value that its field cannot carry and for what is no management message.
"""

if os.environ.get("V2XSDK_PURE_PYTHON", "") in ("", "0"):
    try:
        from v2xsdk._native import mme as _native
    except ImportError:
        pass
    else:
        _compiled = _native.Codec(LAYOUTS, Nmk, refuse_frame, refuse_value, refuse_record)
        decode, encode = _compiled.decode, _compiled.encode
        IMPLEMENTATION = "native"
