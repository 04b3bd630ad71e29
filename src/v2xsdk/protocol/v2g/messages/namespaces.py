"""The XML namespaces of all message sets."""

from __future__ import annotations

from v2xsdk.protocol.v2g.messages.declare import Namespace

APP_PROTOCOL = Namespace(
    "urn:iso:15118:2:2010:AppProtocol", "app", qualified_elements=False, qualified_attributes=False
)
XMLDSIG = Namespace("http://www.w3.org/2000/09/xmldsig#", "ds", qualified_attributes=False)

DIN_MSG_DEF = Namespace("urn:din:70121:2012:MsgDef", "d", qualified_attributes=False)
DIN_MSG_HEADER = Namespace("urn:din:70121:2012:MsgHeader", "dh", qualified_attributes=False)
DIN_MSG_BODY = Namespace("urn:din:70121:2012:MsgBody", "db", qualified_attributes=False)
DIN_MSG_DATA_TYPES = Namespace("urn:din:70121:2012:MsgDataTypes", "dt", qualified_attributes=False)

ISO2_MSG_DEF = Namespace("urn:iso:15118:2:2013:MsgDef", "i")
ISO2_MSG_HEADER = Namespace("urn:iso:15118:2:2013:MsgHeader", "ih")
ISO2_MSG_BODY = Namespace("urn:iso:15118:2:2013:MsgBody", "ib")
ISO2_MSG_DATA_TYPES = Namespace("urn:iso:15118:2:2013:MsgDataTypes", "it")

COMMON_TYPES = Namespace("urn:iso:std:iso:15118:-20:CommonTypes", "ct")
COMMON_MESSAGES = Namespace("urn:iso:std:iso:15118:-20:CommonMessages", "cm")
AC = Namespace("urn:iso:std:iso:15118:-20:AC", "ac")
DC = Namespace("urn:iso:std:iso:15118:-20:DC", "dc")
ACDP = Namespace("urn:iso:std:iso:15118:-20:ACDP", "acdp")
WPT = Namespace("urn:iso:std:iso:15118:-20:WPT", "wpt")
AC_DER_IEC = Namespace("urn:iso:std:iso:15118:-20:AC-DER-IEC", "der")
AC_DER_SAE = Namespace("urn:iso:std:iso:15118:-20:AC-DER-SAE", "der")
