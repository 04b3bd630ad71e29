"""CAN: frames as declared signal tables."""
