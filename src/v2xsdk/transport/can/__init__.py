"""CAN buses; ``open_bus`` makes one from a URL, ``bus.CanBus`` is the contract."""

from v2xsdk.transport.can.url import open_bus

__all__ = ["open_bus"]
