"""Instruments on USBTMC / USB488."""
