"""Services and their selection, and the schedule exchange of a -20 charger."""

from __future__ import annotations

from typing import Any

from v2xsdk.protocol.v2g.effects import (
    ControlMode,
    Energy,
    ServiceChosen,
    VehicleSaid,
)
from v2xsdk.protocol.v2g.evse import ServiceId
from v2xsdk.protocol.v2g.iso20 import schedule, services
from v2xsdk.protocol.v2g.iso20.energy import EnergySecc
from v2xsdk.protocol.v2g.iso20.services import Selected
from v2xsdk.protocol.v2g.messages.iso20 import common as m
from v2xsdk.protocol.v2g.messages.iso20.common_types import ProcessingType, ResponseCodeType
from v2xsdk.protocol.v2g.secc_machine import Answer, Failure

OK = ResponseCodeType.OK


class ServiceSecc(EnergySecc):
    """Handlers of ServiceDiscovery, ServiceDetail, ServiceSelection and ScheduleExchange."""

    _energies: frozenset[Energy]
    _sets: dict[int, dict[int, dict[str, int]]]
    _parking = False

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
