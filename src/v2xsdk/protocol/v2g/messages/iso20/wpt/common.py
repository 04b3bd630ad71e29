"""What several WPT messages share."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary


class WPT_EVResultType(Enum):
    """Result as the vehicle sees it."""

    EVResultUnknown = "EVResultUnknown"
    EVResultSuccess = "EVResultSuccess"
    EVResultFailed = "EVResultFailed"


WPT_DataContainerType = Annotated[bytes, Binary(False, 0, 256)]
"""Data of the maker's choice"""
