"""CAN buses."""
