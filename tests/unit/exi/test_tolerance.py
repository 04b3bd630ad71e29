"""What real peers do wrong: accepted by default, refused in strict mode, and never in signed parts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.exi_vectors import NATIVE, REFERENCE, Engine
from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.exi import Fragment, Message, Tolerance
from v2xsdk.protocol.exi.bits import BitReader, BitWriter
from v2xsdk.protocol.exi.encoder import Encoder
from v2xsdk.protocol.exi.schema import schema_set
from v2xsdk.protocol.v2g.messages import din, iso2, xmldsig

ENGINES = pytest.mark.parametrize("engine", [NATIVE, REFERENCE], ids=lambda e: e.name)
ALGORITHM = "http://www.w3.org/TR/canonical-exi/"


def message(body: object, signature: xmldsig.SignatureType | None = None) -> iso2.V2G_Message:
    """Return an ISO 15118-2 message around a body element."""
    header = iso2.MessageHeaderType(SessionID=b"\1\2\3\4", Signature=signature)
    return iso2.V2G_Message(Header=header, Body=iso2.BodyType(BodyElement=body))  # type: ignore[arg-type]


def cable_check(soc: int) -> iso2.V2G_Message:
    """Return a message with a state of charge."""
    code = iso2.DC_EVErrorCodeType.NO_ERROR
    status = iso2.DC_EVStatusType(EVReady=True, EVErrorCode=code, EVRESSSOC=soc)
    return message(iso2.CableCheckReq(DC_EVStatus=status))


def bits(data: bytes) -> str:
    """Return a stream as zeros and ones."""
    reader = BitReader(data)
    return "".join(str(reader.read(1)) for _ in range(reader.end))


def stream(text: str) -> bytes:
    """Return the stream of zeros and ones."""
    writer = BitWriter()
    for character in text:
        writer.write(int(character), 1)
    return writer.finish()


def tolerated(engine: Engine, schema: str, data: bytes, kind: str = "document") -> tuple[Message, list[Tolerance]]:
    """Decode with a report; strict mode must refuse."""
    with pytest.raises(DecodeError):
        engine.decode(schema, data, kind=kind, strict=True)
    with pytest.raises(DecodeError):
        engine.decode_report(schema, data, kind=kind, strict=True)
    report = engine.decode_report(schema, data, kind=kind)
    assert engine.decode(schema, data, kind=kind) == report.message
    return report.message, [w.tolerance for w in report.warnings]


@ENGINES
@pytest.mark.parametrize("count", [1, 5])
def test_zero_bytes_after_the_end(engine: Engine, count: int) -> None:
    data = NATIVE.encode("iso2", cable_check(50))
    assert tolerated(engine, "iso2", data + bytes(count)) == (cable_check(50), [Tolerance.TRAILING])
    with pytest.raises(DecodeError, match="after the end"):
        engine.decode("iso2", data + b"\0\1")


@ENGINES
def test_filling_bits(engine: Engine) -> None:
    data = bytearray(NATIVE.encode("iso2", cable_check(50)))
    data[-1] |= 1
    assert tolerated(engine, "iso2", bytes(data)) == (cable_check(50), [Tolerance.PADDING])


@ENGINES
def test_a_number_above_its_range(engine: Engine) -> None:
    data = NATIVE.encode("iso2", cable_check(0b1010101))
    text = bits(data)
    assert text.count("01010101") == 1
    wrong = stream(text.replace("01010101", "01111111"))
    found, tolerances = tolerated(engine, "iso2", wrong)
    assert tolerances == [Tolerance.RANGE]
    assert isinstance(found, iso2.V2G_Message)
    assert isinstance(found.Body.BodyElement, iso2.CableCheckReq)
    assert found.Body.BodyElement.DC_EVStatus.EVRESSSOC == 127
    with pytest.raises(EncodeError, match="CableCheckReq/DC_EVStatus/EVRESSSOC: value 127"):
        engine.encode("iso2", found)


@ENGINES
def test_the_report_says_where(engine: Engine) -> None:
    text = bits(NATIVE.encode("iso2", cable_check(0b1010101))).replace("01010101", "01111111")
    (warning,) = engine.decode_report("iso2", stream(text)).warnings
    assert warning.path == "CableCheckReq/DC_EVStatus/EVRESSSOC"
    assert warning.position == text.index("01111111") + 1
    assert "127" in warning.message


@ENGINES
def test_a_regular_message_has_no_warnings(engine: Engine) -> None:
    report = engine.decode_report("iso2", NATIVE.encode("iso2", cable_check(50)))
    assert (report.message, report.warnings) == (cable_check(50), ())


@ENGINES
def test_a_string_of_a_length_that_is_not_allowed(engine: Engine) -> None:
    response = iso2.SessionSetupRes(ResponseCode=iso2.ResponseCodeType.OK, EVSEID="DE*ABC*E1")
    data = NATIVE.encode("iso2", message(response))
    needle = bits(b"\x0bDE*ABC*E1")
    assert bits(data).count(needle) == 1
    found, tolerances = tolerated(engine, "iso2", stream(bits(data).replace(needle, bits(b"\x04DE"))))
    assert tolerances == [Tolerance.LENGTH]
    assert isinstance(found, iso2.V2G_Message)
    assert isinstance(found.Body.BodyElement, iso2.SessionSetupRes)
    assert found.Body.BodyElement.EVSEID == "DE"


def full_list() -> iso2.V2G_Message:
    """Return a service selection of as many services as there may be."""
    services = tuple(iso2.SelectedServiceType(ServiceID=3 + i, ParameterSetID=1) for i in range(16))
    request = iso2.PaymentServiceSelectionReq(
        SelectedPaymentOption=iso2.PaymentOptionType.Contract,
        SelectedServiceList=iso2.SelectedServiceListType(SelectedService=services),
    )
    return message(request)


def without_filling(sent: iso2.V2G_Message) -> str:
    """Return a message as zeros and ones, without filling bits."""
    tables = schema_set("iso2")
    code = tables.root_of[iso2.V2G_Message]
    encoder = Encoder()
    encoder.writer.write(0x80, 8)
    encoder.writer.write(code, tables.document_width)
    encoder.root("V2G_Message", "", tables.grammar(iso2.V2G_Message), sent)
    size = 8 * len(encoder.writer.data) + encoder.writer.width
    return bits(encoder.writer.finish())[:size]


@ENGINES
def test_a_full_list_that_goes_on(engine: Engine) -> None:
    text = without_filling(full_list())
    # The last four bits are the ends of the list, the request, the body and the message.
    assert engine.decode("iso2", stream(text), strict=True) == full_list()
    goes_on = stream(text[:-4] + "01" + "000")
    assert tolerated(engine, "iso2", goes_on) == (full_list(), [Tolerance.FULL_LIST])
    item = "00" + f"{19:08b}" + "0" + "00" + "00" + f"{1:08b}" + "0" + "0"
    with pytest.raises(DecodeError):
        engine.decode("iso2", stream(text[:-4] + "00" + item + "01" + "000"))


@ENGINES
def test_an_abstract_element_that_chargers_send(engine: Engine) -> None:
    response = din.ChargeParameterDiscoveryRes(
        ResponseCode=din.ResponseCodeType.OK,
        EVSEProcessing=din.EVSEProcessingType.Ongoing,
        SASchedules=din.SASchedulesType(),
        EVSEChargeParameter=din.AC_EVSEChargeParameterType(
            AC_EVSEStatus=din.AC_EVSEStatusType(
                PowerSwitchClosed=False,
                RCD=False,
                NotificationMaxDelay=0,
                EVSENotification=din.EVSENotificationType.None_,
            ),
            EVSEMaxVoltage=din.PhysicalValueType(Multiplier=0, Value=230),
            EVSEMaxCurrent=din.PhysicalValueType(Multiplier=0, Value=32),
            EVSEMinCurrent=din.PhysicalValueType(Multiplier=0, Value=6),
        ),
    )
    sent = din.V2G_Message(Header=din.MessageHeaderType(SessionID=b"\1"), Body=din.BodyType(BodyElement=response))
    assert tolerated(engine, "din", engine.encode("din", sent)) == (sent, [Tolerance.ABSTRACT])


def signature(*identifiers: str) -> xmldsig.SignatureType:
    """Return a signature that refers to those elements."""
    references = tuple(
        xmldsig.ReferenceType(
            URI=f"#{name}", DigestMethod=xmldsig.DigestMethodType(Algorithm="sha256"), DigestValue=bytes(32)
        )
        for name in identifiers
    )
    info = xmldsig.SignedInfoType(
        CanonicalizationMethod=xmldsig.CanonicalizationMethodType(Algorithm=ALGORITHM),
        SignatureMethod=xmldsig.SignatureMethodType(Algorithm="ecdsa"),
        Reference=references,
    )
    return xmldsig.SignatureType(SignedInfo=info, SignatureValue=xmldsig.SignatureValueType(value=bytes(64)))


def receipt(identifier: str, refers_to: str) -> bytes:
    """Return a signed metering receipt with a schedule number of 0, which is out of range."""
    request = iso2.MeteringReceiptReq(
        Id=identifier,
        SessionID=b"\1\2\3\4",
        SAScheduleTupleID=0x55,
        MeterInfo=iso2.MeterInfoType(MeterID="M"),
    )
    text = bits(NATIVE.encode("iso2", message(request, signature(refers_to))))
    needle = f"{0x54:08b}"
    assert text.count(needle) >= 1
    start = text.rindex(needle)
    return stream(text[:start] + "11111111" + text[start + 8 :])


@ENGINES
def test_signed_parts_are_read_strictly(engine: Engine) -> None:
    report = engine.decode_report("iso2", receipt("id1", "id2"))
    assert [w.tolerance for w in report.warnings] == [Tolerance.RANGE]
    with pytest.raises(DecodeError, match="MeteringReceiptReq/SAScheduleTupleID.*in a signed element"):
        engine.decode("iso2", receipt("id1", "id1"))
    with pytest.raises(DecodeError, match="signed"):
        engine.decode_report("iso2", receipt("id1", "id1"))


@ENGINES
def test_fragments_are_read_as_signed(engine: Engine) -> None:
    data = NATIVE.encode("iso2", Fragment("EVRESSSOC", 0b1010101), kind="fragment")
    text = bits(data)
    wrong = stream(text.replace("01010101", "01111111", 1))
    with pytest.raises(DecodeError, match="in a signed element"):
        engine.decode("iso2", wrong, kind="fragment")


def everything_wrong() -> Iterator[bytes]:
    """Yield streams that no mode may accept."""
    data = NATIVE.encode("iso2", cable_check(50))
    yield b""
    yield data[:1]
    yield b"$EXI" + data
    yield b"\xa0" + data[1:]
    yield from (data[:size] for size in range(1, len(data)))


@ENGINES
def test_what_is_never_accepted(engine: Engine) -> None:
    for data in everything_wrong():
        for strict in (False, True):
            with pytest.raises(DecodeError):
                engine.decode("iso2", data, strict=strict)
