"""A vehicle on ISO 15118 or DIN 70121: this side is the charger's communication controller (SECC)."""

from v2xsdk.drivers.iso15118.link import DRIVER, Iso15118Link
from v2xsdk.drivers.iso15118.options import Iso15118Options

__all__ = ["DRIVER", "Iso15118Link", "Iso15118Options"]
