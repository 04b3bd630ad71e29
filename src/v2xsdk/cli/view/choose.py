"""Which view fits where the output goes."""

from __future__ import annotations

import sys

from v2xsdk.cli.view.plain import JsonView, PlainView
from v2xsdk.cli.view.snapshot import View


def open_view(as_json: bool) -> View:
    """Return a JSON view if asked for, a live table on a terminal, plain lines elsewhere."""
    if as_json:
        return JsonView()
    if not sys.stdout.isatty():
        return PlainView()
    from v2xsdk.cli.view.live import LiveView

    return LiveView()
