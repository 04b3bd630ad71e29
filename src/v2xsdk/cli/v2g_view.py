"""What `v2x secc` and `v2x ev` show: one line an event, one JSON object an event with --json, and the trace file."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click
import msgspec

from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.runtime.v2g.connection import RECEIVED
from v2xsdk.runtime.v2g.pcapng import PcapngWriter
from v2xsdk.runtime.v2g.records import effect_record, message_code, message_name

LOOP_NAMES = ("CurrentDemand", "ChargingStatus", "ChargeLoop")
REFRESH_S = 0.5


class SessionView:
    """Shows one end of sessions. In the loop a terminal gets one line that changes, a file gets none."""

    def __init__(self, *, as_json: bool, charger: bool, trace: Path | None = None) -> None:
        self._json = as_json
        self._charger = charger
        self._trace = PcapngWriter(trace) if trace is not None else None
        self._last = ""
        self._shown_s = 0.0
        self._pairs = 0
        self._line_open = False
        self._unix_offset_s: float | None = None

    def message(self, now: float, direction: str, message: object, data: bytes) -> None:
        """A message went over the link."""
        name, code = message_name(message), message_code(message)
        if self._trace is not None:
            if self._unix_offset_s is None:
                self._unix_offset_s = time.time() - now
            self._trace.write(now + self._unix_offset_s, (direction == RECEIVED) != self._charger, data)
        if self._json:
            self._print(
                {"kind": "message", "time_s": round(now, 4), "direction": direction, "name": name, "code": code}
            )
        elif any(word in name for word in LOOP_NAMES):
            self._pairs += int(name.endswith("Res"))
        elif name != self._last or (code and not code.startswith("OK")):
            self._say(f"{'<' if direction == RECEIVED else '>'} {name} {code}".rstrip())
        self._last = name

    def effect(self, effect: fx.Effect) -> None:
        """A session machine asked for something."""
        if self._json:
            record = effect_record(effect)
            if record is not None:
                self._print(record)
            return
        match effect:
            case fx.VehicleSaid(status=status):
                self._loop_line(f"SoC {_number(status.soc_percent, '%')} at {_number(status.present_voltage_v, 'V')}")
            case fx.ChargerSaid(offer=said):
                volts, amps = said.present_voltage_v, said.present_current_a
                self._loop_line(f"charger at {_number(volts, 'V')}, {_number(amps, 'A')}")
            case fx.SessionStarted(protocol=protocol, session_id=number, vehicle_id=name, resumed=resumed):
                again = " resumed" if resumed else ""
                self._say(f"session {number.hex()}{again}, {protocol.value}, {name}")
            case fx.ServiceChosen(service=service, control_mode=mode, bidirectional=both):
                self._say(f"service {service}, {mode.value}, {'both directions' if both else 'charging only'}")
            case fx.Refused(detail=detail) | fx.Noted(detail=detail):
                self._say(f"! {detail}")
            case fx.OutputZero(reason=reason, detail=detail):
                self._say(f"output zero: {reason.value} {detail}".rstrip())
            case fx.SessionEnded(reason=reason, detail=detail):
                self._say(f"ended: {reason.value} after {self._pairs} pairs of the loop. {detail}".rstrip())
                self._pairs = 0
            case _:
                pass

    def close(self) -> None:
        """Close the trace."""
        if self._trace is not None:
            self._trace.close()
            self._trace = None

    def _loop_line(self, text: str) -> None:
        now = time.monotonic()
        if not sys.stdout.isatty() or now - self._shown_s < REFRESH_S or not self._pairs:
            return
        self._shown_s = now
        self._line_open = True
        click.echo(f"\r{self._pairs} pairs, {text}   ", nl=False)

    def _say(self, text: str) -> None:
        click.echo(("\n" if self._line_open else "") + text)
        self._line_open = False

    def _print(self, record: dict[str, Any]) -> None:
        sys.stdout.write(msgspec.json.encode(record, enc_hook=str).decode() + "\n")
        sys.stdout.flush()


def _number(value: float | None, unit: str) -> str:
    return "unknown" if value is None else f"{value:.1f} {unit}"
