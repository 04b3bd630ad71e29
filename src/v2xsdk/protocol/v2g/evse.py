"""What a charger's session machine is told: what the charger is, does and wants. Plain values in SI units."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from v2xsdk.model import EvseOffer
from v2xsdk.protocol.v2g.effects import ControlMode, Energy


class Isolation(StrEnum):
    """Result of the isolation test."""

    UNKNOWN = "unknown"
    CHECKING = "checking"
    VALID = "valid"
    WARNING = "warning"
    FAULT = "fault"


class Authorization(StrEnum):
    """What the authorizer says."""

    PENDING = "pending"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    GRANTED = "granted"
    REFUSED = "refused"


class Notice(StrEnum):
    """What the charger wants of the vehicle; it travels in every answer that has a status."""

    NONE = "none"
    STOP = "stop"
    PAUSE = "pause"
    RENEGOTIATE = "renegotiate"
    SERVICE_RENEGOTIATION = "service_renegotiation"
    EXIT_STANDBY = "exit_standby"
    METERING_CONFIRMATION = "metering_confirmation"


class MeterReading(msgspec.Struct, frozen=True):
    """A meter at the charger: both counters in Wh, rising."""

    meter_id: str
    charged_wh: float
    discharged_wh: float = 0.0
    signature: bytes | None = None


class SchedulePeriod(msgspec.Struct, frozen=True):
    """One step of a schedule: length in s, power in W as magnitudes per direction, price level 0 is the cheapest."""

    duration_s: int
    charge_power_w: float
    discharge_power_w: float = 0.0
    price_level: int = 0


class EvseState(msgspec.Struct, frozen=True):
    """The charger now. ``None`` is unknown; present values are measured ones, signed positive to the vehicle.

    ``offer.setpoint_w`` is the power wanted now; with ``follow_setpoint`` the limits in the loop are narrowed to it,
    so that the vehicle follows in both directions. ``fault`` is empty or says what is wrong: the vehicle is told
    that the charger shut down. While ``parameters_ready`` is false the vehicle waits for its parameters and schedule.
    """

    offer: EvseOffer
    present_voltage_v: float | None = None
    present_current_a: float | None = None
    present_power_w: float | None = None
    isolation: Isolation = Isolation.UNKNOWN
    contactor_closed: bool | None = None
    authorization: Authorization = Authorization.PENDING
    notice: Notice = Notice.NONE
    notice_delay_s: int = 0
    parameters_ready: bool = True
    fault: str = ""
    follow_setpoint: bool = True
    meter: MeterReading | None = None
    schedule: tuple[SchedulePeriod, ...] = ()


class EarlyDischarge(StrEnum):
    """How a DIN or -2 vehicle may discharge; both standards have no message for it.

    ``REVERSE_CURRENT``: the charger lowers its output below the battery; many vehicles bear it for a while
    (``reverse_current.SEEN``). Not sanctioned by any car maker. ``SAE_J2847_2``: limits with a negative sign on top
    of -2 (SAE J2847/2:2023); the slot is there, the fields are not.
    """

    OFF = "off"
    REVERSE_CURRENT = "reverse_current"


class ServiceId(msgspec.Struct, frozen=True):
    """An energy service of -20: its number, what it carries (reference/iso15118, section 6)."""

    number: int
    energy: Energy
    bidirectional: bool
    name: str


SERVICES: dict[str, ServiceId] = {
    s.name: s
    for s in (
        ServiceId(1, Energy.AC, False, "ac"),
        ServiceId(2, Energy.DC, False, "dc"),
        ServiceId(5, Energy.AC, True, "ac-bpt"),
        ServiceId(6, Energy.DC, True, "dc-bpt"),
        ServiceId(8, Energy.DC, False, "mcs"),
        ServiceId(9, Energy.DC, True, "mcs-bpt"),
    )
}
"""Services that sessions can serve, by the name the command line uses."""


class SeccSettings(msgspec.Struct, frozen=True):
    """What the charger offers and insists on.

    ``loop_timeout_s`` is the -20 wait for the next loop request: 0.5 s by the standard, 2 s for vehicles in the
    field. ``require_profile`` insists on an EVPowerProfile at PowerDelivery(Start) ([V2G20-1546]).
    """

    evse_id: str = "DE*V2X*E0001"
    services: tuple[str, ...] = ("dc-bpt", "dc", "ac-bpt", "ac")
    control_modes: tuple[ControlMode, ...] = (ControlMode.DYNAMIC, ControlMode.SCHEDULED)
    eim: bool = True
    plug_and_charge: bool = False
    certificate_installation: bool = False
    free_service: bool = True
    phases: int = 3
    nominal_voltage_v: float = 230.0
    nominal_frequency_hz: float = 50.0
    mobility_needs_mode: int = 1
    loop_timeout_s: float = 2.0
    early_discharge: EarlyDischarge = EarlyDischarge.OFF
    pause_allowed: bool = True
    service_renegotiation: bool = True
    parking_status: bool = False
    require_profile: bool = True
    receipt_every_s: float | None = None
    require_valid_receipt: bool = False

    def offers(self, energy: Energy) -> bool:
        """Whether a service of this kind is on offer."""
        return any(SERVICES[name].energy is energy for name in self.services)


class PausedSession(msgspec.Struct, frozen=True):
    """What a charger keeps of a paused session, to recognise the vehicle that comes back.

    ``vehicle_proof`` binds a -20 session to the vehicle certificate of its TLS link ([V2G20-2545]); ``None`` on a
    plain link, where nothing can be resumed.
    """

    session_id: bytes
    protocol: str
    chosen: tuple[object, ...] = ()
    vehicle_proof: bytes | None = None
    paused_s: float = 0.0
