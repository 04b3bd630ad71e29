"""Event codes and widths as the reference states them (reference/exi, sections 2 to 5)."""

from __future__ import annotations

import pytest

from tests.support.exi_vectors import SCHEMAS
from v2xsdk.protocol.exi.grammar import Event, RecordGrammar, State, code_width
from v2xsdk.protocol.exi.schema import SchemaSet, schema_set
from v2xsdk.protocol.v2g.messages.declare import Record


def grammar(schema: str, name: str) -> RecordGrammar:
    """Return the grammar of a record type by its name."""
    tables = schema_set(schema)
    found: type[Record] = next(r for n in tables.namespaces for r in n.types if r.__name__ == name)
    return tables.grammar(found)


def after(grammar: RecordGrammar, *names: str) -> State:
    """Return the state after those elements and attributes."""
    state = grammar.states[0]
    for name in names:
        state = grammar.states[next(p.next for p in state.productions if p.name == name)]
    return state


def codes(state: State) -> list[str]:
    """Return what stands behind the codes of a state."""
    return [p.name or p.event.name for p in state.productions]


@pytest.mark.parametrize(
    ("schema", "globals_", "width"),
    [
        ("app", 2, 2), ("din", 81, 7), ("iso2", 80, 7), ("iso20-common", 54, 6), ("iso20-dc", 48, 6),
        ("iso20-ac", 42, 6), ("iso20-acdp", 34, 6), ("iso20-wpt", 38, 6), ("iso20-ac-der-iec", 48, 6),
        ("iso20-ac-der-sae", 49, 6), ("xmldsig", 24, 5),
    ],
)  # fmt: skip
def test_document_roots(schema: str, globals_: int, width: int) -> None:
    tables = schema_set(schema)
    assert (len(tables.documents), tables.document_width) == (globals_, width)


@pytest.mark.parametrize(
    ("schema", "root", "code"),
    [
        ("din", "V2G_Message", 77), ("iso2", "V2G_Message", 76), ("iso20-common", "SessionSetupReq", 35),
        ("iso20-dc", "DC_ChargeLoopReq", 13), ("iso20-ac", "AC_ChargeLoopReq", 2),
        ("iso20-acdp", "ACDP_ConnectRes", 1), ("iso20-wpt", "WPT_PairingReq", 35),
        ("iso20-ac-der-iec", "KeyInfo", 26), ("iso20-ac-der-sae", "FrequencyDroop", 26),
    ],
)  # fmt: skip
def test_document_root_codes(schema: str, root: str, code: int) -> None:
    assert schema_set(schema).documents[code].name == root


@pytest.mark.parametrize(
    ("schema", "names", "width"),
    [
        ("xmldsig", 45, 6), ("iso2", 243, 8), ("iso20-common", 281, 9), ("iso20-dc", 149, 8),
        ("iso20-ac", 154, 8), ("iso20-acdp", 129, 8), ("iso20-wpt", 193, 8), ("din", 245, 8),
        ("iso20-ac-der-iec", 259, 9), ("iso20-ac-der-sae", 367, 9),
    ],
)  # fmt: skip
def test_fragment_roots(schema: str, names: int, width: int) -> None:
    roots = schema_set(schema).fragments()
    assert (len(roots), code_width(len(roots) + 2)) == (names, width)


@pytest.mark.parametrize(
    ("schema", "root", "code"),
    [
        ("xmldsig", "SignedInfo", 32), ("iso2", "AuthorizationReq", 4), ("iso2", "SignedInfo", 208),
        ("iso2", "eMAID", 236), ("iso2", "DHpublickey", 45), ("iso20-common", "AbsolutePriceSchedule", 0),
        ("iso20-common", "SignedMeteringData", 232), ("iso20-dc", "SignedInfo", 129),
        ("iso20-ac", "SignedInfo", 135), ("iso20-acdp", "SignedInfo", 110), ("iso20-wpt", "SignedInfo", 146),
        ("din", "SignedInfo", 212), ("iso20-ac-der-iec", "SignedInfo", 217),
        ("iso20-ac-der-sae", "SignedInfo", 324),
    ],
)  # fmt: skip
def test_fragment_root_codes(schema: str, root: str, code: int) -> None:
    assert schema_set(schema).fragments()[code].name == root


def test_only_some_names_have_several_types() -> None:
    found = {(s, r.name) for s in SCHEMAS for r in schema_set(s).fragments() if r.relaxed}
    assert found == {("iso2", "eMAID"), ("iso20-ac-der-iec", "IntentionalDelayPowerControl")}


def test_optional_elements_share_a_state() -> None:
    header = grammar("iso2", "MessageHeaderType")
    assert codes(after(header, "SessionID")) == ["Notification", "Signature", "END"]
    assert after(header, "SessionID").width == 2
    assert codes(after(header, "SessionID", "Notification")) == ["Signature", "END"]
    assert after(header, "SessionID", "Notification", "Signature").width == 1


def test_substitution_groups_are_sorted_and_hold_their_head() -> None:
    body = grammar("iso2", "BodyType").states[0]
    assert (len(body.productions), body.width) == (36, 6)
    head = next(p for p in body.productions if p.name == "BodyElement")
    assert head.event is Event.ABSTRACT
    request = after(grammar("iso20-dc", "DC_ChargeLoopReq"), "Header", "MeterInfoRequested", "EVPresentVoltage")
    assert codes(request) == [
        "BPT_Dynamic_DC_CLReqControlMode", "BPT_Scheduled_DC_CLReqControlMode", "CLReqControlMode",
        "Dynamic_DC_CLReqControlMode", "Scheduled_DC_CLReqControlMode",
    ]  # fmt: skip
    assert request.width == 3
    parameters = after(grammar("iso2", "ChargeParameterDiscoveryReq"), "RequestedEnergyTransferMode")
    assert codes(parameters) == ["AC_EVChargeParameter", "DC_EVChargeParameter", "EVChargeParameter"]


def test_der_sets_add_members_to_the_groups_of_ac() -> None:
    for schema in ("iso20-ac-der-iec", "iso20-ac-der-sae"):
        response = grammar(schema, "AC_ChargeLoopRes")
        widths = [
            after(response, "Header", "ResponseCode", *names).width
            for names in ((), ("EVSEStatus",), ("MeterInfo",), ("Receipt",), ("EVSETargetFrequency",))
        ]
        assert widths == [4, 4, 4, 4, 3]
        assert codes(after(response, "Header", "ResponseCode"))[4:8] == [
            "BPT_Dynamic_AC_CLResControlMode", "BPT_Scheduled_AC_CLResControlMode", "CLResControlMode",
            "DER_Dynamic_AC_CLResControlMode",
        ]  # fmt: skip


def test_a_full_list_has_no_code_for_another_item() -> None:
    curve = grammar("iso20-ac-der-iec", "CurveDataPointsListType")
    item = curve.states[0].productions[0]
    assert curve.states[item.below].width == 1
    assert codes(curve.states[item.next]) == ["CurveDataPoint", "END"]
    assert codes(curve.states[item.full]) == ["END"]
    assert curve.states[item.full].width == 1


@pytest.mark.parametrize(
    ("name", "before", "expected"),
    [
        ("SignedInfoType", (), ["Id", "CanonicalizationMethod"]),
        ("ReferenceType", (), ["Id", "Type", "URI", "Transforms", "DigestMethod"]),
        ("CanonicalizationMethodType", ("Algorithm",), ["FOREIGN", "END", "FOREIGN"]),
        ("SignatureMethodType", ("Algorithm",), ["HMACOutputLength", "FOREIGN", "END", "FOREIGN"]),
        ("TransformType", ("Algorithm",), ["XPath", "FOREIGN", "END", "FOREIGN"]),
        ("SignatureValueType", (), ["Id", "value"]),
        ("DSAKeyValueType", (), ["P", "G", "Y"]),
        ("SPKIDataType", ("SPKISexp",), ["SPKISexp", "FOREIGN", "END"]),
    ],
)
def test_signature_grammars(name: str, before: tuple[str, ...], expected: list[str]) -> None:
    assert codes(after(grammar("xmldsig", name), *before)) == expected


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_record_names_its_fields_once(schema: str) -> None:
    tables: SchemaSet = schema_set(schema)
    for namespace in tables.namespaces:
        for record in namespace.types:
            config = record.__struct_config__
            assert config.frozen and not config.gc, record
            for state in tables.grammar(record).states:
                names = [p.name for p in state.productions if p.value is not None]
                assert len(names) == len(set(names)), record
