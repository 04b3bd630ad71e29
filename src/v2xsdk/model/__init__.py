"""What people hold: orders, limits, measurements, faults, events."""
