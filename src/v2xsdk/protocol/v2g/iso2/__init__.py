"""ISO 15118-2 sessions: AC and DC, external payment and Plug and Charge."""
