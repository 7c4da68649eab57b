"""What is wrong with a catalog file: where (file, row, item, column), why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from b2b.errors import Unreadable

_SHOWN = 20
_KEPT = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a catalog file; `row` counts as a spreadsheet or an editor does, from 1."""

    file: str
    row: int | None = None
    item: str = ""
    column: str = ""

    def at(self, column: str) -> Place:
        """The same row, another column."""
        return replace(self, column=column)

    def __str__(self) -> str:
        parts = [
            f"row {self.row}" if self.row else "",
            f"item {self.item}" if self.item else "",
            f"column {self.column}" if self.column else "",
        ]
        found = ", ".join(part for part in parts if part)
        return f"{self.file}: {found}" if found else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right."""

    place: Place
    message: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}; {self.next_step}"


class CatalogUnreadable(Unreadable):
    """This catalog cannot be imported as it is.

    `problems` holds what was found, at most 200, in the order of the file; `total` counts all.
    """

    def __init__(self, problems: tuple[Problem, ...], total: int) -> None:
        self.problems = problems
        self.total = total
        first = problems[0]
        lines = [f"{p.place}: {p.message}; {p.next_step}" for p in problems[:_SHOWN]]
        more = f"\n... and {total - _SHOWN} more" if total > _SHOWN else ""
        heading = "1 problem" if total == 1 else f"{total} problems"
        super().__init__(
            f"{heading}, nothing was imported:\n" + "\n".join(lines) + more,
            where=first.place.file,
            next_step=first.next_step,
        )


@dataclass(slots=True)
class Problems:
    """Collects problems, so that a file is corrected once and not once for each of them."""

    found: list[Problem] = field(default_factory=list)
    total: int = 0

    def add(self, place: Place, message: str, next_step: str) -> None:
        """Remember one; beyond 200 they are only counted."""
        self.total += 1
        if len(self.found) < _KEPT:
            self.found.append(Problem(place, message, next_step))

    def stop_if_any(self) -> None:
        """Raise `CatalogUnreadable` with all of them."""
        if self.found:
            raise CatalogUnreadable(tuple(self.found), self.total)
