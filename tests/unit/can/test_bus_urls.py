"""Bus URLs: what they open, and what is said about wrong ones."""

from __future__ import annotations

import pytest

from tests.support.eventually import eventually
from v2xsdk.errors import UrlError
from v2xsdk.model.can import CanFrame
from v2xsdk.transport.can import open_bus
from v2xsdk.transport.can.url import TRANSPORTS


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("v2xlink:///run/bus.sock", "V2xLinkBus", "v2xlink:///run/bus.sock"),
        ("v2xlink://127.0.0.1:4567", "V2xLinkBus", "v2xlink://127.0.0.1:4567"),
        ("v2xlink://[::1]:4567", "V2xLinkBus", "v2xlink://[::1]:4567"),
        ("v2xlink://10.0.0.1:4567?allow_remote=1", "V2xLinkBus", "v2xlink://10.0.0.1:4567"),
        ("socketcan://can0?bitrate=125000", "SocketCanBus", "socketcan://can0"),
        ("python-can://slcan/ttyACM0?bitrate=125000", "PythonCanBus", "python-can://slcan//dev/ttyACM0"),
        ("python-can://socketcan/can0", "PythonCanBus", "socketcan://can0"),
        ("memory:urls", "MemoryBus", "memory:urls#0"),
    ],
)
def test_urls_open_buses(url: str, kind: str, name: str) -> None:
    bus = open_bus(url)
    assert type(bus).__name__ == kind
    assert bus.name == name


def test_common_options() -> None:
    bus = open_bus("socketcan://can0?bitrate=125000&listen_only=1&queue_limit=8&max_age_s=0.05")
    assert bus.bitrate == 125000
    assert bus.listen_only
    assert not bus.virtual
    assert bus.fileno is None


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("can0", "expected a CAN bus such as"),
        ("sokcetcan://can0", "socketcan://can0"),
        ("socketcan://", "expected socketcan://INTERFACE"),
        ("socketcan://can0/x", "expected socketcan://INTERFACE"),
        ("socketcan://a-name-that-is-too-long", "expected socketcan://INTERFACE"),
        ("socketcan://can0?bitrate=fast", "bitrate is a number"),
        ("socketcan://can0?bitrate=-1", "positive number"),
        ("socketcan://can0?max_age_s=nan", "positive number"),
        ("socketcan://can0?bitrat=125000", "unknown option 'bitrat'; known: bitrate"),
        ("socketcan://can0?listen_only=perhaps", "listen_only is 1 or 0"),
        ("socketcan://can0?bitrate", "bad query field"),
        ("v2xlink://", "expected v2xlink:///PATH"),
        ("v2xlink://127.0.0.1", "expected v2xlink:///PATH"),
        ("v2xlink://127.0.0.1:0", "expected v2xlink:///PATH"),
        ("v2xlink://127.0.0.1:99999", "expected v2xlink:///PATH"),
        ("v2xlink://10.0.0.1:4567", "unauthenticated power control"),
        ("v2xlink://example.org:4567", "unauthenticated power control"),
        ("v2xlink://0.0.0.0:4567", "unauthenticated power control"),
        ("v2xlink:///" + "x" * 110, "at most 107 bytes"),
        ("python-can://slcan", "expected python-can://INTERFACE/CHANNEL"),
        ("python-can://udp_multicast/239.0.0.1", "leave this machine"),
        ("python-can://virtual/x", "use memory:"),
    ],
)
def test_wrong_urls_say_what_is_expected(url: str, text: str) -> None:
    with pytest.raises(UrlError, match=text):
        open_bus(url)


async def test_two_that_name_a_memory_wire_are_joined() -> None:
    first, second = open_bus("memory:joined"), open_bus("memory:joined")
    heard: list[int] = []
    second.listen(lambda frame: heard.append(frame.can_id))
    async with first, second:
        first.send(CanFrame(5, b""))
        await eventually(lambda: heard)
    assert heard == [5]


def test_every_transport_can_be_imported() -> None:
    assert set(TRANSPORTS) == {"v2xlink", "socketcan", "python-can", "memory"}
