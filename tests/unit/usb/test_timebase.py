import threading

from v2xsdk_emulator.usb.timebase import RealTime, VirtualTime


def test_virtual_time_runs_what_falls_due_in_order() -> None:
    clock, seen = VirtualTime(), list[tuple[float, str]]()
    clock.call_at(2.0, lambda: seen.append((clock.now(), "second")))
    clock.call_at(1.0, lambda: seen.append((clock.now(), "first")))
    clock.advance(1.5)
    assert seen == [(1.0, "first")]
    clock.advance(10.0)
    assert seen[-1] == (2.0, "second")
    assert clock.now() == 11.5


def test_virtual_wait_ends_with_the_event_not_with_the_time_out() -> None:
    clock, done = VirtualTime(), threading.Event()
    clock.call_later(3.0, done.set)
    assert clock.wait(threading.Condition(), done.is_set, 100.0)
    assert clock.now() == 3.0


def test_endless_virtual_wait_gives_up_when_nothing_can_happen() -> None:
    assert not VirtualTime().wait(threading.Condition(), lambda: False, None)


def test_real_timers_fire() -> None:
    clock, done = RealTime(), threading.Event()
    clock.call_later(0.0, done.set)
    assert done.wait(5.0)
