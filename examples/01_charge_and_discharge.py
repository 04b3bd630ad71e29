"""Charge a vehicle, then take energy back. Without an argument this runs against emulated hardware."""

import asyncio
import sys

import v2xsdk


async def main(url: str) -> None:
    async with v2xsdk.open(url, reserve_percent=30) as charger:
        for power_w in (+20_000, -20_000):  # positive flows to the vehicle
            status = await charger.set_power(power_w, expires_in_s=60).in_effect()
            print(f"ordered {power_w:+} W, measured {status.measured_w:+.0f} W: {status.state}")
        report = await charger.stop()
        print(f"off confirmed: {report.confirmed}")


asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "emulator:"))
