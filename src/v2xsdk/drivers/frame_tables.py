"""Protocol name to frame table; a table's module is imported when it is asked for."""

from __future__ import annotations

import difflib
import importlib
from types import MappingProxyType

from v2xsdk.errors import DriverNotFound
from v2xsdk.protocol.can.tables import FrameTable

FRAME_TABLES = MappingProxyType(
    {
        "infypower_beg": "v2xsdk.drivers.infypower_beg.table:TABLE",
        "infypower_reg": "v2xsdk.drivers.infypower_reg.table:TABLE",
        "maxwell_mxr": "v2xsdk.drivers.maxwell_mxr.table:TABLE",
        "scu_060": "v2xsdk.drivers.scu_060.table:TABLE",
        "uugreen": "v2xsdk.drivers.uugreen.table:TABLE",
        "tonhe": "v2xsdk.drivers.tonhe.table:TABLE",
        "huawei_r48xx": "v2xsdk.drivers.huawei_r48xx.table:TABLE",
        "meanwell_bic2200": "v2xsdk.drivers.meanwell_bic2200.table:TABLE",
        "chademo": "v2xsdk.protocol.can.chademo_table:TABLE",
    }
)
"""``module:attribute`` by protocol name."""


def load_table(protocol: str) -> FrameTable:
    """The table of ``protocol``; ``-`` may stand for ``_``. Raises ``DriverNotFound`` with near matches."""
    name = protocol.replace("-", "_")
    if name not in FRAME_TABLES:
        near = difflib.get_close_matches(name, FRAME_TABLES) or sorted(FRAME_TABLES)
        raise DriverNotFound(f"no CAN protocol {protocol!r}; known: {', '.join(near)}")
    module, _, attribute = FRAME_TABLES[name].partition(":")
    table: FrameTable = getattr(importlib.import_module(module), attribute)
    return table
