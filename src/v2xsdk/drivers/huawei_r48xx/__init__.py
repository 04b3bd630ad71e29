"""Huawei R48xx: telecom rectifiers."""
