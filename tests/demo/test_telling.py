"""Both companies stand beside each other where there is room, else below each other."""

from __future__ import annotations

import datetime as dt
import io

from rich.console import Console

from b2b.demo.day import Part, Told
from b2b.demo.telling import WIDE, Teller
from b2b.demo.timeline import Row

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ROWS = [
    Row.of(AT, "northwind", "buyer: b2b stock propose", "person"),
    Row(AT, {"northwind": "850 order 1", "acme": "decided"}, "document", "northwind"),
    Row(AT, {"northwind": "taken", "acme": "855 answer to 1"}, "document", "acme"),
    Row.of(AT, "acme", "ERP books the order: SO-1", "erp"),
]


def told(width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    part = Part("Ordering", "", lambda day: None, lambda day: None)
    Teller(console).part(Told(part, ROWS, []))
    return [" ".join(line.split()[1:]) for line in console.file.getvalue().splitlines()][2:6]  # type: ignore[attr-defined]


def test_wide() -> None:
    lines = told(WIDE)
    assert lines[0] == "Retail (buys) Acme Supply (sells)"
    assert lines[2:] == ["850 order 1 ──▶ decided", "taken ◀── 855 answer to 1"]


def test_narrow_has_the_sender_first() -> None:
    lines = told(WIDE - 1)
    assert lines == [
        "Northwind buyer: b2b stock propose",
        "Northwind 850 order 1",
        "──▶ decided",
        "Acme 855 answer to 1",
    ]
