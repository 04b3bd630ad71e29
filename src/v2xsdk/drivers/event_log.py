"""A device's event log, page by page, up to the end it had when reading began."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from v2xsdk.model.service import LogEntry


async def log_entries(
    read_page: Callable[[int], Awaitable[Sequence[LogEntry]]], first: int, end: int
) -> AsyncGenerator[LogEntry, None]:
    """Yield the entries from number ``first`` up to, without, ``end``.

    ``read_page`` takes a number and returns entries from there on, in order; none where there are no more.
    """
    position = first
    while position < end and (page := await read_page(position)):
        for entry in page:
            if entry.sequence >= end:
                return
            yield entry
        position = page[-1].sequence + 1
