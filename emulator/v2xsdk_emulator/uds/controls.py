"""What a technician may take over for a while (2F, 28, 85); all of it is given back when the session ends."""

from __future__ import annotations

from v2xsdk_emulator.uds.server import OUT_OF_RANGE, WRONG_LENGTH, Nrc

FAN, LED = 0x0300, 0x0301
GIVE_BACK, FREEZE, ADJUST = 0, 2, 3
OWN_OUTPUTS = {FAN: 30, LED: 0}
MANAGEMENT_ONLY = 2


class Controls:
    """``outputs`` by identifier: fan speed in percent, LED on or off. Contactors are not among them."""

    def __init__(self) -> None:
        self.outputs = dict(OWN_OUTPUTS)
        self.stores_faults = True

    def end(self) -> None:
        """Give everything back to the charger."""
        self.outputs = dict(OWN_OUTPUTS)
        self.stores_faults = True

    def input_output(self, rest: bytes) -> bytes:
        """2F."""
        if len(rest) < 3:
            raise Nrc(WRONG_LENGTH)
        number, action = int.from_bytes(rest[:2], "big"), rest[2]
        if number not in self.outputs or action not in (GIVE_BACK, FREEZE, ADJUST):
            raise Nrc(OUT_OF_RANGE)
        if len(rest) != (4 if action == ADJUST else 3):
            raise Nrc(WRONG_LENGTH)
        if action == ADJUST:
            if rest[3] > 100:
                raise Nrc(OUT_OF_RANGE)
            self.outputs[number] = rest[3]
        elif action == GIVE_BACK:
            self.outputs[number] = OWN_OUTPUTS[number]
        return rest[:3] + bytes((self.outputs[number],))

    def communication(self, rest: bytes) -> bytes:
        """28: network management may be silenced, power control frames never."""
        if len(rest) != 2:
            raise Nrc(WRONG_LENGTH)
        if rest[1] != MANAGEMENT_ONLY:
            raise Nrc(OUT_OF_RANGE)
        return rest[:1]

    def fault_setting(self, rest: bytes) -> bytes:
        """85: 01 on, 02 off."""
        self.stores_faults = rest[0] == 1
        return rest[:1]
