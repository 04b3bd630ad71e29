"""Plug and Charge: signatures over EXI fragments, contract checks, transport of contract keys."""
