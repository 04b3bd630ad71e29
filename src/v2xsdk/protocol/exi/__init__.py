"""EXI for V2G messages."""

from v2xsdk.protocol.exi.engine import IMPLEMENTATION as IMPLEMENTATION
from v2xsdk.protocol.exi.engine import decode as decode
from v2xsdk.protocol.exi.engine import decode_report as decode_report
from v2xsdk.protocol.exi.engine import encode as encode
from v2xsdk.protocol.exi.json import from_json as from_json
from v2xsdk.protocol.exi.json import to_json as to_json
from v2xsdk.protocol.exi.report import Decoded as Decoded
from v2xsdk.protocol.exi.report import Fragment as Fragment
from v2xsdk.protocol.exi.xml import from_xml as from_xml
from v2xsdk.protocol.exi.xml import to_xml as to_xml
