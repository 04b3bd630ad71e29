"""Blocking transfers for asyncio: one thread owns one device."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Worker(ABC):
    """Runs blocking calls one after the other."""

    @abstractmethod
    async def run(self, call: Callable[[], T]) -> T:
        """Run ``call`` and return its result. When the caller is cancelled, the call still runs to its end."""

    @abstractmethod
    def sleep(self, seconds: float) -> None:
        """Sleep, inside a call."""

    @abstractmethod
    def close(self) -> None:
        """Take no more calls."""


class ThreadWorker(Worker):
    """A thread of its own, as pyusb wants it: transfers of a device stay in order, the event loop free."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, call: Callable[[], T]) -> T:
        """Run ``call`` in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    def sleep(self, seconds: float) -> None:
        """Sleep in the thread."""
        import time

        time.sleep(seconds)

    def close(self) -> None:
        """End the thread once its call is over."""
        self._executor.shutdown(wait=False, cancel_futures=True)


class InlineWorker(Worker):
    """Runs calls at once in the caller's thread: for devices in the same process and on virtual time."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep

    async def run(self, call: Callable[[], T]) -> T:
        """Run ``call`` here and now."""
        return call()

    def sleep(self, seconds: float) -> None:
        """Let virtual time pass."""
        self._sleep(seconds)

    def close(self) -> None:
        """Nothing to end."""
