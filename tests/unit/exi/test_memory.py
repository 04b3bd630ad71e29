"""Memory, references and threads."""

from __future__ import annotations

import gc
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator

import msgspec
import pytest

from tests.support.exi_vectors import NATIVE, SCHEMAS, streams, vectors
from v2xsdk._native import exi as native
from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.exi import Fragment, reference
from v2xsdk.protocol.exi.decoder import SIGNATURE_REFERENCE
from v2xsdk.protocol.exi.schema import SCHEMAS as NAMES
from v2xsdk.protocol.exi.schema import schema_set
from v2xsdk.protocol.v2g.messages import app, iso2, xmldsig


@pytest.fixture
def constructed() -> Iterator[None]:
    """Let the native engine make records by their constructor."""
    options = {
        "schemas": NAMES,
        "schema_set": schema_set,
        "decode": reference.decode,
        "encode": reference.encode,
        "fragment": Fragment,
        "signature_reference": SIGNATURE_REFERENCE,
    }
    native.bind(**options, constructed=True)  # type: ignore[arg-type]
    yield
    native.bind(**options)  # type: ignore[arg-type]


def blocks_after(action: Callable[[], None]) -> int:
    """Return how many more blocks of memory are in use after an action than before it."""
    action()
    gc.collect()
    before = sys.getallocatedblocks()
    action()
    gc.collect()
    return sys.getallocatedblocks() - before


def test_nothing_is_left_behind() -> None:
    rows = [row for s in SCHEMAS for row in streams(s)][::7] + list(streams("decode-only"))[::5]

    def decode_and_encode() -> None:
        for schema, kind, data in rows:
            NATIVE.encode(schema, NATIVE.decode(schema, data, kind=kind), kind=kind)

    assert abs(blocks_after(decode_and_encode)) < 20


def test_errors_leave_nothing_behind() -> None:
    rows = list(streams("invalid"))[::2]

    def decode() -> None:
        for schema, kind, data in rows:
            for size in (len(data), len(data) // 2, len(data) * 3 // 4):
                native.regular(schema, data[:size], kind=kind)

    assert abs(blocks_after(decode)) < 20


def test_shared_objects_keep_their_reference_counts() -> None:
    code = iso2.ResponseCodeType.OK
    kept = [code, iso2.V2G_Message, iso2.PhysicalValueType, iso2.UnitSymbolType.A, app.AppProtocolType]
    rows = list(streams("iso2", "app", "din"))[::5]
    for schema, kind, data in rows:
        NATIVE.decode(schema, data, kind=kind)
    before = [sys.getrefcount(o) for o in kept]
    for _ in range(3):
        for schema, kind, data in rows:
            NATIVE.encode(schema, NATIVE.decode(schema, data, kind=kind), kind=kind)
            native.regular(schema, data[:-2], kind=kind)
    assert [sys.getrefcount(o) for o in kept] == before


def test_refused_messages_keep_the_reference_counts_of_their_parts() -> None:
    serial = 2**200
    issuer = xmldsig.X509IssuerSerialType(X509IssuerName="a" * 50, X509SerialNumber=serial)
    items = (xmldsig.X509DataItem(X509IssuerSerial=issuer), xmldsig.X509DataItem())
    wrong = Fragment("X509Data", xmldsig.X509DataType(items=items))
    before = [sys.getrefcount(o) for o in (issuer, items, wrong, serial)]
    for _ in range(50):
        with pytest.raises(EncodeError):
            NATIVE.encode("xmldsig", wrong, kind="fragment")
    assert [sys.getrefcount(o) for o in (issuer, items, wrong, serial)] == before


def test_memory_stays_in_proportion_to_the_input() -> None:
    tracemalloc.start()
    try:
        for row in vectors("invalid"):
            data = bytes.fromhex(row["exi"])
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            native.regular(row["schema"], data, kind=row["kind"])
            peak = tracemalloc.get_traced_memory()[1] - before
            assert peak < 60 * len(data) + 20_000, row["id"]
    finally:
        tracemalloc.stop()


def test_a_million_decodes_leave_memory_flat() -> None:
    data = bytes.fromhex("80400040")
    message = NATIVE.decode("app", data)

    def many() -> None:
        for _ in range(500_000):
            NATIVE.decode("app", data)

    assert abs(blocks_after(many)) < 20
    assert NATIVE.decode("app", data) == message


def test_nothing_is_shared_between_calls() -> None:
    for row in vectors("iso2")[::50]:
        data = bytes.fromhex(row["exi"])
        if row["kind"] == "document":
            first, second = (NATIVE.decode("iso2", data) for _ in range(2))
            assert isinstance(first, iso2.V2G_Message)
            assert isinstance(second, iso2.V2G_Message)
            assert first == second
            assert first is not second
            assert first.Header is not second.Header
            assert first.Body is not second.Body


def test_threads_do_not_disturb_each_other() -> None:
    rows = [r for s in SCHEMAS for r in streams(s)][::9]
    expected = [NATIVE.decode(s, d, kind=k) for s, k, d in rows]
    failures: list[object] = []

    def work(offset: int) -> None:
        for index in range(len(rows)):
            place = (index + offset) % len(rows)
            schema, kind, data = rows[place]
            found = NATIVE.decode(schema, data, kind=kind)
            if found != expected[place] or NATIVE.encode(schema, found, kind=kind) != data:
                failures.append((schema, data))

    workers = [threading.Thread(target=work, args=(37 * i,)) for i in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []


def test_records_can_be_made_by_their_constructor(constructed: None) -> None:
    for schema in ("iso2", "iso20-dc", "xmldsig"):
        for row in vectors(schema)[::10]:
            data = bytes.fromhex(row["exi"])
            message = native.regular(schema, data, kind=row["kind"])
            if message is None:
                assert row["root"] == "eMAID"
                continue
            assert message == reference.decode(schema, data, kind=row["kind"])
            assert native.encode(schema, message, kind=row["kind"]) == data


def test_damaged_streams_on_the_constructor_way(constructed: None) -> None:
    for row in vectors("invalid")[::10]:
        try:
            native.decode(row["schema"], bytes.fromhex(row["exi"]), kind=row["kind"])
        except DecodeError as error:
            assert error.position is not None or row["category"]


class Plain(msgspec.Struct, frozen=True, gc=False):
    """A struct like the records."""

    first: int
    second: int


class Tracked(msgspec.Struct, frozen=True):
    """A struct that the garbage collector tracks."""

    first: int
    second: int


class Hooked(msgspec.Struct, frozen=True, gc=False):
    """A struct with a constructor that does something."""

    first: int
    second: int

    def __post_init__(self) -> None:
        """Do nothing, but it could."""


class Open(msgspec.Struct, weakref=True):
    """A struct with hidden members."""

    first: int
    second: int


def test_only_plain_layouts_are_filled_directly() -> None:
    names = ("first", "second")
    assert sorted(native.find_places(Plain, names) or []) == [0, 1]  # type: ignore[arg-type]
    for record in (Tracked, Hooked, Open):
        assert native.find_places(record, names) is None  # type: ignore[arg-type]
    assert native.find_places(Plain, ("first",)) is None  # type: ignore[arg-type]
