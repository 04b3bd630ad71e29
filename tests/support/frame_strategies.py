"""Random frame tables and frames for them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from v2xsdk.protocol.can.tables import ByteOrder, FrameTable, Kind, Message, Signal, Value

SCALES: list[float | int] = [1, 1, 10, 0.1, 0.001, 0.5, -1, 1 / 1024, 0.3, 1.7e-5]
OFFSETS: list[float | int] = [0, 0, 255, -40, 0.5]


@st.composite
def signals(draw: st.DrawFn, name: str, first: int, length: int, order: ByteOrder) -> Signal:
    """A signal over ``length`` bits from bit ``first`` on, counted in the byte order's own direction."""
    start = first if order == "little" else 8 * (first // 8) + 7 - first % 8
    kinds: list[Kind] = ["number", "number", "number", "bool", "enum", "flags", "hex"]
    kind = draw(st.sampled_from(kinds))
    options: dict[str, Any] = {}
    if kind == "number":
        options["float32"] = length == 32 and draw(st.booleans())
        options["signed"] = not options["float32"] and draw(st.booleans())
        if not options["float32"]:
            options["scale"] = draw(st.sampled_from(SCALES))
            options["offset"] = draw(st.sampled_from(OFFSETS))
        if not options["float32"] and draw(st.booleans()):
            options["unused_raw"] = -1 if options["signed"] else 2**length - 1
    elif kind == "enum":
        options["choices"] = {raw: f"code_{raw}" for raw in range(min(3, 2**length))}
    elif kind == "bool" and length < 64 and draw(st.booleans()):
        options["choices"] = {0: True, 2**length - 1: False}
    elif kind == "flags":
        options["flags"] = {bit: f"flag_{bit}" for bit in range(0, length, 2)}
    return Signal(name=name, start=start, length=length, byte_order=order, kind=kind, **options)


@st.composite
def messages(draw: st.DrawFn, number: int) -> Message:
    """A message of eight bytes cut into signals without overlap; sometimes multiplexed."""
    order: ByteOrder = draw(st.sampled_from(("big", "little")))
    cuts = sorted({0, 64, *draw(st.lists(st.integers(1, 63), max_size=8))})
    parts = [draw(signals(f"s{at}", at, end - at, order)) for at, end in zip(cuts[:-1], cuts[1:], strict=True)]
    if len(parts) > 1 and parts[0].kind == "hex" and parts[0].length < 30:
        parts[1:] = [_multiplexed(part, parts[0], draw(st.booleans())) for part in parts[1:]]
    return Message(name=f"m{number}", can_id=0x100 + number, signals=tuple(parts))


def _multiplexed(signal: Signal, parent: Signal, low: bool) -> Signal:
    half = 2 ** (parent.length - 1)
    values = ((0, half - 1),) if low else ((half, 2 * half - 1),)
    fields = {name: getattr(signal, name) for name in signal.__struct_fields__}
    return Signal(**{**fields, "mux": parent.name, "mux_values": values})


@st.composite
def tables(draw: st.DrawFn) -> FrameTable:
    """A table of one to three messages."""
    count = draw(st.integers(1, 3))
    return FrameTable(name="random", messages=tuple(draw(messages(number)) for number in range(count)))


def same_value(first: Value, second: Value) -> bool:
    """Equal in value and in type: 1, 1.0 and true are three things."""
    return type(first) is type(second) and first == second


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(["code_0", "code_1", "flag_0", "1f"]),
    st.lists(st.sampled_from(["flag_0", "flag_2", "nonsense"]), max_size=2),
    st.integers(-300, 300),
)
"""What a careless caller may hand to the encoder."""
