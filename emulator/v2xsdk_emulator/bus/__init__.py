"""The emulated CAN bus itself: one queue at its bit rate, ports for devices, doors and in-process users."""

from v2xsdk_emulator.bus.can_bus import BusPort, CanBus

__all__ = ["BusPort", "CanBus"]
