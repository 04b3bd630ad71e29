"""What a vehicle's session machine is told: what the vehicle is, measures and wants. Plain values in SI units."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from v2xsdk.protocol.v2g.effects import ControlMode


class Wish(StrEnum):
    """What the vehicle wants next."""

    GO_ON = "go_on"
    STOP = "stop"
    PAUSE = "pause"
    RENEGOTIATE = "renegotiate"
    RENEGOTIATE_SERVICE = "renegotiate_service"


class EvState(msgspec.Struct, frozen=True):
    """The vehicle now. Limits are magnitudes; ``target_current_a`` and ``present_power_w`` positive into the vehicle.

    ``inlet_voltage_v`` is measured at the inlet, ``battery_voltage_v`` behind the vehicle's contactors.
    Energies in Wh to reach a state from now, negative when it is passed; ``departure_s`` seconds from now.
    """

    soc_percent: float = 50.0
    capacity_wh: float = 60_000.0
    battery_voltage_v: float = 400.0
    inlet_voltage_v: float | None = None
    voltage_min_v: float = 300.0
    voltage_max_v: float = 450.0
    charge_current_max_a: float = 200.0
    charge_power_max_w: float = 80_000.0
    discharge_current_max_a: float = 100.0
    discharge_power_max_w: float = 40_000.0
    charge_power_min_w: float = 0.0
    target_voltage_v: float = 440.0
    target_current_a: float = 0.0
    present_power_w: float = 0.0
    target_energy_wh: float = 20_000.0
    maximum_energy_wh: float = 30_000.0
    minimum_energy_wh: float = 0.0
    maximum_v2x_energy_wh: float | None = None
    minimum_v2x_energy_wh: float | None = None
    departure_s: int = 36_000
    minimum_soc_percent: int = 20
    target_soc_percent: int = 80
    ready: bool = True
    error: str = "NO_ERROR"
    wish: Wish = Wish.GO_ON


class EvSettings(msgspec.Struct, frozen=True):
    """What the vehicle asks for. ``discharge_sign`` is the sign of the discharge limits it sends ([V2G20-1213]).

    ``session_id`` is that of a paused session to resume. ``energy_mode`` is the EnergyTransferMode of -2 and DIN.
    ``patience`` stretches the wait for an answer, for chargers known to be slow; 1 is the standard.
    ``loop_period_s`` is the pause between two requests of the loop, below 0.25 s by the standard.
    """

    evcc_id: bytes = b"\x02\x00\x00\x00\x00\x01"
    evcc_name: str = "WV2XEV00000001"
    service: str = "dc-bpt"
    control_mode: ControlMode = ControlMode.DYNAMIC
    energy_mode: str = "DC_extended"
    plug_and_charge: bool = False
    install_certificate: bool = False
    update_certificate: bool = False
    session_id: bytes = b""
    discharge_sign: int = 1
    loop_period_s: float = 0.1
    poll_period_s: float = 0.1
    authorization_wait_s: float | None = None
    welding_requests: int = 2
    phases: int = 3
    pre_charge_band_v: float = 20.0
    send_loop_limits: bool = True
    patience: float = 1.0
