"""Sockets, buses and ports: bytes to and from the outside."""
