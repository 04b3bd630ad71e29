"""One owner per CAN interface across processes: a lock file that dies with its process."""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from pathlib import Path
from typing import Self
from urllib.parse import quote

from v2xsdk.errors import BusBusy


def runtime_dir() -> Path:
    """A folder that only this user can enter, made on demand.

    ``V2XSDK_RUNTIME_DIR``, else ``v2xsdk`` in ``XDG_RUNTIME_DIR``, else ``v2xsdk-UID`` in the folder for
    temporary files. Raises ``BusBusy`` when somebody else owns the folder: its locks prove nothing.
    """
    path = _runtime_path()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise BusBusy(f"{path} must be a folder of user {os.getuid()} with mode 0700; remove it or change it")
    return path


def _runtime_path() -> Path:
    if chosen := os.environ.get("V2XSDK_RUNTIME_DIR"):
        return Path(chosen)
    if session := os.environ.get("XDG_RUNTIME_DIR"):
        return Path(session) / "v2xsdk"
    return Path(tempfile.gettempdir()) / f"v2xsdk-{os.getuid()}"


class InterfaceLock:
    """Ownership of one interface, held until ``release`` or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def acquire(cls, interface: str) -> Self:
        """Take ``interface`` (the bus's name); raises ``BusBusy`` naming the process that has it."""
        path = runtime_dir() / f"can-{quote(interface, safe='')[-200:]}.lock"
        # Not inherited: a child process would keep the lock after its parent's death.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise BusBusy(
                f"{interface} is owned by process {holder}; stop it, or open the bus with listen_only"
            ) from error
        except BaseException:
            os.close(descriptor)
            raise
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let the interface go; idempotent."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
