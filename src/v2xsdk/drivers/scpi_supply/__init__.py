"""Bidirectional bench supplies that speak SCPI over USBTMC."""

from v2xsdk.drivers.scpi_supply.driver import DRIVER

__all__ = ["DRIVER"]
