"""Raw bits to values and back: the rules that both engines follow."""

from __future__ import annotations

import difflib
import math
import struct
from collections.abc import Iterable

from v2xsdk.errors import EncodeError
from v2xsdk.protocol.can.compiled import CompiledSignal, Conversion
from v2xsdk.protocol.can.tables import Value

_SINGLE = struct.Struct(">f")
_WORD = struct.Struct(">I")


def to_value(signal: CompiledSignal, raw: int) -> Value:
    """What ``raw`` (with its sign) means; ``None`` where it means nothing known."""
    if signal.conversion is Conversion.CODED_BOOL:
        return _coded_bool(signal, raw)
    if signal.choices and raw in signal.choices:
        return signal.choices[raw]
    match signal.conversion:
        case Conversion.INT:
            return raw if signal.identity else int(raw * signal.num + signal.bias)
        case Conversion.FLOAT:
            return (raw * signal.num + signal.bias) / signal.den
        case Conversion.FLOAT32:
            value = _from_single(signal, raw)
            return value if math.isfinite(value) else None
        case Conversion.BOOL:
            return raw != 0
        case Conversion.FLAGS:
            return tuple(name for bit, name in signal.flags if raw >> bit & 1)
        case Conversion.HEX:
            return f"{raw:0{(signal.length + 3) // 4}x}"
        case Conversion.TEXT:
            return raw.to_bytes(signal.length // 8, "big").decode("ascii", "replace").rstrip("\0 ")
    return raw


def to_number(signal: CompiledSignal, raw: int) -> float:
    """``raw`` as a batch column holds it: scaled, bools 0 and 1, codes and flags raw, unknown NaN."""
    match signal.conversion:
        case Conversion.INT | Conversion.FLOAT:
            return (raw * signal.num + signal.bias) / signal.den
        case Conversion.FLOAT32:
            value = _from_single(signal, raw)
            return value if math.isfinite(value) else math.nan
        case Conversion.BOOL:
            return float(raw != 0)
        case Conversion.CODED_BOOL:
            known = _coded_bool(signal, raw)
            return math.nan if known is None else float(known)
    return float(raw)


def to_raw(signal: CompiledSignal, value: object) -> int:
    """The raw number that carries ``value``, rounded to the nearest; raises ``EncodeError``."""
    if value is None:
        if signal.unused_raw is None:
            raise EncodeError(f"{signal.name} is None, but the protocol has no code for unknown")
        return signal.unused_raw
    if signal.conversion is Conversion.FLAGS:
        return _flags(signal, value)
    if isinstance(value, str) and signal.conversion is Conversion.HEX:
        return _within(signal, _hexadecimal(signal, value), value)
    if isinstance(value, str) and signal.conversion is Conversion.TEXT:
        return _text(signal, value)
    if isinstance(value, str | bool):
        return _code(signal, value)
    if signal.conversion in (Conversion.BOOL, Conversion.CODED_BOOL):
        raise EncodeError(f"{signal.name} is true or false, not {value!r}")
    if isinstance(value, int) and signal.identity and signal.conversion is not Conversion.FLOAT32:
        _check_range(signal, value)
        return _within(signal, value, value)
    return from_number(signal, _number(signal, value))


def from_number(signal: CompiledSignal, value: float) -> int:
    """As :func:`to_raw`, for a finite number in the signal's unit."""
    if not math.isfinite(value):
        raise EncodeError(f"{signal.name} is {value}; only finite numbers can be sent")
    _check_range(signal, value)
    scaled = (value * signal.den - signal.bias) / signal.num
    if signal.conversion is Conversion.FLOAT32:
        return _to_single(signal, scaled)
    if not math.isfinite(scaled):
        raise _too_large(signal, value)
    return _within(signal, round(scaled), value)


def from_column(signal: CompiledSignal, value: float) -> int:
    """The raw number for what :func:`to_number` gives; NaN is "unused" where the protocol can say so."""
    if math.isnan(value) and signal.unused_raw is not None:
        return signal.unused_raw
    if signal.conversion is Conversion.CODED_BOOL:
        if value not in (0.0, 1.0):
            raise EncodeError(f"{signal.name} is 0 or 1, not {value}")
        return signal.codes[bool(value)]
    return from_number(signal, value)


def _coded_bool(signal: CompiledSignal, raw: int) -> bool | None:
    if raw == signal.codes[True]:
        return True
    return False if raw == signal.codes[False] else None


def _from_single(signal: CompiledSignal, raw: int) -> float:
    value: float = _SINGLE.unpack(_WORD.pack(raw))[0]
    return (value * signal.num + signal.bias) / signal.den


def _to_single(signal: CompiledSignal, value: float) -> int:
    try:
        raw: int = _WORD.unpack(_SINGLE.pack(value))[0]
    except OverflowError as error:
        raise _too_large(signal, value) from error
    return raw


def _flags(signal: CompiledSignal, value: object) -> int:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise EncodeError(f"{signal.name} is a list of flag names, not {value!r}")
    bits = {name: bit for bit, name in signal.flags}
    raw = 0
    for name in value:
        if name not in bits:
            raise EncodeError(f"{signal.name} has no flag {name!r}{near(name, bits)}")
        raw |= 1 << bits[name]
    return raw


def _hexadecimal(signal: CompiledSignal, value: str) -> int:
    try:
        return int(value, 16)
    except ValueError as error:
        raise EncodeError(f"{signal.name} is a hexadecimal number, not {value!r}") from error


def _text(signal: CompiledSignal, value: str) -> int:
    size = signal.length // 8
    if not value.isascii() or len(value) > size:
        raise EncodeError(f"{signal.name} is at most {size} ASCII characters, not {value!r}")
    return int.from_bytes(value.encode("ascii").ljust(size, b"\0"), "big")


def _code(signal: CompiledSignal, value: str | bool) -> int:
    if isinstance(value, bool) and signal.conversion is Conversion.BOOL and not signal.choices:
        return int(value)
    raw = signal.codes.get(value)
    if raw is None or isinstance(value, bool) != isinstance(signal.choices[raw], bool):
        expected = ", ".join(repr(one) for one in signal.codes) or "a number"
        raise EncodeError(f"{signal.name} is {value!r}; expected {expected}")
    return raw


def _number(signal: CompiledSignal, value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise EncodeError(f"{signal.name} is {value!r}; expected a number") from error
    except OverflowError as error:
        raise _too_large(signal, value) from error


def _check_range(signal: CompiledSignal, value: float) -> None:
    if not signal.minimum <= value <= signal.maximum:
        limits = f"{signal.minimum:g} to {signal.maximum:g} {signal.unit}".rstrip()
        raise EncodeError(f"{signal.name} is {value:g}, outside its range of {limits}")


def _within(signal: CompiledSignal, raw: int, value: object) -> int:
    low = -(1 << signal.length - 1) if signal.signed else 0
    if not low <= raw < low + (1 << signal.length):
        raise _too_large(signal, value)
    return raw


def _too_large(signal: CompiledSignal, value: object) -> EncodeError:
    sign = "signed" if signal.signed else "unsigned"
    return EncodeError(f"{signal.name} is {value}, which {signal.length} {sign} bits cannot carry")


def near(name: object, known: Iterable[str]) -> str:
    """A hint at the known names nearest to ``name``, or nothing."""
    matches = difflib.get_close_matches(str(name), list(known), n=2)
    return f"; did you mean {' or '.join(matches)}?" if matches else ""
