"""An emulated car on a CHAdeMO plug, with its own encoder."""

from v2xsdk_emulator.devices.chademo_vehicle.profiles import LEAF_ZE0, LEAF_ZE1, PROFILES, CarProfile
from v2xsdk_emulator.devices.chademo_vehicle.vehicle import ChademoVehicle
from v2xsdk_emulator.devices.chademo_vehicle.wires import PlugWires

__all__ = ["LEAF_ZE0", "LEAF_ZE1", "PROFILES", "CarProfile", "ChademoVehicle", "PlugWires"]
