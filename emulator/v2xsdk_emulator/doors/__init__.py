"""Doors: the ways from outside to the emulated buses. All stay on this machine by default."""
