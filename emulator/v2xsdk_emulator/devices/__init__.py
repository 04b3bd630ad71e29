"""Emulated devices, each at the far end of a wire and with its own encoders."""
