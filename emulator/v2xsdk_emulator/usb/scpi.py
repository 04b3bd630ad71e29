"""A small SCPI interpreter: command tree with short and long forms, error queue, IEEE 488.2 status."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

Handler = Callable[[list[str]], str | None]
QUEUE_LENGTH = 20
OPERATION_COMPLETE, QUERY_ERROR, EXECUTION_ERROR, COMMAND_ERROR = 1, 4, 16, 32
MESSAGE_AVAILABLE, EVENT_SUMMARY, REQUEST = 16, 32, 64


class ScpiError(Exception):
    """An error that goes into the queue, with its SCPI number."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number


class Interpreter:
    """Carries out program messages; subclasses add commands with :meth:`add`."""

    def __init__(self, identity: str) -> None:
        self.on_service_request: Callable[[], None] | None = None
        self._commands: list[tuple[list[tuple[str, str, bool]], bool, Handler]] = []
        self._errors: deque[tuple[int, str]] = deque(maxlen=QUEUE_LENGTH)
        self._output = b""
        self._events = self._event_mask = self._request_mask = 0
        self.add("*IDN?", lambda _: identity)
        self.add("*CLS", self._clear_status)
        self.add("*OPC", lambda _: self._event(OPERATION_COMPLETE))
        self.add("*OPC?", lambda _: "1")
        self.add("*ESR?", self._read_events)
        self.add("*ESE", lambda a: self._set("_event_mask", a))
        self.add("*ESE?", lambda _: str(self._event_mask))
        self.add("*SRE", lambda a: self._set("_request_mask", a))
        self.add("*SRE?", lambda _: str(self._request_mask))
        self.add("*STB?", lambda _: str(self.status_byte()))
        self.add("SYSTem:ERRor[:NEXT]?", self._next_error)
        self.add("SYSTem:VERSion?", lambda _: "1999.0")

    def add(self, pattern: str, handler: Handler) -> None:
        """Add a command such as ``VOLTage:PROTection[:LEVel]?``."""
        nodes = []
        for part in pattern.removesuffix("?").replace("[:", ":[").split(":"):
            optional = part.startswith("[")
            word = part.strip("[]")
            nodes.append(("".join(c for c in word if not c.islower()).upper(), word.upper(), optional))
        self._commands.append((nodes, pattern.endswith("?"), handler))

    def execute(self, message: str) -> None:
        """Carry out one program message; a query unread so far is dropped (SCPI -410)."""
        if self._output:
            self._output = b""
            self._fail(ScpiError(-410, "Query INTERRUPTED"))
        answers = []
        for unit in message.strip().split(";"):
            try:
                answer = self._unit(unit.strip())
            except ScpiError as error:
                self._fail(error)
                continue
            if answer is not None:
                answers.append(answer)
        if answers:
            self._output = (";".join(answers) + "\n").encode()
        self._check_request()

    def take_output(self, size: int) -> tuple[bytes, bool]:
        """Return at most ``size`` bytes of the response and whether it ends there."""
        part, self._output = self._output[:size], self._output[size:]
        return part, not self._output

    def has_output(self) -> bool:
        """Return whether a response waits."""
        return bool(self._output)

    def status_byte(self) -> int:
        """Return the status byte."""
        summary = EVENT_SUMMARY if self._events & self._event_mask else 0
        value = summary | (MESSAGE_AVAILABLE if self._output else 0)
        return value | (REQUEST if value & self._request_mask else 0)

    def trigger(self) -> None:
        """Take a trigger: nothing waits for one."""

    def clear(self) -> None:
        """Empty the output."""
        self._output = b""

    def _unit(self, unit: str) -> str | None:
        header, _, rest = unit.partition(" ")
        if not header:
            return None
        words, query = header.removesuffix("?").lstrip(":").upper().split(":"), header.endswith("?")
        for nodes, is_query, handler in self._commands:
            if is_query == query and _fits(words, nodes):
                return handler([a.strip() for a in rest.split(",")] if rest.strip() else [])
        raise ScpiError(-113, f"Undefined header;{header}")

    def _fail(self, error: ScpiError) -> None:
        self._errors.append((error.number, str(error)))
        kind = {1: COMMAND_ERROR, 2: EXECUTION_ERROR, 4: QUERY_ERROR}.get(-error.number // 100, 8)
        self._event(kind)

    def _event(self, bit: int) -> None:
        self._events |= bit

    def _check_request(self) -> None:
        if self.status_byte() & REQUEST and self.on_service_request is not None:
            self.on_service_request()

    def _clear_status(self, _: list[str]) -> None:
        self._errors.clear()
        self._events = 0

    def _read_events(self, _: list[str]) -> str:
        events, self._events = self._events, 0
        return str(events)

    def _set(self, name: str, arguments: list[str]) -> None:
        setattr(self, name, int(number(arguments, 0, 255)))

    def _next_error(self, _: list[str]) -> str:
        if not self._errors:
            return '0,"No error"'
        code, text = self._errors.popleft()
        return f'{code},"{text}"'


def number(arguments: list[str], low: float, high: float) -> float:
    """Return the one number among ``arguments``, MIN and MAX included; raise :class:`ScpiError` otherwise."""
    if len(arguments) != 1:
        raise ScpiError(-109, "Missing parameter")
    word = arguments[0].upper()
    if word in ("MIN", "MAX", "MINIMUM", "MAXIMUM"):
        return low if word.startswith("MIN") else high
    try:
        value = float(word)
    except ValueError as error:
        raise ScpiError(-104, "Data type error") from error
    if not low <= value <= high:
        raise ScpiError(-222, "Data out of range")
    return value


def switch(arguments: list[str]) -> bool:
    """Return ON, OFF, 1 or 0 as a truth value."""
    word = arguments[0].upper() if len(arguments) == 1 else ""
    if word not in ("ON", "OFF", "1", "0"):
        raise ScpiError(-104, "Data type error")
    return word in ("ON", "1")


def _fits(words: list[str], nodes: list[tuple[str, str, bool]]) -> bool:
    if not nodes:
        return not words
    short, full, optional = nodes[0]
    if words and words[0] in (short, full) and _fits(words[1:], nodes[1:]):
        return True
    return optional and _fits(words, nodes[1:])
