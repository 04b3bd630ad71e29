"""Flash memory that behaves like flash: erased to ones, written to zeros, and cut off in the middle."""

from __future__ import annotations

PAGE = 1024


class PowerCut(Exception):
    """The supply went away in the middle of an erase or a write."""


class Flash:
    """Named areas of whole pages. ``operations`` counts erases and writes; ``cut_at`` is the one that fails."""

    def __init__(self, areas: dict[str, int]) -> None:
        self._areas = {name: bytearray(b"\xff" * _whole_pages(size)) for name, size in areas.items()}
        self.operations = 0
        self.cut_at: int | None = None
        self.erased: set[str] = set()

    @property
    def cut_pending(self) -> bool:
        """Whether a cut was asked for that has not come yet."""
        return self.cut_at is not None

    def size(self, area: str) -> int:
        """Return the bytes of an area."""
        return len(self._areas[area])

    def read(self, area: str, offset: int, size: int) -> bytes:
        """Return stored bytes."""
        return bytes(self._areas[area][offset : offset + size])

    def erase(self, area: str, offset: int, size: int) -> None:
        """Erase the pages that hold this range; each page is one operation."""
        for page in range(offset - offset % PAGE, offset + size, PAGE):
            self.erased.add(area)
            done = self._begin()
            self._areas[area][page : page + (PAGE if done else PAGE // 2)] = b"\xff" * (PAGE if done else PAGE // 2)
            self._end(done)

    def write(self, area: str, offset: int, data: bytes) -> None:
        """Write into erased pages, page by page; bits only go from one to zero."""
        for start in range(0, len(data), PAGE):
            part = data[start : start + PAGE]
            done = self._begin()
            kept = part if done else part[: len(part) // 2]
            at = offset + start
            old = self._areas[area][at : at + len(kept)]
            self._areas[area][at : at + len(kept)] = bytes(a & b for a, b in zip(old, kept, strict=True))
            self._end(done)

    def _begin(self) -> bool:
        self.operations += 1
        return self.operations != self.cut_at

    def _end(self, done: bool) -> None:
        if not done:
            self.cut_at = None
            raise PowerCut


def _whole_pages(size: int) -> int:
    return (size + PAGE - 1) // PAGE * PAGE
