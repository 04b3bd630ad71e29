"""USB protocols without I/O: diagnostics, DFU, USBTMC."""
