"""Energy services of -20 and their parameter sets (tables 205 to 208; reference/iso15118, section 6)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from v2xsdk.protocol.v2g.effects import ControlMode, Energy
from v2xsdk.protocol.v2g.evse import SERVICES, SeccSettings, ServiceId
from v2xsdk.protocol.v2g.messages.iso20 import common as m

PARKING_STATUS = 66
CONTROL_MODES = {ControlMode.SCHEDULED: 1, ControlMode.DYNAMIC: 2}
BY_NUMBER = {service.number: service for service in SERVICES.values()}
THREE_PHASE = (2, 3)
"""Connector values of three-phase AC seen in the field; 2 is sent."""
ISLANDING_NAMES = ("GridCodeIslandingDetectionMethod", "DetectionMethodGridCodeIslanding")
"""Two spellings are in the field; the first is sent."""


class Selected(msgspec.Struct, frozen=True):
    """What the vehicle selected."""

    service: ServiceId
    control_mode: ControlMode
    parameter_set: int
    parameters: tuple[tuple[str, int], ...] = ()


NOTHING_SELECTED = Selected(SERVICES["dc"], ControlMode.DYNAMIC, 0)
"""Stands until ServiceSelection; parameter sets of the wire count from 1."""


def offered(settings: SeccSettings) -> tuple[ServiceId, ...]:
    """Return the services on offer, in the order of the settings."""
    return tuple(SERVICES[name] for name in settings.services)


def parameter_sets(service: ServiceId, settings: SeccSettings) -> tuple[m.ParameterSetType, ...]:
    """Return one parameter set for each control mode, numbered from 1."""
    return tuple(
        m.ParameterSetType(ParameterSetID=number, Parameter=tuple(_values(parameters(service, mode, settings))))
        for number, mode in enumerate(settings.control_modes, start=1)
    )


def parameters(service: ServiceId, mode: ControlMode, settings: SeccSettings) -> dict[str, int]:
    """Return the parameters of a service in a control mode by name, all integers."""
    given_by_charger = mode is ControlMode.DYNAMIC and settings.mobility_needs_mode == 2
    found = {
        "Connector": _connector(service, settings),
        "ControlMode": CONTROL_MODES[mode],
        "MobilityNeedsMode": 2 if given_by_charger else 1,
        "Pricing": 2 if mode is ControlMode.SCHEDULED else 0,
    }
    if service.energy is Energy.AC:
        found["EVSENominalVoltage"] = round(settings.nominal_voltage_v)
    if service.bidirectional:
        found |= {"BPTChannel": 1, "GeneratorMode": 1}
        if service.energy is Energy.AC:
            found[ISLANDING_NAMES[0]] = 2
    return found


def _connector(service: ServiceId, settings: SeccSettings) -> int:
    if service.name.startswith("mcs"):
        return 1
    if service.energy is Energy.DC:
        return 2
    return 1 if settings.phases == 1 else THREE_PHASE[0]


def _values(found: dict[str, int]) -> Iterable[m.ParameterType]:
    return (m.ParameterType(Name=name, intValue=value) for name, value in found.items())


def read_parameters(given: m.ParameterSetType) -> dict[str, int]:
    """Return the integer parameters of a set by name; others are left out."""
    found = {}
    for parameter in given.Parameter:
        for value in (parameter.intValue, parameter.shortValue, parameter.byteValue):
            if value is not None:
                found[parameter.Name] = value
    return found
