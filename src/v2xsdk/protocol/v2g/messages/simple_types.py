"""The XML Schema types that V2G messages use, with their exact ranges."""

from __future__ import annotations

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary, Integer

Byte = Annotated[int, Integer(-(2**7), 2**7 - 1)]
"""``xs:byte``"""
Short = Annotated[int, Integer(-(2**15), 2**15 - 1)]
"""``xs:short``"""
Int = Annotated[int, Integer(-(2**31), 2**31 - 1)]
"""``xs:int``"""
Long = Annotated[int, Integer(-(2**63), 2**63 - 1)]
"""``xs:long``"""
UnsignedByte = Annotated[int, Integer(0, 2**8 - 1)]
"""``xs:unsignedByte``"""
UnsignedShort = Annotated[int, Integer(0, 2**16 - 1)]
"""``xs:unsignedShort``"""
UnsignedInt = Annotated[int, Integer(0, 2**32 - 1)]
"""``xs:unsignedInt``"""
UnsignedLong = Annotated[int, Integer(0, 2**64 - 1)]
"""``xs:unsignedLong``"""
UnboundedInteger = Annotated[int, Integer(None, None)]
"""``xs:integer``: any size, as in the serial number of a certificate"""
Base64Binary = Annotated[bytes, Binary(hexadecimal=False)]
"""``xs:base64Binary``"""
HexBinary = Annotated[bytes, Binary(hexadecimal=True)]
"""``xs:hexBinary``"""
