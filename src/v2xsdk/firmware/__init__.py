"""Signed firmware: making images, checking them, and bringing them onto a device over any service port."""
