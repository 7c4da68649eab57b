"""Shows the day on the terminal: both companies beside each other where there is room, else one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from b2b.demo.checks import Check
from b2b.demo.day import Part, Told
from b2b.demo.house import ACME, NORTHWIND, Cast
from b2b.demo.timeline import Row

WIDE = 110
# A line that goes to a file has no end of its own.
WIDEST = 160
_STYLES = {"person": "yellow", "erp": "magenta", "outside": "magenta", "exception": "red", "document": ""}
_ARROWS = {NORTHWIND.name: "──▶", ACME.name: "◀──"}


class Teller:
    """Prints part by part what happened and what was compared."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._count = 0
        self._status = console.status("")

    def opening(self) -> None:
        """Who is who."""
        print_ = self._console.print
        print_(Text("A day between two companies, each with b2b: low stock to paid, anchored invoices.", "bold"))
        print_(
            "Northwind Retail buys, Acme Supply sells. Each has its workspace, its database and its daemon; X12 goes "
            "through folders, the ERPs are called over SOAP. ERPs and bank are simulators, all else is b2b as it ships."
        )
        if self._console.color_system:
            print_(Text("Yellow: a person typed it. Everything else happened by itself.", "dim"))
        print_()

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """A sign of life on a terminal."""
        self.wait(what)
        try:
            yield
        finally:
            self._status.stop()

    def begin(self, part: Part) -> None:
        """A part is being played."""
        self.wait(part.title)

    def part(self, told: Told) -> None:
        """A part that was played."""
        self._status.stop()
        self._count += 1
        self._console.print(Text(f"{self._count}. {told.part.title}", "bold"))
        self._console.print(Text(told.part.sentence, "dim"))
        self._show(self._beside(told.rows) if self._console.width >= WIDE else _below(told.rows))
        self._show(_compared(told.checks))
        self._console.print()

    def summary(self, rows: Sequence[tuple[str, str]]) -> None:
        """The day in figures."""
        self._console.print(Text("The day", "bold"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for name, figure in rows:
            grid.add_row(f"  {name}", figure)
        self._show(grid)

    def wait(self, what: str) -> None:
        """Say on a terminal what is being done."""
        if self._console.is_terminal:
            self._status.update(f"{what} ...")
            self._status.start()

    def _show(self, drawn: RenderableType) -> None:
        """Without the blanks that rich leaves at the ends of lines, where nobody sees them on a terminal."""
        if self._console.is_terminal:
            self._console.print(drawn)
            return
        with self._console.capture() as captured:
            self._console.print(drawn)
        self._console.file.write("".join(line.rstrip() + "\n" for line in captured.get().splitlines()))

    def _beside(self, rows: Sequence[Row]) -> RenderableType:
        """Time, Northwind, arrow, Acme."""
        half = (min(self._console.width, WIDEST) - 2 - 10 - 5) // 2
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(width=half, overflow="fold")
        grid.add_column(width=3, no_wrap=True)
        grid.add_column(width=half, overflow="fold")
        grid.add_row("", Text(_named(NORTHWIND), "dim"), "", Text(_named(ACME), "dim"))
        for row in rows:
            left, right = (Text(row.texts.get(cast.name, ""), _style(row)) for cast in (NORTHWIND, ACME))
            grid.add_row(f"  {row.at.astimezone():%H:%M:%S}", left, Text(_ARROWS.get(row.sender, ""), "cyan"), right)
        return grid


def _below(rows: Sequence[Row]) -> RenderableType:
    """Time, whose, what: a document first with whoever sent it."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for row in rows:
        at = f"{row.at.astimezone():%H:%M:%S}"
        for cast in sorted((NORTHWIND, ACME), key=lambda cast: cast.name != row.sender):
            if cast.name in row.texts:
                mark = "" if not row.sender else "──▶ " if cast.name != row.sender else ""
                whose = Text(cast.title.partition(" ")[0], "dim")
                grid.add_row(at, whose, Text(mark + row.texts[cast.name], _style(row)))
                at = ""
    return grid


def _compared(checks: Sequence[Check]) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for one in checks:
        if one.holds:
            grid.add_row(Text("  ✓", "green"), f"{one.what}: {one.said}")
        else:
            grid.add_row(Text("  ✗", "red"), Text(f"{one.what}: {one.said}, but it must be {one.expected}", "red"))
    return grid


def _named(cast: Cast) -> str:
    return f"{cast.title} ({cast.verb})"


def _style(row: Row) -> str:
    return "red" if row.bad and row.kind != "person" else _STYLES[row.kind]
