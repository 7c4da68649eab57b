"""Tables and records: the same rows as a table for people or as JSON for programs.

A number is never cut: where the columns do not fit side by side, each row is written as a record of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from b2b.cli import json_output, screen, told_commands

if TYPE_CHECKING:
    from rich.table import Table

_GAP = 2
_NARROWEST_TEXT = 12
_NEXT_SHOWN = 6


class Kind(StrEnum):
    """How a column behaves: KEY and NUMBER are never wrapped, TEXT may be; NUMBER stands right."""

    KEY = "key"
    NUMBER = "number"
    TEXT = "text"


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the title above it, `key` into the row or `of` the whole row, how it behaves."""

    key: str
    title: str
    kind: Kind
    of: Callable[[Row], Any] | None = None

    def cell(self, row: Row) -> str:
        """What stands in this column, cleaned."""
        return screen.clean(shown(self.of(row) if self.of else row.get(self.key)))


def key(name: str, title: str, of: Callable[[Row], Any] | None = None) -> Column:
    """A column of short words or identifiers."""
    return Column(name, title, Kind.KEY, of)


def number(name: str, title: str, of: Callable[[Row], Any] | None = None) -> Column:
    """A column of amounts, quantities or counts."""
    return Column(name, title, Kind.NUMBER, of)


def amount(name: str, title: str, rows: Sequence[Row], *, zero: bool = True) -> Column:
    """A column of amounts, empty where there is none; the currency stands in the title where it is one for all rows.

    Without `zero` an amount of nothing is left empty too.
    """
    currencies = {row["currency"] for row in rows}
    single = len(currencies) == 1

    def cell(row: Row) -> str:
        value = row.get(name)
        if value is None or not (value or zero):
            return ""
        return f"{value:,}" if single else f"{value:,} {row['currency']}"

    return number(name, f"{title} {currencies.pop()}" if single else title, cell)


def text(name: str, title: str, of: Callable[[Row], Any] | None = None) -> Column:
    """A column of sentences."""
    return Column(name, title, Kind.TEXT, of)


def listing(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    as_json: bool,
    empty: str,
    first: str = "",
    narrowed: object = "",
    title: str = "",
) -> None:
    """Rows as a table, or all of their keys as a JSON array; `empty` is said where there is nothing at all, with the
    command that makes the `first`. That is not known where the rows were `narrowed` to a state, a partner or the like.

    Under a table stand the commands that the rows name as `next`.
    """
    if as_json:
        json_output.write(rows)
    elif rows:
        if title:
            screen.heading(title)
        table(columns, rows)
        next_steps(str(row["next"]) for row in rows if row.get("next"))
    else:
        screen.line("Nothing of this kind." if narrowed else empty)
        next_steps([first] if first and not narrowed else [])


def next_steps(commands: Iterable[str]) -> None:
    """What to type next: each command once, at most six of them, unbroken so that they can be copied.

    Where `b2b run` works already, that is said in place of `b2b run --once`.
    """
    distinct = list(dict.fromkeys(commands))
    if told_commands.RUN in distinct and told_commands.run_is_at_it():
        distinct.remove(told_commands.RUN)
        screen.line()
        screen.line("b2b run is working on it.")
    if not distinct:
        return
    screen.line()
    screen.heading("Next")
    for command in distinct[:_NEXT_SHOWN]:
        screen.whole(f"  {told_commands.complete(command)}")
    if len(distinct) > _NEXT_SHOWN:
        screen.line(f"  ... and {len(distinct) - _NEXT_SHOWN} more")


def table(columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """A table of cleaned cells on stdout."""
    cells = [[column.cell(row) for column in columns] for row in rows]
    widest = _widest(columns, cells)
    if _needed(columns, widest) > screen.width():
        _stacked(columns, cells)
        return
    screen.show(_drawn(columns, widest, cells))


def record(pairs: Sequence[tuple[str, Any]]) -> None:
    """`name  value` lines, values aligned; what is None or empty is left out."""
    said = [(name, shown(value)) for name, value in pairs if value not in (None, "", (), [])]
    broadest = max((len(name) for name, _ in said), default=0)
    for name, value in said:
        _pair(name, value, broadest)


def shown(value: Any) -> str:
    """A cell: instants in local time to the minute, Decimals without an exponent, lists joined, None as nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dt.datetime():
            return (value.astimezone() if value.tzinfo else value).strftime("%Y-%m-%d %H:%M")
        case Decimal():
            return quantity(value)
        case list() | tuple():
            return ", ".join(shown(item) for item in value)
    return str(value)


def quantity(value: Decimal) -> str:
    """A quantity without an exponent or trailing zeros: `1980`, `0.5`."""
    return format(value.normalize(), "f") if value else "0"


def units(value: Decimal) -> str:
    """`1 unit`, `0.5 units`."""
    return f"{quantity(value)} {'unit' if value == 1 else 'units'}"


def unit_price(value: Decimal) -> str:
    """A price with two decimals, or as many as it has: `11.80`, `0.0125`, `1,250.00`."""
    exact = value.normalize()
    exponent = exact.as_tuple().exponent
    return f"{value:,.2f}" if not isinstance(exponent, int) or exponent >= -2 else f"{exact:,f}"


def _widest(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[int]:
    return [
        max([_cells(column.title), *(_cells(row[position]) for row in cells)])
        for position, column in enumerate(columns)
    ]


def _cells(text: str) -> int:
    """Columns that a text takes on a terminal; a wide character takes two."""
    from rich.cells import cell_len

    return cell_len(text)


def _needed(columns: Sequence[Column], widest: Sequence[int]) -> int:
    """The narrowest width at which nothing but sentences would wrap."""
    return _GAP * (len(columns) - 1) + sum(
        min(cells, max(_NARROWEST_TEXT, len(column.title))) if column.kind is Kind.TEXT else cells
        for column, cells in zip(columns, widest, strict=True)
    )


def _drawn(columns: Sequence[Column], widest: Sequence[int], cells: Sequence[Sequence[str]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, show_edge=False, pad_edge=False, padding=(0, _GAP, 0, 0))
    for column, cells_wide in zip(columns, widest, strict=True):
        is_text = column.kind is Kind.TEXT
        drawn.add_column(
            Text(column.title, style="bold"),
            justify="right" if column.kind is Kind.NUMBER else "left",
            no_wrap=not is_text,
            overflow="fold",
            min_width=None if is_text else cells_wide,
        )
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn


def _stacked(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> None:
    broadest = max(len(column.title) for column in columns)
    for position, row in enumerate(cells):
        if position:
            screen.line()
        for column, cell in zip(columns, row, strict=True):
            if cell:
                _pair(column.title, cell, broadest)


def _pair(name: str, value: str, broadest: int) -> None:
    """One pair, the value wrapped under itself."""
    from rich.table import Table
    from rich.text import Text

    pair = Table.grid(padding=(0, _GAP, 0, 0))
    pair.add_column(width=broadest, no_wrap=True)
    pair.add_column(overflow="fold")
    pair.add_row(screen.styled(name, "dim"), Text(screen.clean(value)))
    screen.show(pair)
