"""Pages that need nothing else: no script, no font, no picture; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2733; background: #fff; margin: 2rem auto; max-width: 78rem;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .2rem; }
p { margin: .2rem 0 .6rem; max-width: 60rem; }
nav { margin: 1rem 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; color: #52606d; }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #d9e2ec; vertical-align: top; white-space: pre-line;
  overflow-wrap: anywhere; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
.way, .when { white-space: nowrap; color: #52606d; overflow-wrap: normal; } .bad { color: #a61b1b; }
.person { color: #7c4a03; } .half { width: 40%; } .ok { color: #1f5f1f; }
a { color: #0b5394; } td a { margin-right: .6rem; white-space: nowrap; }
pre { font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 50rem) {
  body { margin: 1rem auto; } th { display: none; }
  tr { display: flex; flex-direction: column; padding: .4rem 0; border-bottom: 1px solid #d9e2ec; }
  td, .half { border: 0; padding: 0; width: auto; text-align: left; } td:empty, .arrow { display: none; }
  .answer { order: 1; } .files { order: 2; }
  td.n { text-align: left; } td[data-label]::before { content: attr(data-label) ": "; color: #52606d; }
}
@media (prefers-color-scheme: dark) { body { color: #e4e7eb; background: #14181d; } th, .way, .when { color: #9aa5b1; }
  th, td, tr { border-color: #323f4b !important; } a { color: #8ec5ff; }
  .bad { color: #ffbdbd; } .ok { color: #a3d9a5; } .person { color: #fadb8f; } }
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
    """A headed part of a page: a sentence, a table, and text as it stands; `short` names it in the list at the top."""

    title: str
    sentence: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = field(default_factory=tuple)
    text: str = ""
    short: str = ""


def page(title: str, lead: str, sections: Sequence[Section]) -> str:
    """A whole page, with a list of its sections where they have short names."""
    head = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
    )
    body = "".join(_section(section) for section in sections)
    return f"{head}<h1>{escape(title)}</h1><p>{escape(lead)}</p>{_contents(sections)}{body}</html>\n"


def write(file: Path, text: str) -> None:
    """Write a page, making its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _contents(sections: Iterable[Section]) -> str:
    named = [section.short for section in sections if section.short]
    links = "".join(f'<a href="#{_anchor(name)}">{escape(name)}</a>' for name in named)
    return f"<nav>{links}</nav>" if links else ""


def _section(section: Section) -> str:
    name = f' id="{_anchor(section.short)}"' if section.short else ""
    sentence = f"<p>{escape(section.sentence)}</p>" if section.sentence else ""
    text = f"<pre>{escape(section.text)}</pre>" if section.text else ""
    return f"<h2{name}>{escape(section.title)}</h2>{sentence}{_table(section)}{text}"


def _table(section: Section) -> str:
    if not section.rows:
        return ""
    heads = "".join(_head(section, column) for column in range(len(section.heads)))
    rows = "".join("<tr>" + "".join(_cells(section, row)) + "</tr>" for row in section.rows)
    return f"<table>{f'<tr>{heads}</tr>' if any(section.heads) else ''}{rows}</table>"


def _head(section: Section, column: int) -> str:
    """A head stands over its column as its cells do."""
    first = next((row[column] for row in section.rows if len(row) > column), Cell())
    style = ' class="n"' if first.style == "n" else ""
    return f"<th{style}>{escape(section.heads[column])}</th>"


def _cells(section: Section, row: Sequence[Cell]) -> Iterable[str]:
    """On a narrow screen a cell stands alone, with its head as a label."""
    column = 0
    for cell in row:
        head = section.heads[column] if column < len(section.heads) and cell.span == 1 else ""
        yield _cell(cell, head)
        column += cell.span


def _cell(cell: Cell, head: str) -> str:
    links = "".join(f'<a href="{escape(address, quote=True)}">{escape(label)}</a>' for label, address in cell.links)
    attributes = f' class="{cell.style}"' if cell.style else ""
    attributes += f' colspan="{cell.span}"' if cell.span > 1 else ""
    attributes += f' data-label="{escape(head, quote=True)}"' if head and (cell.text or links) else ""
    return f"<td{attributes}>{escape(cell.text)}{' ' if cell.text and links else ''}{links}</td>"


def _anchor(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
