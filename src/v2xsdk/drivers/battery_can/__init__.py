"""A vehicle's battery that broadcasts its state and limits on CAN."""

from v2xsdk.drivers.battery_can.link import DRIVER, BatteryCan, BatteryCanOptions

__all__ = ["DRIVER", "BatteryCan", "BatteryCanOptions"]
