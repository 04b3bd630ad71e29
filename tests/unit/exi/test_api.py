"""The interface: signatures, buffers, errors, and what is loaded when."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from tests.support.exi_vectors import NATIVE, REFERENCE, SCHEMAS, Engine
from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol import exi
from v2xsdk.protocol.exi import Fragment
from v2xsdk.protocol.v2g.messages import app, iso2, xmldsig
from v2xsdk.protocol.v2g.messages.iso20 import acdp, common_types

ENGINES = pytest.mark.parametrize("engine", [NATIVE, REFERENCE], ids=lambda e: e.name)
ACCEPTED = app.SupportedAppProtocolRes(ResponseCode=app.ResponseCodeType.OK_SuccessfulNegotiation, SchemaID=1)


def test_the_native_engine_is_in_use() -> None:
    assert exi.IMPLEMENTATION == "native"


@pytest.mark.parametrize(
    ("function", "keywords"),
    [
        (exi.decode, ["schema", "data", "kind", "strict"]),
        (exi.decode_report, ["schema", "data", "kind", "strict"]),
        (exi.encode, ["schema", "message", "kind"]),
        (exi.to_xml, ["schema", "message"]),
        (exi.from_xml, ["schema", "text", "kind"]),
        (exi.to_json, ["schema", "message"]),
        (exi.from_json, ["schema", "text", "kind"]),
    ],
)
def test_signatures(function: object, keywords: list[str]) -> None:
    parameters = inspect.signature(function).parameters  # type: ignore[arg-type]
    assert list(parameters) == keywords
    for name in ("kind", "strict"):
        if name in parameters:
            assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY
            assert parameters[name].default == {"kind": "document", "strict": False}[name]


@ENGINES
def test_any_buffer_is_accepted(engine: Engine) -> None:
    data = engine.encode("app", ACCEPTED)
    assert data == bytes.fromhex("80400040")
    spread = memoryview(b"".join(bytes((b, 0xFF)) for b in data))[::2]
    for buffer in (data, bytearray(data), memoryview(data), spread):
        assert engine.decode("app", buffer) == ACCEPTED
    long = iso2.V2G_Message(
        Header=iso2.MessageHeaderType(SessionID=b"\1"),
        Body=iso2.BodyType(
            BodyElement=iso2.CertificateUpdateReq(
                Id="id1",
                ContractSignatureCertChain=iso2.CertificateChainType(
                    Certificate=bytes(800),
                    SubCertificates=iso2.SubCertificatesType(Certificate=(bytes(800), b"\xff" * 799)),
                ),
                eMAID="DEABC123456789",
                ListOfRootCertificateIDs=iso2.ListOfRootCertificateIDsType(
                    RootCertificateID=(
                        xmldsig.X509IssuerSerialType(X509IssuerName="CN=V2G", X509SerialNumber=2**159 + 5),
                        xmldsig.X509IssuerSerialType(X509IssuerName="CN=\u00e9", X509SerialNumber=-(2**70)),
                    )
                ),
            )
        ),
    )
    stream = engine.encode("iso2", long)
    assert stream == NATIVE.encode("iso2", long)
    assert engine.decode("iso2", memoryview(bytearray(stream))) == long


@ENGINES
def test_names_that_do_not_exist(engine: Engine) -> None:
    with pytest.raises(DecodeError, match="no schema set 'iso3'; there are app, din"):
        engine.decode("iso3", b"\x80\x00")
    with pytest.raises(DecodeError, match="no kind 'message'"):
        engine.decode("iso2", b"\x80\x00", kind="message")
    with pytest.raises(EncodeError, match="no schema set"):
        engine.encode("iso3", ACCEPTED)
    with pytest.raises(EncodeError, match="no message of schema set iso2"):
        engine.encode("iso2", ACCEPTED)
    with pytest.raises(EncodeError, match="a Fragment is needed"):
        engine.encode("app", ACCEPTED, kind="fragment")
    with pytest.raises(EncodeError, match="no element 'SignedInfo' in schema set app"):
        engine.encode("app", Fragment("SignedInfo", 1), kind="fragment")
    with pytest.raises(EncodeError, match="abstract"):
        engine.encode("iso2", Fragment("EVSEStatus", iso2.EVSEStatusType), kind="fragment")


@ENGINES
def test_errors_say_where_and_what(engine: Engine) -> None:
    with pytest.raises(DecodeError) as caught:
        engine.decode("iso2", bytes.fromhex("8098020fcaa700047539c050d1001b01860fa0"))
    assert caught.value.position == 19 * 8
    assert caught.value.path == "CurrentDemandReq/EVMaximumVoltageLimit"
    assert caught.value.expected == "Multiplier"
    where = "bit 152, CurrentDemandReq/EVMaximumVoltageLimit"
    assert str(caught.value) == f"{where}: the stream ends; expected Multiplier"
    with pytest.raises(DecodeError, match="enumeration value 13; expected 0 to 11") as caught:
        engine.decode("iso2", bytes.fromhex("8098020fcaa700047539c050d11a1b"))
    assert caught.value.path == "CurrentDemandReq/DC_EVStatus/EVErrorCode"


@ENGINES
def test_encode_errors_say_where(engine: Engine) -> None:
    value = iso2.PhysicalValueType(Multiplier=4, Unit=iso2.UnitSymbolType.V, Value=1)
    status = iso2.DC_EVStatusType(EVReady=True, EVErrorCode=iso2.DC_EVErrorCodeType.NO_ERROR, EVRESSSOC=5)
    request = iso2.PreChargeReq(DC_EVStatus=status, EVTargetVoltage=value, EVTargetCurrent=value)
    message = iso2.V2G_Message(Header=iso2.MessageHeaderType(SessionID=b""), Body=iso2.BodyType(BodyElement=request))
    with pytest.raises(EncodeError, match="PreChargeReq/EVTargetVoltage/Multiplier: value 4") as caught:
        engine.encode("iso2", message)
    assert caught.value.path == "PreChargeReq/EVTargetVoltage/Multiplier"


@ENGINES
@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"SchemaID": 256}, "value 256 is not within 0 to 255"),
        ({"SchemaID": "1"}, "a value of type int is needed, not str"),
        ({"SchemaID": True}, "a value of type int is needed, not bool"),
        ({"ResponseCode": "OK_SuccessfulNegotiation"}, "a value of type Enum is needed"),
        ({"ResponseCode": None}, "ResponseCode is missing"),
        ({"ResponseCode": iso2.ResponseCodeType.OK}, "a ResponseCodeType is needed"),
    ],
)
def test_values_of_the_wrong_kind(engine: Engine, fields: dict[str, object], text: str) -> None:
    wrong = app.SupportedAppProtocolRes(
        **{"ResponseCode": ACCEPTED.ResponseCode, **fields}  # type: ignore[arg-type]
    )
    with pytest.raises(EncodeError, match=text):
        engine.encode("app", wrong)


@ENGINES
def test_lists_and_choices_that_do_not_fit(engine: Engine) -> None:
    entry = app.AppProtocolType(
        ProtocolNamespace="x", VersionNumberMajor=1, VersionNumberMinor=0, SchemaID=1, Priority=1
    )
    for items, text in (((), "needs more than 0 items"), ((entry,) * 21, "item 21 has no place")):
        with pytest.raises(EncodeError, match=text):
            engine.encode("app", app.SupportedAppProtocolReq(AppProtocol=items))
    with pytest.raises(EncodeError, match="a tuple is needed, not int"):
        engine.encode("app", app.SupportedAppProtocolReq(AppProtocol=5))  # type: ignore[arg-type]
    both = iso2.ParameterType(Name="a", boolValue=True, intValue=4)
    for parameter, text in ((both, "has no place"), (iso2.ParameterType(Name="a"), "boolValue or byteValue")):
        with pytest.raises(EncodeError, match=text):
            engine.encode("iso2", Fragment("Parameter", parameter), kind="fragment")
    item = xmldsig.KeyInfoItem(KeyName="a", MgmtData="b")
    with pytest.raises(EncodeError, match="exactly one field of KeyInfoItem"):
        engine.encode("xmldsig", Fragment("KeyInfo", xmldsig.KeyInfoType(items=(item,))), kind="fragment")


@ENGINES
def test_two_elements_of_one_type_are_two_messages(engine: Engine) -> None:
    header = common_types.MessageHeaderType(SessionID=bytes(8), TimeStamp=1)
    state = acdp.ElectricalChargingDeviceStatusType.State_B
    connect = acdp.ACDP_ConnectReq(Header=header, EVElectricalChargingDeviceStatus=state)
    disconnect = acdp.ACDP_DisconnectReq(Header=header, EVElectricalChargingDeviceStatus=state)
    streams = [engine.encode("iso20-acdp", m) for m in (connect, disconnect)]
    assert streams[0] != streams[1]
    assert [engine.decode("iso20-acdp", s) for s in streams] == [connect, disconnect]


@ENGINES
def test_a_fragment_names_its_namespace_where_it_must(engine: Engine) -> None:
    body, types = "urn:iso:15118:2:2013:MsgBody", "urn:iso:15118:2:2013:MsgDataTypes"
    status = iso2.DC_EVStatusType(EVReady=True, EVErrorCode=iso2.DC_EVErrorCodeType.NO_ERROR, EVRESSSOC=5)
    with pytest.raises(EncodeError, match=f"exists in {body} and {types}; give Fragment a namespace"):
        engine.encode("iso2", Fragment("DC_EVStatus", status), kind="fragment")
    streams = set()
    for uri in (body, types):
        fragment = Fragment("DC_EVStatus", status, uri)
        stream = engine.encode("iso2", fragment, kind="fragment")
        assert engine.decode("iso2", stream, kind="fragment") == fragment
        assert exi.from_xml("iso2", exi.to_xml("iso2", fragment), kind="fragment") == fragment
        assert exi.from_json("iso2", exi.to_json("iso2", fragment), kind="fragment") == fragment
        streams.add(stream)
    assert len(streams) == 2


@ENGINES
def test_documents_of_a_simple_type(engine: Engine) -> None:
    message = Fragment("KeyName", "a key")
    stream = engine.encode("xmldsig", message)
    assert engine.decode("xmldsig", stream) == message
    assert exi.from_xml("xmldsig", exi.to_xml("xmldsig", message)) == message


def run_python(*options: str, code: str) -> str:
    """Run a program in a fresh interpreter and return what it printed."""
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_importing_loads_no_schema_set() -> None:
    code = """
import sys, v2xsdk.protocol.exi
loaded = [m for m in sys.modules if m.startswith("v2xsdk.protocol.v2g.messages.")]
print(*sorted(m.rpartition(".")[2] for m in loaded))
"""
    assert run_python(code=code).split() == ["declare", "namespaces"]


def test_each_schema_set_loads_quickly() -> None:
    code = f"""
import time
from v2xsdk.protocol.exi.schema import schema_set
for name in {SCHEMAS!r}:
    begun = time.process_time()
    schema_set(name)
    print(name, time.process_time() - begun)
"""
    best: dict[str, float] = {}
    for _ in range(3):
        for line in run_python(code=code).splitlines():
            name, seconds = line.split()
            best[name] = min(best.get(name, 1.0), float(seconds))
    assert {name: s for name, s in best.items() if s > 0.030} == {}


def test_nothing_depends_on_assert_statements() -> None:
    code = """
from v2xsdk.errors import DecodeError
from v2xsdk.protocol import exi
from v2xsdk.protocol.exi import reference
for engine in (exi, reference):
    message = engine.decode("app", bytes.fromhex("80400040"))
    assert False
    print(engine.encode("app", message).hex())
    for size in range(4):
        try:
            engine.decode("app", bytes.fromhex("80400040")[:size])
        except DecodeError:
            print("refused")
"""
    assert run_python("-O", code=code).split() == ["80400040", *["refused"] * 4] * 2


def test_the_environment_chooses_the_plain_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("V2XSDK_PURE_PYTHON", "1")
    code = "from v2xsdk.protocol import exi; print(exi.IMPLEMENTATION, exi.encode.__module__)"
    assert run_python(code=code).split() == ["python", "v2xsdk.protocol.exi.reference"]
