"""The entry point of the SCPI supply driver."""

from __future__ import annotations

from typing import Any

from v2xsdk.drivers.scpi_supply.options import SupplyOptions
from v2xsdk.drivers.scpi_supply.stage import ScpiSupply
from v2xsdk.model import Deadman
from v2xsdk.spi import CanBus, DriverKind, DriverSpec


def _make(_: CanBus | None, options: Any) -> ScpiSupply:
    return ScpiSupply(options)


DRIVER = DriverSpec(
    name="scpi-supply",
    kind=DriverKind.STAGE,
    vendor="ITECH and others",
    summary="bidirectional bench supplies, SCPI over USBTMC",
    options=SupplyOptions,
    make=_make,
    needs_bus=False,
    can_discharge=True,
    deadman=Deadman.NONE,
    evidence="not run on hardware",
)
