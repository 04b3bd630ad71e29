"""v2xsdk: one typed object for a bidirectional EV charger."""
