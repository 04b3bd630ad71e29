"""USB from Python: a pyusb backend over USB/IP, discovery, permissions, and transfers with typed errors."""
