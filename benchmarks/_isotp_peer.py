"""``python -m benchmarks._isotp_peer SOCKET``: an emulated node on an unpaced bus that answers as long as asked for.

The first two bytes of a request are the length of the answer, which repeats the request's last byte.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from v2xsdk_emulator.bus.can_bus import CanBus
from v2xsdk_emulator.doors.v2xlink import V2xLinkDoor
from v2xsdk_emulator.uds.isotp import IsoTpNode, NodeOptions
from v2xsdk_emulator.uds.loop_time import LoopTime


async def serve(path: Path) -> None:
    """Serve until standard input ends."""
    bus = CanBus("power", None)
    door = V2xLinkDoor(bus)
    await door.open_unix(path)
    port = bus.open_port("ecu", queue_limit=1024)
    node = IsoTpNode(NodeOptions(), port.send, LoopTime(), lambda request, _: node.send(answer_to(request)))
    port.subscribe(node.receive)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    door.close()
    bus.close()


def answer_to(request: bytes) -> bytes:
    """Return the answer to a request."""
    return request[-1:] * int.from_bytes(request[:2], "big")


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
