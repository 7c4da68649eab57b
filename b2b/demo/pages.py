"""What the demo leaves to look at: one index page, each message raw and explained, each invoice in its three forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2733; background: #fff; margin: 2rem auto; max-width: 72rem;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; color: #52606d; }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #d9e2ec; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.way { white-space: nowrap; color: #52606d; } .bad { color: #a61b1b; } a { color: #0b5394; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { color: #52606d; } dd { margin: 0; }
pre { font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { color: #e4e7eb; background: #14181d; } th, .way, dt { color: #9aa5b1; }
  th, td { border-color: #323f4b; } a { color: #8ec5ff; } .bad { color: #ffbdbd; } }
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell: text, links after it (label, address), a style, and how many columns it takes."""

    text: str = ""
    links: Sequence[tuple[str, str]] = ()
    style: str = ""
    span: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a page: a sentence, and a table."""

    title: str
    sentence: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = field(default_factory=tuple)


def page(title: str, lead: str, sections: Iterable[Section]) -> str:
    """A page that needs nothing else; every text is escaped."""
    body = "".join(_section(section) for section in sections)
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title><style>{_STYLE}</style>"
    return f"{head}<h1>{escape(title)}</h1><p>{escape(lead)}</p>{body}</html>\n"


def write(file: Path, text: str) -> None:
    """Write a page, making its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _section(section: Section) -> str:
    sentence = f"<p>{escape(section.sentence)}</p>" if section.sentence else ""
    heads = "".join(_head(section, column) for column in range(len(section.heads)))
    rows = "".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in section.rows)
    table = f"<table><tr>{heads}</tr>{rows}</table>" if section.heads else ""
    return f"<h2>{escape(section.title)}</h2>{sentence}{table}"


def _head(section: Section, column: int) -> str:
    """A head stands over its column as its cells do."""
    first = next((row[column] for row in section.rows if len(row) > column), Cell())
    style = ' class="n"' if first.style == "n" else ""
    return f"<th{style}>{escape(section.heads[column])}</th>"


def _cell(cell: Cell) -> str:
    links = " ".join(f'<a href="{escape(address, quote=True)}">{escape(label)}</a>' for label, address in cell.links)
    style = f' class="{cell.style}"' if cell.style else ""
    style += f' colspan="{cell.span}"' if cell.span > 1 else ""
    return f"<td{style}>{escape(cell.text)}{' ' if cell.text and links else ''}{links}</td>"
