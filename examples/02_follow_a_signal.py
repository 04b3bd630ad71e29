"""Follow a signal with a set-point each second. Each order outlives its second only a little.

If this program hangs, the last order expires after 3 s and the charger goes to 0 W and off: nobody has to notice.
"""

import asyncio
import math
import sys

import v2xsdk


def signal_w(second: int) -> float:
    """A made-up regulation signal in W: a slow wave, first out of the vehicle, then into it."""
    return -8_000 * math.sin(2 * math.pi * (second + 2) / 24)


async def main(url: str, seconds: int) -> None:
    async with v2xsdk.open(url, reserve_percent=30) as charger:
        for second in range(seconds):
            charger.set_power(signal_w(second), owner="regulation", priority=5, expires_in_s=3)
            await asyncio.sleep(1)
            measurement, limits = charger.measurement, charger.limits
            power = "unknown" if measurement is None or measurement.dc_power_w is None else measurement.dc_power_w
            print(
                f"{second:3} s  wanted {signal_w(second):+7.0f} W  measured {power:>+8.0f} W  {limits.discharge_source}"
            )
        await charger.stop()


asyncio.run(
    main(sys.argv[1] if len(sys.argv) > 1 else "emulator:", seconds=int(sys.argv[2]) if len(sys.argv) > 2 else 8)
)
