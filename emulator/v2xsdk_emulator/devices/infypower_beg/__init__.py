"""InfyPower BEG/BEC bidirectional modules, CAN protocol V1.04 (can-power-modules, section 2)."""

from v2xsdk_emulator.devices.infypower_beg.module import BegModule
from v2xsdk_emulator.devices.infypower_beg.params import BegParams
from v2xsdk_emulator.devices.infypower_beg.rack import BegRack

__all__ = ["BegModule", "BegParams", "BegRack"]
