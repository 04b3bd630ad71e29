"""Emulated USB: devices modelled at URB level, reached in process or over USB/IP."""
