"""SCU DPM1000 and Emerson / Vertiv R48: rectifiers, their dialect of protocol 0x060."""
