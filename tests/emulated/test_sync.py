"""The blocking mirror, against the embedded emulator in its own process."""

from __future__ import annotations

import asyncio
import threading

import pytest

import v2xsdk.sync
from v2xsdk.errors import OrderRefused, WrongLoop
from v2xsdk.model import OrderState


def test_a_script_charges_reads_and_stops() -> None:
    with v2xsdk.sync.open("emulator:home-car?modules=1", reserve_percent=20) as charger:
        assert charger.info.module_count == 1
        order = charger.set_power(5_000, expires_in_s=20)
        assert order.in_effect().state is OrderState.IN_EFFECT
        measured = next(charger.measurements())
        assert measured.dc_power_w == pytest.approx(5_000, rel=0.03)
        assert charger.limits.charge_w > 5_000
        assert charger.status.order is not None
        order.withdraw()
        assert order.done().state is OrderState.ENDED
        assert charger.stop().confirmed


def test_a_refusal_comes_with_its_reason() -> None:
    with v2xsdk.sync.open("emulator:home-car?modules=1&soc=15", reserve_percent=20) as charger:
        with pytest.raises(OrderRefused) as refused:
            charger.set_power(-5_000, expires_in_s=5).in_effect()
        assert refused.value.reason == "soc_reserve"


def test_streams_end_when_the_charger_is_closed() -> None:
    charger = v2xsdk.sync.open("emulator:")
    stream = charger.measurements()
    next(stream)
    threading.Timer(0.3, charger.close).start()
    assert list(stream) is not None


def test_it_refuses_its_own_loop() -> None:
    async def call() -> None:
        v2xsdk.sync.discover("memory:", listen_s=0.01)

    thread = v2xsdk.sync._thread
    with pytest.raises(WrongLoop):
        asyncio.run_coroutine_threadsafe(call(), thread._running_loop()).result(5)
