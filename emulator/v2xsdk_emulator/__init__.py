"""Emulated charging hardware at the far end of the wire."""
