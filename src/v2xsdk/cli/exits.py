"""Exit codes of `v2x`, and which error ends with which. The table is also in docs/reference/cli.md."""

from __future__ import annotations

from enum import IntEnum

from v2xsdk import errors


class ExitCode(IntEnum):
    """How a command ended."""

    OK = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    LINK_LOST = 4
    NOT_CONFIRMED = 5
    INTERRUPTED = 130


_BY_ERROR: tuple[tuple[type[Exception], ExitCode], ...] = (
    (errors.OutputNotConfirmed, ExitCode.NOT_CONFIRMED),
    (errors.OrderRefused, ExitCode.REFUSED),
    (errors.NotArmed, ExitCode.REFUSED),
    (errors.BusBusy, ExitCode.REFUSED),
    (errors.DeviceRefused, ExitCode.REFUSED),
    (errors.UrlError, ExitCode.USAGE),
    (errors.ConfigError, ExitCode.USAGE),
    (errors.LimitError, ExitCode.USAGE),
    (errors.DriverNotFound, ExitCode.USAGE),
    (errors.TransportError, ExitCode.LINK_LOST),
    (errors.DeviceTimeout, ExitCode.LINK_LOST),
)


def exit_code_of(error: BaseException) -> ExitCode:
    """Return the exit code that ``error`` ends with."""
    for kind, code in _BY_ERROR:
        if isinstance(error, kind):
            return code
    return ExitCode.FAILED
