"""How long a classical CAN frame occupies the bus."""

from __future__ import annotations

from v2xsdk.model.can import CanFrame

#: Bits of a frame without data, intermission included, by identifier length.
BASE_BITS = {False: 47, True: 67}
#: Stuff bits on average, as a share of all bits.
STUFFING = 1.05


def frame_time_s(frame: CanFrame, bit_rate: float) -> float:
    """Return the time in s of ``frame`` at ``bit_rate`` bit/s (8 bytes, 29 bit, 125 kbit/s: 1.1 ms)."""
    data_bits = 0 if frame.remote else 8 * len(frame.data)
    return (BASE_BITS[frame.extended] + data_bits) * STUFFING / bit_rate
