"""The command `v2x`."""
