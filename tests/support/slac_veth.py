"""Veth pairs for tests: hosts at one end, the emulated power line at the other; needs root or a namespace."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest


def ip(*words: str, check: bool = True) -> None:
    """Run iproute2."""
    subprocess.run(["ip", *words], check=check, capture_output=True)


def require_veth() -> None:
    """Skip where no veth pair can be made, with the reason."""
    if shutil.which("ip") is None:
        pytest.skip("no `ip` command (iproute2)")
    if os.geteuid() != 0:
        pytest.skip("needs root, or run the tests under `unshare -Urn`")
    probe = subprocess.run(
        ["ip", "link", "add", "v2xprobe0", "type", "veth", "peer", "name", "v2xprobe1"], capture_output=True
    )
    if probe.returncode:
        pytest.skip(f"cannot make a veth pair: {probe.stderr.decode().strip()}")
    ip("link", "del", "v2xprobe0")
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0).close()
    except OSError as error:
        pytest.skip(f"no raw sockets: {error}")


@contextlib.contextmanager
def veth_pairs(*names: str) -> Iterator[None]:
    """Make a pair ``NAME`` (host) and ``NAMEl`` (line) for each name, up, without addresses."""
    made = []
    try:
        for name in names:
            ip("link", "add", name, "type", "veth", "peer", "name", f"{name}l")
            made.append(name)
            for end in (name, f"{name}l"):
                ip("link", "set", end, "addrgenmode", "none", check=False)
                ip("link", "set", end, "up")
        yield
    finally:
        for name in made:
            ip("link", "del", name, check=False)


async def until(done: object, limit_s: float) -> bool:
    """Wait on real time until ``done()``, at most ``limit_s``; return whether it was."""
    assert callable(done)
    loop = asyncio.get_running_loop()
    end_s = loop.time() + limit_s
    while loop.time() < end_s:
        if done():
            return True
        await asyncio.sleep(0.005)
    return bool(done())
