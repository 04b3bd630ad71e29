"""Service port over USB: the diagnostic protocol of docs/reference/usb-diagnostics.md."""
