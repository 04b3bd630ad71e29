"""Mean Well BIC-2200: bidirectional, for low-voltage batteries."""
