"""XML and JSON: what they hold, and what they refuse."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol import exi
from v2xsdk.protocol.exi import Fragment
from v2xsdk.protocol.v2g.messages import app, iso2, xmldsig

APP = "urn:iso:15118:2:2010:AppProtocol"
RESPONSE = app.SupportedAppProtocolRes(ResponseCode=app.ResponseCodeType.Failed_NoNegotiation)


def response(inside: str, attributes: str = "") -> str:
    """Return a handshake response as XML."""
    return f'<a:supportedAppProtocolRes xmlns:a="{APP}"{attributes}>{inside}</a:supportedAppProtocolRes>'


@pytest.mark.parametrize("text", ["", " \t\r\n ", "<&>\"'", "]]>", "\U0001f50c\u20ac", "a\rb\r\nc"])
def test_any_text_survives_xml(text: str) -> None:
    item = xmldsig.KeyInfoItem(KeyName=text)
    for message in (
        Fragment("KeyInfo", xmldsig.KeyInfoType(items=(item,))),
        Fragment("Transform", xmldsig.TransformType(Algorithm=text, XPath=(text, ""))),
    ):
        xml = exi.to_xml("xmldsig", message)
        assert exi.from_xml("xmldsig", xml, kind="fragment") == message


def test_control_characters_are_for_json_only() -> None:
    message = Fragment("KeyName", "\0\x01\x1f")
    assert exi.decode("xmldsig", exi.encode("xmldsig", message)) == message
    assert exi.from_json("xmldsig", exi.to_json("xmldsig", message)) == message
    with pytest.raises(EncodeError, match="XML cannot hold the character U.0000; use JSON"):
        exi.to_xml("xmldsig", message)


def test_comments_and_white_space_do_not_matter() -> None:
    hint = ' xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="a b"'
    text = response("\n <!-- why --> <ResponseCode> Failed_NoNegotiation </ResponseCode> <?pi?>\n", hint)
    assert exi.from_xml("app", text) == RESPONSE


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<a", "not well-formed"),
        ("", "not well-formed"),
        ("\ud800", "not well-formed"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        ("<supportedAppProtocolRes/>", "no such root element"),
        (response(""), "the element ends too early; expected ResponseCode"),
        (response("<ResponseCode>OK</ResponseCode>"), "'OK'; expected one of OK_SuccessfulNegotiation"),
        (response("<SchemaID>1</SchemaID>"), "element SchemaID of namespace '' cannot stand here"),
        (
            response("<ResponseCode a='b'>x</ResponseCode>"),
            "attributes or elements in an element",
        ),
        (response("text"), "the element ends too early|text 'text' between elements"),
        (response("<ResponseCode>Failed_NoNegotiation</ResponseCode><SchemaID>x</SchemaID>"), "a number"),
        (response("<ResponseCode>Failed_NoNegotiation</ResponseCode>", " b='c'"), "unknown attribute b"),
    ],
)
def test_xml_that_is_no_message(text: str, problem: str) -> None:
    with pytest.raises(DecodeError, match=problem):
        exi.from_xml("app", text)


def test_xml_errors_say_where() -> None:
    with pytest.raises(DecodeError) as caught:
        exi.from_xml("app", response("<ResponseCode>Failed_NoNegotiation</ResponseCode><SchemaID/>"))
    assert caught.value.path == "supportedAppProtocolRes/SchemaID"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("[", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "root element as its only key"),
        ('{"a": 1, "b": 2}', "root element as its only key"),
        ('{"a": 1}', "no such root element"),
        ('{"supportedAppProtocolRes": 1}', "1; expected an object"),
        ('{"supportedAppProtocolRes": {}}', "something is missing; expected ResponseCode"),
        ('{"supportedAppProtocolRes": {"ResponseCode": 1}}', "a value of type str"),
        ('{"supportedAppProtocolRes": {"ResponseCode": ["OK"]}}', "ResponseCode is an array"),
        ('{"supportedAppProtocolReq": {"AppProtocol": {}}}', "AppProtocol is no array"),
        (
            '{"supportedAppProtocolRes": {"ResponseCode": "Failed_NoNegotiation", "x": 1}}',
            "x cannot stand here",
        ),
        (
            '{"supportedAppProtocolRes": {"ResponseCode": "Failed_NoNegotiation", "SchemaID": 1.5}}',
            "type int",
        ),
        (
            '{"supportedAppProtocolRes": {"ResponseCode": "Failed_NoNegotiation", "SchemaID": true}}',
            "type int",
        ),
    ],
)
def test_json_that_is_no_message(value: str, problem: str) -> None:
    with pytest.raises(DecodeError, match=problem):
        exi.from_json("app", value)


def test_what_json_may_leave_out() -> None:
    text = '{"supportedAppProtocolRes": {"SchemaID": null, "ResponseCode": "Failed_NoNegotiation"}}'
    assert exi.from_json("app", text) == RESPONSE


def test_json_reads_like_the_schema() -> None:
    parameter = iso2.ParameterType(Name="x", physicalValue=iso2.PhysicalValueType(
        Multiplier=0, Unit=iso2.UnitSymbolType.V, Value=400
    ))  # fmt: skip
    assert json.loads(exi.to_json("iso2", Fragment("Parameter", parameter))) == {
        "Parameter": {"Name": "x", "physicalValue": {"Multiplier": 0, "Unit": "V", "Value": 400}}
    }
    items = (xmldsig.KeyInfoItem(MgmtData="a"), xmldsig.KeyInfoItem(KeyName="b"))
    assert json.loads(exi.to_json("xmldsig", Fragment("KeyInfo", xmldsig.KeyInfoType(items=items)))) == {
        "KeyInfo": {"items": [{"MgmtData": "a"}, {"KeyName": "b"}]}
    }
    value = xmldsig.SignatureValueType(Id="i", value=b"\1\2")
    assert json.loads(exi.to_json("xmldsig", Fragment("SignatureValue", value))) == {
        "SignatureValue": {"Id": "i", "value": "AQI="}
    }


def test_large_numbers() -> None:
    for serial in (2**159, -(2**159), 10**3000):
        message = Fragment("X509IssuerSerial", xmldsig.X509IssuerSerialType(X509IssuerName="", X509SerialNumber=serial))
        assert exi.from_xml("xmldsig", exi.to_xml("xmldsig", message), kind="fragment") == message
        assert exi.from_json("xmldsig", exi.to_json("xmldsig", message), kind="fragment") == message
    huge = Fragment("X509IssuerSerial", xmldsig.X509IssuerSerialType(X509IssuerName="", X509SerialNumber=10**5000))
    stream = exi.encode("xmldsig", huge, kind="fragment")
    assert exi.decode("xmldsig", stream, kind="fragment") == huge
    with pytest.raises(EncodeError, match="too long"):
        exi.to_xml("xmldsig", huge)
    with pytest.raises(EncodeError, match="too long"):
        exi.to_json("xmldsig", huge)


@given(text=st.text(max_size=60) | st.from_regex(r"<[a-z]+ ?[a-z:=\"]*>[<>a-z/&;]*</[a-z]+>"))
def test_nothing_but_a_decode_error(text: str) -> None:
    for read in (exi.from_xml, exi.from_json):
        try:
            read("iso2", text)
        except DecodeError:
            continue
