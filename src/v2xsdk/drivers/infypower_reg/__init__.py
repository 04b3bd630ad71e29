"""InfyPower REG / CEG / LRG: rectifier modules, CAN protocol V1.13."""
