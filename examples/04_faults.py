"""What happens when hardware fails: a latched fault, a refused order, a reserve, a way back."""

import asyncio

import v2xsdk
from v2xsdk import model


async def print_events(charger: v2xsdk.Charger) -> None:
    async for event in charger.events():
        if isinstance(event, (model.FaultRaised, model.FaultCleared, model.FellBack, model.OrderChanged)):
            print("  event:", event)


async def main() -> None:
    async with v2xsdk.open("emulator:school-bus?soc=60", reserve_percent=55) as charger:
        listening = asyncio.create_task(print_events(charger))
        await charger.set_power(-10_000).in_effect()

        print("a module trips:")
        fault = {"cmd": "fault", "kind": "alarm", "value": "over_temperature", "module": 1}
        await charger.emulator.command(fault)
        while charger.status.state is not model.ChargerState.LATCHED:
            await asyncio.sleep(0.1)
        print("latched; faults:", [str(one.kind) for one in charger.status.faults])

        print("the module is well again, and nothing starts by itself; a new order does:")
        await charger.emulator.command({**fault, "on": False})
        while charger.status.faults:
            await asyncio.sleep(0.1)
        await charger.set_power(-10_000).in_effect()

        print("below the reserve no discharge is granted:")
        await charger.emulator.command({"cmd": "soc", "value": 50})
        await asyncio.sleep(2)
        status = charger.status.order
        print(f"{status.state}, {status.reason} by {status.source}" if status else "no order any more")
        await charger.stop()
        listening.cancel()


asyncio.run(main())
