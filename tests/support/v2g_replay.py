"""Feeds the recorded requests of a vehicle to our charger, which answers Ongoing as long as the recorded one did."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from v2xsdk.errors import DecodeError
from v2xsdk.model import EvseOffer
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import wire
from v2xsdk.protocol.v2g.contracts import ContractDesk, Verdict
from v2xsdk.protocol.v2g.din.secc import DinSecc
from v2xsdk.protocol.v2g.effects import ControlMode
from v2xsdk.protocol.v2g.evse import Authorization, EvseState, Isolation, SeccSettings
from v2xsdk.protocol.v2g.iso2.secc import Iso2Secc
from v2xsdk.protocol.v2g.iso20.secc import Iso20Secc
from v2xsdk.protocol.v2g.secc_machine import SeccMachine
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.protocol.v2g.v2gtp import Frame

OFFER = EvseOffer(0.0, 1000.0, 500.0, 500.0, 350_000.0, 350_000.0, 50_000.0)
SETTINGS = SeccSettings(
    services=("dc", "ac", "dc-bpt", "ac-bpt"),
    control_modes=(ControlMode.SCHEDULED, ControlMode.DYNAMIC),
    plug_and_charge=True,
    certificate_installation=True,
    loop_timeout_s=60.0,
)
NAMES = {"din-70121": Protocol.DIN, "iso15118-2": Protocol.ISO2}


class TrustingDesk(ContractDesk):
    """The recorded contracts expired long ago and their keys are not ours: the path is replayed, not the trust."""

    def check_contract(self, request: Any, now_unix_s: float) -> Verdict:
        return Verdict(emaid="DEV2XC00000001X")

    def verify(self, message: Any, request: Any) -> bool:
        return True

    def install(self, message: Any, request: Any, now_unix_s: float) -> Any:
        from v2xsdk.protocol.v2g.neutral import neutral, response_type

        kind = response_type(request)
        assert kind is not None
        return kind(**neutral(kind), ResponseCode=message_codes(request).OK)


def body_of(message: Any) -> Any:
    return getattr(getattr(message, "Body", None), "BodyElement", message)


def message_codes(request: Any) -> Any:
    module = __import__(type(request).__module__, fromlist=["ResponseCodeType"])
    return module.ResponseCodeType


class Step(msgspec.Struct):
    """One request: what the vehicle sent, our state before, our code, and whether the recorded charger went on."""

    name: str
    state: str
    code: str


class Replay:
    """All sessions of one capture; ``sessions`` holds their steps, ``deviations`` what differed from the standard."""

    def __init__(self, path: Path) -> None:
        lines = [json.loads(line) for line in path.read_text().splitlines()][1:]
        self.sessions: list[list[Step]] = []
        self.deviations: list[str] = []
        self.ends: list[str] = []
        self.machine: SeccMachine | None = None
        self._evse = EvseState(OFFER)
        self._at_s = 0.0
        messages = [line for line in lines if line.get("layer") == "v2gtp"]
        for index, line in enumerate(messages):
            if line["dir"] == "req":
                answer = next((other for other in messages[index + 1 :] if other["dir"] == "res"), None)
                self._request(line, answer)
        self._finish()

    def _finish(self) -> None:
        if self.machine is not None:
            self.ends.append(self.machine.end.reason.value if self.machine.end else f"open in {self.machine.state}")
        self.machine = None

    def _request(self, line: dict[str, Any], answer: dict[str, Any] | None) -> None:
        if line["protocol"] == "sap":
            self._finish()
            return
        protocol = NAMES.get(line["protocol"], Protocol.ISO20)
        self._at_s = line["t"] if line["t"] is not None else self._at_s + 0.05
        decoded = self._decode(line, protocol)
        if decoded is None:
            return
        setup = type(body_of(decoded[0])).__name__ == "SessionSetupReq"
        if self.machine is None or (self.machine.ended and setup):
            self._finish()
            self.machine = self._make(protocol)
            self.sessions.append([])
        if self.machine.ended:
            return
        self._follow(answer, protocol)
        self._feed(decoded)

    def _decode(self, line: dict[str, Any], protocol: Protocol) -> tuple[Any, fx.Stream] | None:
        try:
            return wire.decode(Frame(int(line["payload_type"], 16), bytes.fromhex(line["exi"])), protocol)
        except DecodeError as error:
            self.deviations.append(f"{line.get('msg', 'a message')} cannot be read: {error}")
            return None

    def _make(self, protocol: Protocol) -> SeccMachine:
        makers: dict[Protocol, Callable[[], SeccMachine]] = {
            Protocol.DIN: lambda: DinSecc(SETTINGS, self._evse, self._at_s),
            Protocol.ISO2: lambda: Iso2Secc(SETTINGS, self._evse, self._at_s, tls=True, desk=TrustingDesk()),
            Protocol.ISO20: lambda: Iso20Secc(SETTINGS, self._evse, self._at_s, desk=TrustingDesk()),
        }
        return makers[protocol]()

    def _follow(self, answer: dict[str, Any] | None, protocol: Protocol) -> None:
        """Be as quick or slow as the recorded charger was."""
        done = True
        if answer is not None:
            decoded = self._decode(answer, protocol)
            body = decoded[0] if decoded is not None else None
            body = body_of(body)
            processing = getattr(body, "EVSEProcessing", None)
            done = processing is None or processing.value == "Finished"
        self._evse = EvseState(
            OFFER,
            present_voltage_v=400.0,
            present_current_a=10.0,
            isolation=Isolation.VALID if done else Isolation.CHECKING,
            contactor_closed=True,
            authorization=Authorization.GRANTED if done else Authorization.PENDING,
            parameters_ready=done,
        )

    def _feed(self, decoded: tuple[Any, fx.Stream]) -> None:
        machine, (message, stream) = self.machine, decoded
        assert machine is not None
        name = type(body_of(message)).__name__
        if machine.session_id and name != "SessionSetupReq":
            header = msgspec.structs.replace(message.Header, SessionID=machine.session_id)
            message = msgspec.structs.replace(message, Header=header)
        message = _ours(message, machine)
        before = machine.state
        machine.update(self._evse, self._at_s)
        machine.receive(message, self._at_s, stream)
        code = "none"
        for effect in machine.effects():
            if isinstance(effect, fx.Send):
                sent: Any = effect.message
                body = body_of(sent)
                code = body.ResponseCode.value
            elif isinstance(effect, fx.Noted):
                self.deviations.append(f"{before}: {effect.detail}")
        self.sessions[-1].append(Step(name, before, code))


def _ours(message: Any, machine: SeccMachine) -> Any:
    """What the recorded charger had given out is put in our charger's words: challenge, session, schedule."""
    body = body_of(message)
    changes: dict[str, Any] = {}
    if type(body).__name__ == "AuthorizationReq" and getattr(body, "GenChallenge", None) is not None:
        changes["GenChallenge"] = getattr(machine, "_challenge", b"") or body.GenChallenge
    if type(body).__name__ == "MeteringReceiptReq":
        changes["SessionID"] = machine.session_id
    if type(body).__name__ == "PowerDeliveryReq" and getattr(body, "SAScheduleTupleID", None) is not None:
        changes["SAScheduleTupleID"] = 1
    if not changes:
        return message
    changed = msgspec.structs.replace(body, **changes)
    return msgspec.structs.replace(message, Body=msgspec.structs.replace(message.Body, BodyElement=changed))
