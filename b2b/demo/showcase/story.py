"""The day as it was told, with links to the files."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.demo.day import Day, Told
from b2b.demo.house import ACME, NORTHWIND, Cast
from b2b.demo.showcase.messages import Messages
from b2b.demo.showcase.pages import Cell, Section
from b2b.demo.timeline import Row

_ARROWS = {NORTHWIND.name: "→", ACME.name: "←"}


def sections(day: Day, messages: Messages) -> Iterator[Section]:
    """A section a part of the day: what happened on both sides, then what was compared."""
    buyer, supplier = (f"{cast.title.partition(' ')[0]} {cast.verb}" for cast in (NORTHWIND, ACME))
    heads = ("UTC", buyer, "", supplier, "File")
    for number, told in enumerate(day.told, start=1):
        rows = [*(_row(row, messages) for row in told.rows), _compared(told)]
        title = f"{number}. {told.part.title}"
        yield Section(title, told.part.sentence, heads, rows, short=title)


def _row(row: Row, messages: Messages) -> list[Cell]:
    colour = row.kind if row.kind == "person" else "bad" if row.bad else ""
    return [
        Cell(f"{row.at:%H:%M:%S}", style="when"),
        _half(row, NORTHWIND, colour),
        Cell(_ARROWS.get(row.sender, ""), style="arrow"),
        _half(row, ACME, colour),
        Cell(links=messages.links(row.file), style="files way"),
    ]


def _half(row: Row, cast: Cast, colour: str) -> Cell:
    answer = "answer" if row.sender not in ("", cast.name) else ""
    return Cell(row.texts.get(cast.name, ""), style=" ".join(filter(None, ("half", colour, answer))))


def _compared(told: Told) -> list[Cell]:
    return [Cell("\n".join(f"\N{CHECK MARK} {check.what}: {check.said}" for check in told.checks), style="ok", span=5)]
