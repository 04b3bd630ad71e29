"""The power line between vehicles and charging stations: modems, the wire, and what is wrong with it."""
