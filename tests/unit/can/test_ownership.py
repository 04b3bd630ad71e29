"""One owner per interface, across processes, and no longer than it lives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from v2xsdk.errors import BusBusy
from v2xsdk.transport.can.ownership import InterfaceLock, runtime_dir
from v2xsdk.transport.can.socketcan import SocketCanBus

HOLDER = """
import sys
from v2xsdk.transport.can.ownership import InterfaceLock
lock = InterfaceLock.acquire("socketcan://can0")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def private_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("V2XSDK_RUNTIME_DIR", str(tmp_path / "locks"))


def test_another_process_owns_it_until_it_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusBusy, match=rf"owned by process {holder.pid}\b"):
            InterfaceLock.acquire("socketcan://can0")
        InterfaceLock.acquire("socketcan://can1").release()
        holder.kill()
    InterfaceLock.acquire("socketcan://can0").release()


def test_two_buses_of_one_process_exclude_each_other() -> None:
    first = InterfaceLock.acquire("v2xlink:///x.sock")
    with pytest.raises(BusBusy, match=str(os.getpid())):
        InterfaceLock.acquire("v2xlink:///x.sock")
    first.release()
    first.release()
    InterfaceLock.acquire("v2xlink:///x.sock").release()


async def test_a_bus_that_only_listens_takes_no_ownership() -> None:
    lock = InterfaceLock.acquire("socketcan://nocan")
    with pytest.raises(BusBusy):
        await SocketCanBus("nocan").open()
    lock.release()
    with pytest.raises(OSError, match="SocketCAN|no CAN interface"):
        await SocketCanBus("nocan", listen_only=True).open()


def test_a_folder_open_to_others_proves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "locks"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with pytest.raises(BusBusy, match="mode 0700"):
        runtime_dir()


def test_a_child_does_not_inherit_the_lock() -> None:
    lock = InterfaceLock.acquire("socketcan://can0")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        lock.release()
        InterfaceLock.acquire("socketcan://can0").release()
        child.kill()
