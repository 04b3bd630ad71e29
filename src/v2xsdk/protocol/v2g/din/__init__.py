"""DIN SPEC 70121 sessions: DC only, no TLS, external payment."""
