from __future__ import annotations

import pytest

from v2xsdk.charger.url import parse
from v2xsdk.cli.arming import check_armed, leads_to_hardware
from v2xsdk.errors import LimitError, NotArmed

EMULATED = [
    "emulator:",
    "emulator:home-car?soc=50",
    "infypower-beg+v2xlink:///run/p.sock?link=fixed",
    "infypower-beg+v2xlink:///run/p.sock?link=battery-can&link.bus=v2xlink%3A%2F%2F%2Frun%2Fb.sock",
]
REAL = [
    "infypower-beg+socketcan://can0?link=fixed",
    "infypower-beg+python-can://slcan/ttyACM0?link=fixed",
    "infypower-beg+v2xlink:///run/p.sock?link=battery-can&link.bus=socketcan%3A%2F%2Fcan1",
    "infypower-beg+v2xlink://192.0.2.1:4000?bus.allow_remote=1&link=fixed",
    "some-unit+serial:///dev/ttyS0",
]


@pytest.mark.parametrize("url", EMULATED)
def test_emulated_wires_need_no_arming(url: str) -> None:
    assert not leads_to_hardware(parse(url))
    check_armed(url, 60_000, armed=False, max_power_w=None)


@pytest.mark.parametrize("url", REAL)
def test_wires_that_may_be_real_need_both_options(url: str) -> None:
    assert leads_to_hardware(parse(url))
    for armed, bound in ((False, None), (True, None), (False, 5_000.0)):
        with pytest.raises(NotArmed):
            check_armed(url, 1_000, armed=armed, max_power_w=bound)
    check_armed(url, 1_000, armed=True, max_power_w=1_000)


@pytest.mark.parametrize("url", [EMULATED[0], REAL[0]])
def test_the_bound_holds_everywhere(url: str) -> None:
    with pytest.raises(LimitError):
        check_armed(url, -1_001, armed=True, max_power_w=1_000)
