"""What happens when hardware fails: a fault that latches, a way back, a reserve that holds."""

import asyncio
from collections.abc import Callable

import v2xsdk
from v2xsdk import model

OVER_TEMPERATURE = {"cmd": "fault", "kind": "alarm", "value": "over_temperature", "module": 1}


async def print_events(charger: v2xsdk.Charger) -> None:
    async for event in charger.events():
        if isinstance(event, (model.FaultRaised, model.FaultCleared)):
            print(f"  {type(event).__name__}: {event.fault.kind} at {event.fault.component}")
        elif isinstance(event, model.FellBack):
            print(f"  FellBack: {event.reason}, orders up to {event.last_order} are dead")


async def until(charger: v2xsdk.Charger, reached: Callable[[], bool]) -> None:
    async for _measurement in charger.measurements():
        if reached():
            return


async def main() -> None:
    async with v2xsdk.open("emulator:school-bus?soc=56.5&time_scale=60", reserve_percent=55) as charger:
        listening = asyncio.create_task(print_events(charger))
        await charger.set_power(-10_000).in_effect()
        emulator = charger.emulator
        if emulator is None:
            raise SystemExit("this example breaks its hardware and runs on emulated one only")

        print("a module trips:")
        await emulator.command(OVER_TEMPERATURE)
        await until(charger, lambda: charger.status.state is model.ChargerState.LATCHED)
        print("latched by", *(fault.kind for fault in charger.status.faults))

        print("the module is well again; nothing starts by itself, a new order does:")
        await emulator.command(OVER_TEMPERATURE | {"on": False})
        await until(charger, lambda: not charger.status.faults)
        order = charger.set_power(-40_000, expires_in_s=60)
        print("measured:", (await order.in_effect()).measured_w)

        print("at the reserve no more is granted:")
        await until(charger, lambda: order.status.reason is model.Reason.SOC_RESERVE)
        print(f"{order.status.state} to {order.status.granted_w:.0f} W, {order.status.reason} by {order.status.source}")
        await charger.stop()
        listening.cancel()


asyncio.run(main())
