"""Questions and orders to the modules behind one address, with the device's error codes as errors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.plan import address
from v2xsdk.drivers.infypower_beg.table import ERROR_CODES
from v2xsdk.errors import DeviceRefused, DeviceTimeout
from v2xsdk.protocol.can.plan import PlanValue
from v2xsdk.protocol.can.tables import Decoded
from v2xsdk.runtime.can_port import CanPort

START_PROCEDURE_RUNNING = 7
_RETRY_S = 0.25


class Exchange:
    """Reads and writes of one BEG address."""

    def __init__(self, port: CanPort, options: BegOptions) -> None:
        self._port = port
        self._options = options
        self._to = address(options)

    async def read(self, index: str, *, count: int = 1) -> list[Decoded]:
        """Read ``index`` and return ``count`` answers.

        Raises ``DeviceTimeout`` when fewer come, ``DeviceRefused`` for an error code.
        """
        answers = await self._port.request(
            "read",
            {**self._to, "index": index},
            self._answers_to(index, "read_response"),
            count=count,
            timeout_s=self._options.answer_timeout_s,
        )
        _check(f"read {index}", answers)
        return answers

    async def write(self, signal: str, value: PlanValue, index: str, *, count: int, timeout_s: float = 3.0) -> None:
        """Write ``signal`` and wait until ``count`` modules took it.

        A module whose start procedure runs (error code 7) is asked again until ``timeout_s``. Raises
        ``DeviceTimeout``, or ``DeviceRefused`` with the device's code.
        """
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + timeout_s
        while True:
            answers = await self._port.request(
                f"write_{signal}",
                {**self._to, signal: value},
                self._answers_to(index, "write_response"),
                count=count,
                timeout_s=self._options.answer_timeout_s,
            )
            busy = any(answer.values["error_code"] == START_PROCEDURE_RUNNING for answer in answers)
            if not busy:
                _check(f"write {signal} = {value}", answers)
                return
            if loop.time() >= deadline_s:
                raise DeviceTimeout(f"{signal} = {value}: the start procedure still runs after {timeout_s} s")
            await asyncio.sleep(_RETRY_S)

    def _answers_to(self, index: str, operation: str) -> Callable[[Decoded], bool]:
        def matches(frame: Decoded) -> bool:
            values = frame.values
            return (
                values["operation"] == operation
                and values["index"] == index
                and values["destination_address"] == self._options.controller
            )

        return matches


def _check(what: str, answers: list[Decoded]) -> None:
    for answer in answers:
        code = answer.values["error_code"]
        if isinstance(code, int) and code != 0:
            raise DeviceRefused(
                f"module {answer.values['source_address']} refused to {what}: error {code} "
                f"({ERROR_CODES.get(code, 'unknown')})",
                code=code,
            )
