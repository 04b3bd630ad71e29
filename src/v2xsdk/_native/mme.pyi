"""The native MME codec; ``v2xsdk.protocol.slac.codec`` chooses between it and the reference."""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

class Codec:
    """Frames to records and back, by the wire table given."""

    def __init__(
        self,
        layouts: Sequence[Any],
        nmk: Callable[[bytes], bytes],
        refuse_frame: Callable[..., NoReturn],
        refuse_value: Callable[..., NoReturn],
        refuse_record: Callable[[str], NoReturn],
    ) -> None: ...
    def decode(self, frame: bytes) -> Any:
        """Return the record in ``frame`` (from destination MAC, no check sequence)."""

    def encode(self, record: Any) -> bytes:
        """Return the frame of ``record``, padded to 60 bytes."""
