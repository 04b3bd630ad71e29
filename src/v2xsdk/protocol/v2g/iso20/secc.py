"""The charger's side of an ISO 15118-20 session: session, services, schedule and the end."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from v2xsdk.model import Reason, VehicleStatus
from v2xsdk.protocol.v2g.contracts import ContractDesk
from v2xsdk.protocol.v2g.effects import (
    ControlMode,
    EndReason,
    Energy,
    MeterConfirmed,
    OpenContactor,
    ServiceChosen,
    Stream,
    VehicleSaid,
)
from v2xsdk.protocol.v2g.evse import EvseState, PausedSession, SeccSettings, ServiceId
from v2xsdk.protocol.v2g.iso20 import schedule, services, table
from v2xsdk.protocol.v2g.iso20.energy import EnergySecc
from v2xsdk.protocol.v2g.iso20.proof import vehicle_proof
from v2xsdk.protocol.v2g.iso20.services import NOTHING_SELECTED, Selected
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20.common_types import ProcessingType, ResponseCodeType
from v2xsdk.protocol.v2g.secc_machine import Answer, Failure
from v2xsdk.protocol.v2g.timers import Role, TimerName, seconds

OK = ResponseCodeType.OK


class Iso20Secc(EnergySecc):
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

    def _offered(self) -> tuple[ServiceId, ...]:
        return tuple(s for s in services.offered(self.settings) if s.energy in self._energies)

    def _service_discovery(self, request: m.ServiceDiscoveryReq, now: float) -> Answer:
        free = self.settings.free_service
        energy = tuple(m.ServiceType(ServiceID=s.number, FreeService=free) for s in self._offered())
        asked = request.SupportedServiceIDs
        parking = self.settings.parking_status and (asked is None or services.PARKING_STATUS in asked.ServiceID)
        extra = (m.ServiceType(ServiceID=services.PARKING_STATUS, FreeService=True),) if parking else ()
        answer = m.ServiceDiscoveryRes(
            Header=self._header(now),
            ResponseCode=OK,
            ServiceRenegotiationSupported=self.settings.service_renegotiation,
            EnergyTransferServiceList=m.ServiceListType(Service=energy),
            VASList=m.ServiceListType(Service=extra) if extra else None,
        )
        return answer, "ok"

    def _service_detail(self, request: m.ServiceDetailReq, now: float) -> Answer:
        number = request.ServiceID
        service = next((s for s in self._offered() if s.number == number), None)
        if service is not None:
            sets = services.parameter_sets(service, self.settings)
        elif number == services.PARKING_STATUS and self.settings.parking_status:
            intended = m.ParameterType(Name="IntendedService", intValue=1)
            sets = (m.ParameterSetType(ParameterSetID=1, Parameter=(intended,)),)
        else:
            raise Failure("FAILED_ServiceIDInvalid", f"service {number} is not on offer")
        self._sets[number] = {s.ParameterSetID: services.read_parameters(s) for s in sets}
        answer = m.ServiceDetailRes(
            Header=self._header(now),
            ResponseCode=OK,
            ServiceID=number,
            ServiceParameterList=m.ServiceParameterListType(ParameterSet=sets),
        )
        return answer, "ok"

    def _service_selection(self, request: m.ServiceSelectionReq, now: float) -> Answer:
        wanted = request.SelectedEnergyTransferService
        self._known_set(wanted)
        service = services.BY_NUMBER.get(wanted.ServiceID)
        if service is None:
            raise Failure("FAILED_NoEnergyTransferServiceSelected", f"service {wanted.ServiceID} transfers no energy")
        for extra in request.SelectedVASList.SelectedService if request.SelectedVASList else ():
            self._known_set(extra)
            self._parking = self._parking or extra.ServiceID == services.PARKING_STATUS
        found = self._sets[wanted.ServiceID][wanted.ParameterSetID]
        control = ControlMode.DYNAMIC if found["ControlMode"] == 2 else ControlMode.SCHEDULED
        self._choose(Selected(service, control, wanted.ParameterSetID, tuple(found.items())))
        return m.ServiceSelectionRes(Header=self._header(now), ResponseCode=OK), "ok"

    def _known_set(self, wanted: m.SelectedServiceType) -> None:
        """Only a pair that was in a ServiceDetailRes of this session may be selected ([V2G20-433], [V2G20-1216])."""
        if wanted.ParameterSetID not in self._sets.get(wanted.ServiceID, {}):
            detail = f"service {wanted.ServiceID} with parameter set {wanted.ParameterSetID} was not offered"
            raise Failure("FAILED_ServiceSelectionInvalid", detail)

    def _choose(self, selected: Selected) -> None:
        self.selected = selected
        service = selected.service
        self._kind = (service.bidirectional, selected.control_mode)
        chosen = ServiceChosen(
            service.energy, service.bidirectional, selected.control_mode, service.name, selected.parameters
        )
        self._queue(chosen)

    # --- schedule

    def _schedule_exchange(self, request: m.ScheduleExchangeReq, now: float) -> Answer:
        dynamic = request.Dynamic_SEReqControlMode
        mode = dynamic or request.Scheduled_SEReqControlMode
        control = self.selected.control_mode
        if mode is None or (dynamic is not None) != (control is ControlMode.DYNAMIC):
            raise Failure("FAILED", f"a schedule request that does not fit {control.value} control [V2G20-1600]")
        self.vehicle = schedule.vehicle_needs(mode, self.vehicle, now)
        self._queue(VehicleSaid(self.vehicle))
        ready = self.evse.parameters_ready
        if not ready and self._ongoing_too_long(now):
            raise Failure("FAILED", "the charger did not get its schedule ready in time")
        points = request.MaximumSupportingPoints
        answer = m.ScheduleExchangeRes(
            Header=self._header(now),
            ResponseCode=OK,
            EVSEProcessing=ProcessingType.Finished if ready else ProcessingType.Ongoing,
            **self._schedule_mode(dynamic is not None, points, now),
        )
        return answer, self.selected.service.energy.value if ready else "ongoing"

    def _schedule_mode(self, dynamic: bool, points: int, now: float) -> dict[str, Any]:
        if dynamic:
            return {"Dynamic_SEResControlMode": m.Dynamic_SEResControlModeType()}
        unix_s = max(0, int(self._unix_s(now)))
        answer = schedule.scheduled_answer(self.evse, unix_s, points, self.selected.service.bidirectional)
        return {"Scheduled_SEResControlMode": answer}

    # --- metering, parking, the end

    def _metering_confirmation(self, request: m.MeteringConfirmationReq, now: float) -> Answer:
        data = request.SignedMeteringData
        valid = self._desk.verify(self._message, request) if self._desk is not None else None
        foreign = data.SessionID != self.session_id
        if foreign or (self.settings.require_valid_receipt and not valid):
            raise Failure("FAILED_MeteringSignatureNotValid", "the reading is not signed for this session")
        self._queue(MeterConfirmed(float(data.MeterInfo.ChargedEnergyReadingWh), valid))
        return m.MeteringConfirmationRes(Header=self._header(now), ResponseCode=OK), "ok"

    _parking = False

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
