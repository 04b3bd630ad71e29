"""Two network namespaces, the foreign stack in its own virtual environment, and one session between it and us."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.interop.variants import Variant

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("iso15118==0.31.2", "aiofile")
PROFILE = """\
name = "vehicle for simulated chargers that always measure 1 V"
voltage_empty_v = 9.0
voltage_full_v = 9.0
voltage_max_v = 60.0
voltage_min_v = 0.0
"""


class Result(NamedTuple):
    """What came of one session. ``role`` is ours, ``evidence`` the last line that says how it ended."""

    variant: str
    role: str
    ok: bool
    seconds: float
    evidence: str


def missing() -> str:
    """Return what this machine lacks for the peer, empty for nothing."""
    for tool in ("java", "ip", "openssl"):
        if shutil.which(tool) is None:
            return f"no {tool} on this machine"
    if os.geteuid() != 0:
        return "network namespaces need root"
    probe = subprocess.run(["ip", "netns", "add", "v2xprobe"], capture_output=True, text=True, check=False)
    subprocess.run(["ip", "netns", "del", "v2xprobe"], capture_output=True, check=False)
    return f"no network namespaces: {probe.stderr.strip()}" if probe.returncode else ""


class PeerBench:
    """Set up once, used for many sessions. ``home`` keeps the virtual environment and the keys."""

    def __init__(self, home: Path, prefix: str = "v2xi") -> None:
        self.home = home
        self.python = home / "venv" / "bin" / "python"
        self._ev, self._se = f"{prefix}ev", f"{prefix}se"

    def set_up(self) -> None:
        """Make what is missing; raises ``CalledProcessError`` when the package cannot be installed."""
        self.home.mkdir(parents=True, exist_ok=True)
        if not (self.home / "venv" / ".ready").exists():
            _run([sys.executable, "-m", "venv", str(self.home / "venv")])
            _run([str(self.python), "-m", "pip", "install", "-q", *PACKAGES])
            (self.home / "venv" / ".ready").touch()
        self._certificates()
        self._network()

    def tear_down(self) -> None:
        """Remove the namespaces."""
        for name in (self._ev, self._se):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)

    def _certificates(self) -> None:
        """Make the peer's PKI with its own script, and take it over into ours."""
        shutil.rmtree(self.home / "foreign", ignore_errors=True)
        shutil.rmtree(self.home / "pki", ignore_errors=True)
        code = "import iso15118.shared, os; print(os.path.dirname(iso15118.shared.__file__))"
        package = Path(_run([str(self.python), "-c", code]).strip())
        foreign = self.home / "foreign"
        shutil.copytree(package / "pki", foreign)
        _run(["bash", "create_certs.sh", "-v", "iso-2"], cwd=foreign)
        from v2xsdk.pki.foreign import import_foreign

        import_foreign(foreign, self.home / "pki")

    def _network(self) -> None:
        self.tear_down()
        ev, se = self._ev, self._se
        for name in (ev, se):
            _run(["ip", "netns", "add", name])
        _run(["ip", "link", "add", f"{ev}0", "netns", ev, "type", "veth", "peer", "name", f"{se}0", "netns", se])
        for name in (ev, se):
            inside = ["ip", "netns", "exec", name]
            _run([*inside, "sysctl", "-qw", f"net.ipv6.conf.{name}0.accept_dad=0"])
            _run(["ip", "-n", name, "link", "set", "lo", "up"])
            _run(["ip", "-n", name, "link", "set", f"{name}0", "up"])
        time.sleep(1.0)

    def run(self, variant: Variant, role: str, limit_s: float = 60.0) -> Result:
        """Run one session in which we are ``role`` (secc | evcc)."""
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder, "ours.log")
            ok = self._as_vehicle(variant, log, limit_s) if role == "evcc" else self._as_charger(variant, log, limit_s)
            lines = [line for line in log.read_text().splitlines() if "ended" in line or "v2x" in line]
        return Result(variant.name, role, ok, time.monotonic() - began, lines[-1].strip() if lines else "no session")

    def _as_vehicle(self, variant: Variant, log: Path, limit_s: float) -> bool:
        profile = log.with_name("vehicle.toml")
        profile.write_text(PROFILE)
        peer = self._peer("secc", variant, self._se)
        try:
            _await_line(peer, "READY")
            ours = self._ours("ev", [*variant.ours("evcc"), "--profile", str(profile)], self._ev, log)
            return _wait(ours, limit_s) == 0
        finally:
            _end(peer)

    def _as_charger(self, variant: Variant, log: Path, limit_s: float) -> bool:
        ours = self._ours("secc", variant.ours("secc"), self._se, log)
        try:
            time.sleep(0.5)
            peer = self._peer("evcc", variant, self._ev)
            try:
                theirs = _wait(peer, limit_s)
            finally:
                _end(peer)
            return theirs == 0 and _wait(ours, 5.0) == 0
        finally:
            _end(ours)

    def _peer(self, role: str, variant: Variant, namespace: str) -> subprocess.Popen[str]:
        job = json.dumps(variant.theirs(f"{namespace}0", str(self.home / "foreign")))
        child = str(ROOT / "tests" / "interop" / "peer_child.py")
        command = ["ip", "netns", "exec", namespace, str(self.python), child, role, job]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True, cwd="/tmp"
        )

    def _ours(self, command: str, words: list[str], namespace: str, log: Path) -> subprocess.Popen[bytes]:
        inside = ["ip", "netns", "exec", namespace, sys.executable, "-c", _ENTRY[command]]
        options = ["--interface", f"{namespace}0", "--pki", str(self.home / "pki"), *words]
        with log.open("wb") as out:
            return subprocess.Popen([*inside, *options], stdout=out, stderr=out, start_new_session=True)


_ENTRY = {
    "ev": "import sys; from v2xsdk.cli.ev import ev_command; sys.exit(ev_command.main(standalone_mode=False))",
    "secc": "import sys; from v2xsdk.cli.secc import secc_command; sys.exit(secc_command.main(standalone_mode=False))",
}


def _run(command: list[str], cwd: Path | None = None) -> str:
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def _await_line(process: subprocess.Popen[str], word: str) -> None:
    if process.stdout is None:
        raise RuntimeError("the peer has no output")
    for line in process.stdout:
        if word in line:
            return
    raise RuntimeError("the peer ended before it was ready")


def _wait(process: subprocess.Popen[str] | subprocess.Popen[bytes], limit_s: float) -> int | None:
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return None


def _end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """End a process and its children: it leads its own group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        if _wait(process, 3.0) is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.stdout is not None:
        process.stdout.close()
