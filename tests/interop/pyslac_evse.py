"""Runs PyPI's ``pyslac`` as a charging station on an interface; started with the Python that has it.

    pyslac_evse.py INTERFACE ROUNDS

One JSON line when its modem has the key, one when a round is over; a line on standard input begins the next.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import sys
from typing import Any


def say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def serve(interface: str, rounds: int) -> None:
    session: Any = importlib.import_module("pyslac.session")
    environment: Any = importlib.import_module("pyslac.environment")
    session.SLAC_SETTLE_TIME = 0.05
    for number in range(rounds):
        station = session.SlacEvseSession("DE*TST*E1", interface, environment.Config(slac_init_timeout=20.0))
        await station.evse_set_key()
        say(ready=number)
        await station.evse_slac_parm()
        error = ""
        try:
            await station.atten_charac_routine()
        except (ValueError, TimeoutError) as raised:
            error = repr(raised)
        say(
            done=number,
            matched=station.state == session.STATE_MATCHED,
            error=error,
            sounds=station.num_total_sounds,
            nmk=station.nmk.hex(),
            nid=station.nid.hex(),
        )
        await asyncio.to_thread(sys.stdin.readline)
        station.socket.close()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
