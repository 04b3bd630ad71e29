"""Options of the CHAdeMO link, as a URL gives them."""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.can.chademo.evse_options import EvseOptions


class ChademoOptions(msgspec.Struct, frozen=True):
    """``bus`` is the plug's CAN, ``lines`` the bus URL of the input/output module for d1, d2, k and lock.

    Ratings as in ``EvseOptions`` (V, A). ``window_s``: how long ``open`` waits for the car's voltages.
    ``offer_timeout_s``: a set-point not renewed for so long ends the session.
    """

    bus: str = ""
    lines: str = ""
    voltage_min_v: float = 150.0
    voltage_max_v: float = 500.0
    charge_current_max_a: float = 125.0
    discharge_current_max_a: float = 0.0
    discharge_voltage_min_v: float = 250.0
    protocol_number: int = 2
    insulation_test_voltage_v: float = 500.0
    withdraw_discharge_offer: bool = True
    discharge_bit_after_permission: bool = False
    feign_current: bool = False
    extended_available_current: bool = False
    window_s: float = 10.0
    offer_timeout_s: float = 1.0

    def evse(self) -> EvseOptions:
        """The machine's options; raises ``ConfigError`` for values that do not fit."""
        names = set(EvseOptions.__struct_fields__) & set(self.__struct_fields__)
        return EvseOptions(**{name: getattr(self, name) for name in names})
