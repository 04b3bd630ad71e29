"""Messages of ISO 15118-20: one package for each message set."""
