"""One declared signal to a compiled one: its place, its scale, its codes."""

from __future__ import annotations

import math
from fractions import Fraction

from v2xsdk.errors import ConfigError
from v2xsdk.protocol.can.compiled import CompiledSignal, Conversion, Source
from v2xsdk.protocol.can.tables import Signal

# Numerator and denominator of a scale up to here keep every product exact in a double.
_EXACT = 2**31


def compile_signal(
    signal: Signal,
    in_id: bool,
    *,
    room: int,
    where: str,
    unused_mask: int,
    unused_word: int,
    mux_parent: int,
) -> CompiledSignal:
    """The compiled form; ``where`` names the signal in the ``ConfigError`` raised for a wrong one."""
    _check_codes(signal, where)
    num, den, bias = _ratio(signal.scale, signal.offset, where)
    return CompiledSignal(
        name=signal.name,
        source=source_of(signal, in_id),
        shift=shift_of(signal, in_id, room, where),
        length=signal.length,
        signed=signal.signed,
        conversion=_kind(signal, where),
        num=num,
        den=den,
        bias=bias,
        identity=signal.scale == 1 and signal.offset == 0,
        minimum=-math.inf if signal.minimum is None else signal.minimum,
        maximum=math.inf if signal.maximum is None else signal.maximum,
        unit=signal.unit,
        choices=dict(signal.choices),
        codes={value: raw for raw, value in signal.choices.items()},
        flags=tuple(sorted(signal.flags.items())),
        unused_mask=unused_mask,
        unused_word=unused_word,
        unused_raw=signal.unused_raw,
        default_raw=signal.default_raw,
        mux_parent=mux_parent,
        mux_ranges=signal.mux_values,
        hidden=signal.hidden,
    )


def varies(signal: Signal) -> bool:
    """False for a hidden signal that ``match`` alone fills."""
    return not signal.hidden or signal.default_raw is not None


def _check_codes(signal: Signal, where: str) -> None:
    codes = {*signal.choices, *(raw for raw in (signal.unused_raw, signal.default_raw) if raw is not None)}
    low = -(1 << signal.length - 1) if signal.signed else 0
    for raw in codes:
        if not low <= raw < low + (1 << signal.length):
            raise ConfigError(f"{where}: the code {raw} does not fit into {signal.length} bits")
    if len(set(signal.choices.values())) != len(signal.choices):
        raise ConfigError(f"{where}: two raw values have the same meaning")
    for bit in signal.flags:
        if not 0 <= bit < signal.length:
            raise ConfigError(f"{where}: flag bit {bit} is not within {signal.length} bits")


def source_of(signal: Signal, in_id: bool) -> Source:
    """Which word the signal is cut from."""
    if in_id:
        return Source.IDENTIFIER
    return Source.BIG if signal.byte_order == "big" else Source.LITTLE


def shift_of(signal: Signal, in_id: bool, room: int, where: str) -> int:
    """How far the signal stands from the low end of its word, which has ``room`` bits in use."""
    if not 1 <= signal.length <= 64:
        raise ConfigError(f"{where}: a signal has 1 to 64 bits, not {signal.length}")
    little = in_id or signal.byte_order == "little"
    first = signal.start if little else 8 * (signal.start // 8) + 7 - signal.start % 8
    if first < 0 or first + signal.length > room:
        raise ConfigError(f"{where}: bits {first} to {first + signal.length - 1} do not fit into {room}")
    return first if little else 64 - first - signal.length


def _ratio(scale: float, offset: float, where: str) -> tuple[float, float, float]:
    """``raw * scale + offset`` as ``(raw * num + bias) / den`` with whole numbers where decimals allow it.

    One rounding instead of two: 733 * 0.1 is 73.3 and not 73.30000000000001.
    """
    if not (math.isfinite(scale) and math.isfinite(offset)) or scale == 0:
        raise ConfigError(f"{where}: scale {scale} and offset {offset} must be finite, the scale not zero")
    exact = Fraction(repr(scale))
    bias = Fraction(repr(offset)) * exact.denominator
    if abs(exact.numerator) < _EXACT and exact.denominator < _EXACT and abs(bias) < _EXACT:
        return float(exact.numerator), float(exact.denominator), float(bias)
    return float(scale), 1.0, float(offset)


def _kind(signal: Signal, where: str) -> Conversion:
    if signal.kind == "number":
        return _number_kind(signal, where)
    if signal.kind == "bool" and signal.choices:
        if sorted(signal.choices.values()) != [False, True]:
            raise ConfigError(f"{where}: a bool has one raw value for true and one for false")
        if signal.length > 63:
            raise ConfigError(f"{where}: a bool with codes has at most 63 bits")
        return Conversion.CODED_BOOL
    if signal.kind == "text" and (signal.length % 8 or signal.byte_order != "big"):
        raise ConfigError(f"{where}: text takes whole bytes, in the order of the frame")
    return Conversion[signal.kind.upper()]


def _number_kind(signal: Signal, where: str) -> Conversion:
    if signal.float32:
        if signal.length != 32 or signal.signed:
            raise ConfigError(f"{where}: a float32 has 32 bits and its own sign")
        return Conversion.FLOAT32
    whole = isinstance(signal.scale, int) and isinstance(signal.offset, int)
    # Beyond 53 bits a double cannot hold every scaled value; identities stay exact.
    fits = abs(signal.scale) * 2.0**signal.length + abs(signal.offset) < 2.0**53
    if whole and (fits or (signal.scale == 1 and signal.offset == 0)):
        return Conversion.INT
    return Conversion.FLOAT
