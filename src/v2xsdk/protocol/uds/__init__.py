"""ISO-TP frames and UDS messages as values; the transfer itself is run by :mod:`v2xsdk.drivers.uds`."""
