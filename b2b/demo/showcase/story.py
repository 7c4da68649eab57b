"""The day as it was told, with links to the files."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.demo.day import Day, Told
from b2b.demo.house import ACME, NORTHWIND
from b2b.demo.showcase.messages import Messages
from b2b.demo.showcase.pages import Cell, Section
from b2b.demo.timeline import Row

_ARROWS = {NORTHWIND.name: "→", ACME.name: "←"}


def sections(day: Day, messages: Messages) -> Iterator[Section]:
    """A section a part of the day: what happened on both sides, then what was compared."""
    heads = ("UTC", f"{NORTHWIND.title} ({NORTHWIND.verb})", "", f"{ACME.title} ({ACME.verb})", "File")
    for number, told in enumerate(day.told, start=1):
        rows = [*(_row(row, messages) for row in told.rows), *_compared(told)]
        title = f"{number}. {told.part.title}"
        yield Section(title, told.part.sentence, heads, rows, short=title)


def _row(row: Row, messages: Messages) -> list[Cell]:
    style = "bad" if row.bad and row.kind != "person" else "person" if row.kind == "person" else ""
    left, right = (Cell(row.texts.get(cast.name, ""), style=f"half {style}".strip()) for cast in (NORTHWIND, ACME))
    links = messages.links(row.file)
    return [
        Cell(f"{row.at:%H:%M:%S}", style="n"),
        left,
        Cell(_ARROWS.get(row.sender, ""), style="way"),
        right,
        Cell(links=links, style="way"),
    ]


def _compared(told: Told) -> Iterator[list[Cell]]:
    for check in told.checks:
        yield [Cell(f"{check.what}: {check.said}", style="ok", span=5)]
