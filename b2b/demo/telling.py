"""Shows the day on the terminal: a chapter at a time, then a summary."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from b2b.demo.day import Chapter
from b2b.demo.timeline import Event

_COLOURS = {"buyer ──▶ b2b": "cyan", "buyer ◀── b2b": "green", "b2b ──▶ ERP": "magenta"}


class Teller:
    """Prints chapters; counts them."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._count = 0

    def opening(self) -> None:
        """Who is who."""
        self._console.print(
            Text("A day between Northwind Retail GmbH, who buys, and Acme Supply GmbH, who sells.", "bold")
        )
        self._console.print("Acme's ERP is a simulator in a process of its own; everything else is b2b as it ships.\n")

    def chapter(self, chapter: Chapter) -> None:
        """One step, with what happened."""
        self._count += 1
        self._console.print(Text(f"{self._count}. {chapter.title}", "bold"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True)
        grid.add_column(min_width=24)
        grid.add_column(overflow="fold")
        for event in chapter.events:
            grid.add_row(*_row(event))
        self._console.print(grid)
        self._console.print()

    def summary(self, rows: Sequence[tuple[str, str]]) -> None:
        """The day in figures."""
        self._console.print(Text("The day", "bold"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for name, figure in rows:
            grid.add_row(f"   {name}", figure)
        self._console.print(grid)


def _row(event: Event) -> tuple[Text, Text, Text, Text]:
    bad = event.outcome.startswith(("rejected", "cannot")) or "rejected" in event.outcome
    return (
        Text(f"   {event.at:%H:%M:%S}", "dim"),
        Text(event.way, _COLOURS.get(event.way, "")),
        Text(event.what),
        Text(event.outcome, "red" if bad else ""),
    )
