"""InfyPower BEC / BEG: bidirectional modules, CAN protocol V1.04."""
