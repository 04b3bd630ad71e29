"""`v2x doctor`: what is installed, which transports work on this machine, and what to do about those that do not."""
