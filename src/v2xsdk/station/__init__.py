"""A charger made of parts: a power stage and a vehicle link."""

from v2xsdk.station.station import Station

__all__ = ["Station"]
