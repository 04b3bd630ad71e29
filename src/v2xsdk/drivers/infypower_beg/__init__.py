"""InfyPower BEG/BEC: bidirectional modules, CAN protocol V1.04."""

from v2xsdk.drivers.infypower_beg.driver import DRIVER

__all__ = ["DRIVER"]
