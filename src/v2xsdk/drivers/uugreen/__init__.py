"""UUGreenPower UR and Maxwell ENR: rectifier modules."""
