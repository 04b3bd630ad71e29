"""Runs drivers on a bus: the one owner of its reader, writer and periodic traffic."""
