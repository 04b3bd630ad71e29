"""What several WPT messages share."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary


class WPT_EVResultType(Enum):
    """?"""

    EVResultUnknown = "EVResultUnknown"
    EVResultSuccess = "EVResultSuccess"
    EVResultFailed = "EVResultFailed"


WPT_DataContainerType = Annotated[bytes, Binary(False, 0, 256)]
"""?"""
