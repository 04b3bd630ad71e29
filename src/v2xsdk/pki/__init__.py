"""The V2G public key infrastructure: make a test one, read one, check chains against the profiles."""
