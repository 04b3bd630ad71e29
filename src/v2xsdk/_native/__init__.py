"""Compiled modules. Each has a pure-Python twin beside its user; see ``IMPLEMENTATION`` there."""
