"""TonHe: rectifier modules, CAN protocol V1.2."""
