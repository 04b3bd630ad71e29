"""Live views: a table where there is a terminal, plain lines or JSON lines elsewhere."""

from v2xsdk.cli.view.choose import open_view
from v2xsdk.cli.view.snapshot import Snapshot, View

__all__ = ["Snapshot", "View", "open_view"]
