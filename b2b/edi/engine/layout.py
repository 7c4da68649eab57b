"""How the segments of a set are laid out, where that is odd but leaves them readable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something about the layout: its finding code, how often, and the byte in the set where it first shows."""

    code: str
    times: int
    at: int


class Oddities:
    """Counts them while a set is taken apart."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, Oddity] = {}

    def note(self, code: str, at: int, times: int = 1) -> None:
        """One more of a kind, or several that stand together."""
        known = self._found.get(code)
        self._found[code] = Oddity(code, known.times + times, known.at) if known else Oddity(code, times, at)

    def found(self) -> tuple[Oddity, ...]:
        """One of each kind, in the order in which they first show."""
        return tuple(self._found.values())
