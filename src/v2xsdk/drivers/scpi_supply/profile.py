"""The SCPI commands of a family of supplies, as data: another family is another record."""

from __future__ import annotations

import msgspec


class Profile(msgspec.Struct, frozen=True):
    """Voltage priority with a current limit for each direction; positive current leaves the supply.

    Commands that set take the value at ``{}``; a query is the header with ``?``. ``discharge_sign`` is -1 where
    the limit for current into the supply is written as a negative number.
    """

    voltage: str = "VOLT"
    charge_current: str = "CURR:LIM:POS"
    discharge_current: str = "CURR:LIM:NEG"
    discharge_sign: int = -1
    over_voltage: str = "VOLT:PROT"
    under_voltage: str = "VOLT:UND:PROT"
    over_current: str = "CURR:PROT"
    protection_states: tuple[str, ...] = ("VOLT:PROT:STAT", "VOLT:UND:PROT:STAT", "CURR:PROT:STAT")
    output: str = "OUTP"
    power_rating: str = "POW?"
    measured_voltage: str = "MEAS:VOLT?"
    measured_current: str = "MEAS:CURR?"
    tripped: str = "STAT:QUES:COND?"
    watchdog_delay: str = "OUTP:PROT:WDOG:DEL"
    watchdog_state: str = "OUTP:PROT:WDOG"


#: ITECH-type commands (usb, section 1); units that differ get a record of their own.
GENERIC = Profile()
