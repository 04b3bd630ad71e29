"""A charger ECU that is serviced over CAN: ISO-TP and UDS with encoders of its own."""
