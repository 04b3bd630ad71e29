"""EXI: the encoding of all V2G messages (W3C EXI 1.0, as ISO 15118 and DIN 70121 use it).

``decode`` and ``encode`` turn streams into typed records and back, ``to_xml``, ``from_xml``, ``to_json`` and
``from_json`` texts. Schema sets are loaded when they are first used. ``docs/reference/exi.md`` says what is
tolerated and what ``strict`` refuses.
"""

from v2xsdk.protocol.exi.engine import IMPLEMENTATION as IMPLEMENTATION
from v2xsdk.protocol.exi.engine import decode as decode
from v2xsdk.protocol.exi.engine import decode_report as decode_report
from v2xsdk.protocol.exi.engine import encode as encode
from v2xsdk.protocol.exi.json import from_json as from_json
from v2xsdk.protocol.exi.json import to_json as to_json
from v2xsdk.protocol.exi.report import Decoded as Decoded
from v2xsdk.protocol.exi.report import DecodeWarning as DecodeWarning
from v2xsdk.protocol.exi.report import Fragment as Fragment
from v2xsdk.protocol.exi.report import Message as Message
from v2xsdk.protocol.exi.report import Tolerance as Tolerance
from v2xsdk.protocol.exi.xml import from_xml as from_xml
from v2xsdk.protocol.exi.xml import to_xml as to_xml
