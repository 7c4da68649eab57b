"""A channel in memory, for tests of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from b2b.errors import Conflict
from b2b.ports import Arrival, Settling


class MemoryTransport:
    """`put` plays the partner's part; what we send stands in `sent`, by name."""

    def __init__(self) -> None:
        self.sent: dict[str, bytes] = {}
        self._waiting: dict[str, Arrival] = {}
        self._counter = 0

    def put(self, name: str, content: bytes) -> Arrival:
        """The partner delivers a file."""
        self._counter += 1
        arrival = Arrival(name, content, f"{name}|{self._counter}")
        self._waiting[arrival.token] = arrival
        return arrival

    def settling(self) -> Sequence[Settling]:
        """What was put is complete."""
        return ()

    def collect(self) -> Iterator[Arrival]:
        """What was put and not released, oldest first."""
        yield from list(self._waiting.values())

    def release(self, arrival: Arrival) -> None:
        """Forget it; a second time does no harm."""
        self._waiting.pop(arrival.token, None)

    def send(self, name: str, content: bytes) -> None:
        """Keep it in `sent`; the same name with other bytes is a `Conflict`."""
        if self.sent.setdefault(name, content) != content:
            raise Conflict("a file of that name with other content is there already", where=name)
