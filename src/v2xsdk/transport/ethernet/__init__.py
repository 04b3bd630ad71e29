"""Raw Ethernet: frames from and to an interface, or an in-process segment for tests."""
