"""ISO 15118-20 sessions: AC and DC, one and both directions, Scheduled and Dynamic, EIM and Plug and Charge."""
