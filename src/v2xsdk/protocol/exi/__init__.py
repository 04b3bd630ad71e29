"""EXI for V2G messages."""

from v2xsdk.protocol.exi.reference import decode as decode
from v2xsdk.protocol.exi.reference import decode_report as decode_report
from v2xsdk.protocol.exi.reference import encode as encode
from v2xsdk.protocol.exi.report import Decoded as Decoded
from v2xsdk.protocol.exi.report import Fragment as Fragment
