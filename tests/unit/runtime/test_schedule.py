from __future__ import annotations

from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.plan import make_plan
from v2xsdk.protocol.can.plan import Slot
from v2xsdk.runtime.schedule import Schedule

SPACING_S = 0.05


def sent(seconds: float, current_a: float | None) -> list[tuple[float, str]]:
    """Return times and names of what is sent when the current changes with each frame (``None``: is not live)."""
    schedule = Schedule(make_plan(BegOptions(group=0)), 0.0)
    found = []
    for tick in range(round(seconds / SPACING_S)):
        now_s = tick * SPACING_S
        slots = {} if current_a is None else {Slot.CURRENT_A: current_a + tick, Slot.VOLTAGE_V: 700.0}
        frame = schedule.next(slots, current_a is not None, now_s)
        if frame is not None:
            found.append((now_s, str(frame.fixed.get("index", frame.message))))
    return found


def test_a_changed_set_point_leaves_at_once() -> None:
    assert sent(0.05, 10.0)[0][1].startswith("write_")


def test_a_set_point_that_always_changes_does_not_keep_the_unit_from_being_asked() -> None:
    asked_s = [time_s for time_s, name in sent(10.0, 10.0) if name == "1110"]
    gaps_s = [later - earlier for earlier, later in zip(asked_s, asked_s[1:], strict=False)]
    assert max(gaps_s) < 1.1


def test_a_changed_set_point_waits_for_one_frame_at_most() -> None:
    names = [name for _, name in sent(10.0, 10.0)]
    pairs = zip(names, names[1:], strict=False)
    assert all(any(name.startswith("write_") for name in pair) for pair in pairs)


def test_without_a_live_set_point_nothing_is_written() -> None:
    assert not [name for _, name in sent(5.0, None) if name.startswith("write_")]
