"""CAN buses; `url.open_bus` makes one from a URL, `bus.CanBus` is the contract."""
