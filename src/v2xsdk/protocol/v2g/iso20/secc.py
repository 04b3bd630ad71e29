"""The charger's side of an ISO 15118-20 session: session, services, schedule and the end."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from v2xsdk.model import Reason, VehicleStatus
from v2xsdk.protocol.v2g.contracts import ContractDesk
from v2xsdk.protocol.v2g.effects import (
    EndReason,
    Energy,
    MeterConfirmed,
    OpenContactor,
    Stream,
)
from v2xsdk.protocol.v2g.evse import EvseState, PausedSession, SeccSettings
from v2xsdk.protocol.v2g.iso20 import table
from v2xsdk.protocol.v2g.iso20.proof import vehicle_proof
from v2xsdk.protocol.v2g.iso20.service_choice import ServiceSecc
from v2xsdk.protocol.v2g.iso20.services import NOTHING_SELECTED, Selected
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20.common_types import ResponseCodeType
from v2xsdk.protocol.v2g.secc_machine import Answer, Failure
from v2xsdk.protocol.v2g.timers import Role, TimerName, seconds

OK = ResponseCodeType.OK


class Iso20Secc(ServiceSecc):
    """ISO 15118-20, AC and DC, one and both directions.

    ``vehicle_leaf`` is the vehicle certificate of the TLS link (DER), ``energies`` the kinds of energy that the
    handshake left open. ``paused`` may be resumed; after the end ``pause`` holds what to keep of this session.
    """

    table = table.SECC
    loop_states = frozenset({"charging_ac", "charging_dc"})

    def __init__(
        self,
        settings: SeccSettings,
        evse: EvseState,
        now: float,
        *,
        unix_s: float = 0.0,
        energies: frozenset[Energy] = frozenset(Energy),
        vehicle_leaf: bytes | None = None,
        desk: ContractDesk | None = None,
        paused: PausedSession | None = None,
        session_ids: Callable[[], bytes] = lambda: secrets.token_bytes(8),
    ) -> None:
        super().__init__("session_setup", settings, evse, now, session_ids)
        self._unix_offset_s = unix_s - now
        self._energies = energies
        self._vehicle_leaf = vehicle_leaf
        self._desk = desk
        self._paused = paused
        self._tls = vehicle_leaf is not None
        self._sets: dict[int, dict[int, dict[str, int]]] = {}
        self._side_state = "idle"
        self.vehicle = VehicleStatus(now)
        self.pause: PausedSession | None = None

    def update(self, evse: EvseState, now: float) -> None:
        """Tell the machine what the charger does now."""
        super().update(self._merged(evse), now)

    def _make_handlers(self) -> dict[str, Callable[[Any, float], Answer | None]]:
        return {
            "SessionSetupReq": self._session_setup,
            "AuthorizationSetupReq": self._authorization_setup,
            "CertificateInstallationReq": self._certificate_installation,
            "AuthorizationReq": self._authorization,
            "ServiceDiscoveryReq": self._service_discovery,
            "ServiceDetailReq": self._service_detail,
            "ServiceSelectionReq": self._service_selection,
            "AC_ChargeParameterDiscoveryReq": self._ac_parameters,
            "DC_ChargeParameterDiscoveryReq": self._dc_parameters,
            "ScheduleExchangeReq": self._schedule_exchange,
            "DC_CableCheckReq": self._cable_check,
            "DC_PreChargeReq": self._pre_charge,
            "PowerDeliveryReq": self._power_delivery,
            "AC_ChargeLoopReq": self._ac_loop,
            "DC_ChargeLoopReq": self._dc_loop,
            "DC_WeldingDetectionReq": self._welding_detection,
            "MeteringConfirmationReq": self._metering_confirmation,
            "VehicleCheckInReq": self._check_in,
            "VehicleCheckOutReq": self._check_out,
            "SessionStopReq": self._session_stop,
        }

    def _allowed(self, name: str, stream: Stream) -> bool:
        """Main stream by the table; side streams only beside a running charge loop."""
        if stream is Stream.MAIN:
            return self.table.outcomes(self.state, name) is not None
        if stream is Stream.METERING:
            return name == "MeteringConfirmationReq" and self.state in (*self.loop_states, "welding", "stopped")
        if stream is Stream.SCHEDULE:
            return self.state in self.loop_states and table.SIDE.outcomes(self._side_state, name) is not None
        return False

    def receive(self, message: object, now: float, stream: Stream = Stream.MAIN) -> None:
        """Take one decoded message of the vehicle."""
        self._stream = stream
        super().receive(message, now, stream)

    def _answered(self, request: Any, outcome: str, now: float) -> None:
        name = type(request).__name__
        if self._stream is Stream.SCHEDULE:
            self._side_state = (table.SIDE.outcomes(self._side_state, name) or {}).get(outcome, "idle")
            return
        if self.state in self.loop_states and name.endswith("ChargeLoopReq"):
            self._timers[TimerName.SEQUENCE] = now + self.settings.loop_timeout_s
        if name == "PowerDeliveryReq" and outcome == "stop":
            self._queue(OpenContactor())
        if name == "SessionStopReq" and outcome == "ok":
            self._stopped(now)

    # --- session and services

    def _session_setup(self, request: m.SessionSetupReq, now: float) -> Answer:
        asked, kept = request.Header.SessionID, self._paused
        proof = vehicle_proof(asked, self._vehicle_leaf)
        resumed = kept is not None and proof is not None and asked == kept.session_id and proof == kept.vehicle_proof
        self._new_session(request.EVCCID, resumed=asked if resumed else None)
        for chosen in kept.chosen if resumed and kept is not None else ():
            if isinstance(chosen, Selected):
                self._choose(chosen)
        code = ResponseCodeType.OK_OldSessionJoined if resumed else ResponseCodeType.OK_NewSessionEstablished
        answer = m.SessionSetupRes(Header=self._header(now), ResponseCode=code, EVSEID=self.settings.evse_id)
        return answer, "resumed" if resumed else "new"

    # --- metering, parking, the end

    def _metering_confirmation(self, request: m.MeteringConfirmationReq, now: float) -> Answer:
        data = request.SignedMeteringData
        valid = self._desk.verify(self._message, request) if self._desk is not None else None
        foreign = data.SessionID != self.session_id
        if foreign or (self.settings.require_valid_receipt and not valid):
            raise Failure("FAILED_MeteringSignatureNotValid", "the reading is not signed for this session")
        self._queue(MeterConfirmed(float(data.MeterInfo.ChargedEnergyReadingWh), valid))
        return m.MeteringConfirmationRes(Header=self._header(now), ResponseCode=OK), "ok"

    def _check_in(self, request: m.VehicleCheckInReq, now: float) -> Answer:
        del request
        if not self._parking:
            raise Failure("FAILED_SequenceError", "VehicleCheckIn without the service ParkingStatus")
        return m.VehicleCheckInRes(Header=self._header(now), ResponseCode=OK), "ok"

    def _check_out(self, request: m.VehicleCheckOutReq, now: float) -> Answer:
        del request
        if not self._parking:
            raise Failure("FAILED_SequenceError", "VehicleCheckOut without the service ParkingStatus")
        answer = m.VehicleCheckOutRes(
            Header=self._header(now), ResponseCode=OK, EVSECheckOutStatus=m.EvseCheckOutStatusType.Completed
        )
        return answer, "ok"

    def _session_stop(self, request: m.SessionStopReq, now: float) -> Answer:
        self._stop_kind = request.ChargingSession
        outcome = "ok"
        if self._stop_kind is m.ChargingSessionType.ServiceRenegotiation:
            if not self.settings.service_renegotiation:
                raise Failure("FAILED_NoServiceRenegotiationSupported", "service renegotiation is not on offer")
            if "renegotiate" not in (self.table.outcomes(self.state, "SessionStopReq") or {}):
                raise Failure("FAILED_SequenceError", f"service renegotiation in state {self.state}")
            outcome = "renegotiate"
            self._sets.clear()
        elif self._stop_kind is m.ChargingSessionType.Pause and not self.settings.pause_allowed:
            raise Failure("FAILED_PauseNotAllowed", "pausing is switched off")
        self._zero(Reason.STOPPED, "the vehicle stopped the session")
        return m.SessionStopRes(Header=self._header(now), ResponseCode=OK), outcome

    def _stopped(self, now: float) -> None:
        paused = self._stop_kind is m.ChargingSessionType.Pause
        if paused and self.selected is not NOTHING_SELECTED:
            proof = vehicle_proof(self.session_id, self._vehicle_leaf)
            self.pause = PausedSession(self.session_id, self.protocol.value, (self.selected,), proof, now)
        wait_s = seconds(self.protocol, Role.SECC, TimerName.TCP_CLOSE)
        self._finish(EndReason.PAUSED if paused else EndReason.NORMAL, close_after_s=wait_s)
