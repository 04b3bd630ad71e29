"""Charger URLs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.charger.url import listening, parse
from v2xsdk.errors import UrlError

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
VALUES = st.text(min_size=1, max_size=12)


def test_every_key_goes_to_its_part() -> None:
    url = parse(
        "infypower-beg+socketcan://can0?group=3&link=battery-can&link.bus=socketcan%3A%2F%2Fcan1"
        "&bus.bitrate=125000&energy_time_scale=60"
    )
    assert url.driver == "infypower-beg"
    assert url.transport == "socketcan://can0?bitrate=125000"
    assert (url.link, url.link_options) == ("battery-can", {"bus": "socketcan://can1"})
    assert url.options == {"group": "3"}
    assert url.energy_time_scale == "60"


def test_the_emulator_takes_its_vehicle_from_the_path() -> None:
    url = parse("emulator:school-bus?soc=60")
    assert url.is_emulator
    assert url.options == {"soc": "60", "vehicle": "school-bus"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "can0",
        "infypower-beg://can0",
        "+socketcan://can0",
        "infypower-beg+://can0",
        "infypower-beg+socketcan://can0?group",
        "infypower-beg+socketcan://can0?group=",
        "infypower-beg+socketcan://can0?group=1&group=2",
        "infypower-beg+socketcan://can0#x",
        "emulator:bus?vehicle=car",
    ],
)
def test_a_malformed_url_is_refused_with_what_is_expected(url: str) -> None:
    with pytest.raises(UrlError) as problem:
        parse(url)
    assert len(str(problem.value)) > 20


@given(options=st.dictionaries(NAMES, VALUES, max_size=4), link_options=st.dictionaries(NAMES, VALUES, max_size=4))
def test_options_survive_whatever_they_hold(options: dict[str, str], link_options: dict[str, str]) -> None:
    from urllib.parse import urlencode

    query = {"link": "fixed", **options, **{f"link.{key}": value for key, value in link_options.items()}}
    query.pop("energy_time_scale", None)
    options.pop("link", None)
    options.pop("energy_time_scale", None)
    url = parse(f"infypower-beg+v2xlink:///p.sock?{urlencode(query)}")
    assert url.link_options == link_options
    assert url.options == options


@given(text=st.text(max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except UrlError:
        return


def test_listening_keeps_other_options() -> None:
    assert listening("socketcan://can0") == "socketcan://can0?listen_only=1"
    assert listening("socketcan://can0?bitrate=1") == "socketcan://can0?bitrate=1&listen_only=1"
