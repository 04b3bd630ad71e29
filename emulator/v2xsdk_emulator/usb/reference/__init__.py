"""The reference charger's service port: the device side of docs/reference/usb-diagnostics.md, encoded on its own."""
