"""A page as Markdown, with tables as most readers of Markdown know them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from b2b.edi.findings import Severity
from b2b.edi.guides.page import ElementPart, Page, Remark, SegmentPart
from b2b.edi.guides.page_layout import SHORT, explained, legend, lines, more, standard, telling, title, uses

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")
_LEVELS = {Severity.ERROR: "", Severity.WARNING: " (noted, not rejected)", Severity.INFO: " (a remark only)"}
_INDENT = "&nbsp;&nbsp;&nbsp;"


def markdown(page: Page) -> str:
    """The whole text; what comes from a guide is escaped."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield f"# {_t(title(page))}"
    yield ""
    about = f"Guide **{_t(page.guide)}**: {_t(page.title)}. " if page.guide else ""
    group = f", functional group {page.functional_group}" if page.syntax == "x12" else ""
    yield f"{about}{standard(page)}{group}."
    if page.bases:
        yield f"It rests on {', '.join(map(_t, page.bases))}."
    for note in page.notes:
        yield from ("", _t(note))
    yield from ("", "## Segments in order", "")
    yield from _remarks(page.remarks)
    yield from _overview(page)
    if page.untouched:
        yield from ("", "These may be sent as the standard says:", "")
        yield from (
            f"- {_t(around or page.set_id)}: {' '.join(map(_t, tags))}" for around, tags in page.untouched.items()
        )
    yield from ("", "## Segment by segment")
    for one in explained(page):
        yield from _segment(one, page)
    if page.example:
        yield from ("", "## Example", "", "A made-up message that is valid by this page.", "", "```")
        yield from (line.replace("```", "") for line in page.example)
        yield "```"
    yield from _differences(page)
    yield from ("", _t(legend(page)))


def _overview(page: Page) -> Iterator[str]:
    yield "| Segment | Name | Standard | Use |" if page.guide else "| Segment | Name | Use |"
    yield "|---|---|---|---|" if page.guide else "|---|---|---|"
    for one in page.segments:
        before, agreed = uses(one)
        place = f"{_INDENT * one.depth}{_t(one.place.rpartition('/')[2])}"
        named = [_named(one), *map(_remark, telling(one))]
        cells = [place, "<br>".join(named), *([before] if page.guide else []), agreed]
        yield f"| {' | '.join(cells)} |"


def _segment(one: SegmentPart, page: Page) -> Iterator[str]:
    yield from ("", f"### {_t(one.place if page.guide else one.tag)} {_named(one)}", "")
    yield from _remarks(one.remarks)
    yield "| Element | Name | Type | Length | Use | Values and notes |"
    yield "|---|---|---|---|---|---|"
    for part in lines(one.elements):
        yield (
            _element(part)
            if isinstance(part, ElementPart)
            else f"| {part[0]} to {part[1]} | as the standard says | | | | |"
        )
    if one.syntax:
        told = "; ".join(one.syntax)
        yield from ("", f"{told[:1].upper()}{told[1:]}.")


def _element(one: ElementPart) -> str:
    said: list[str] = []
    if one.codes is not None:
        said += [f"{_t(code)} {_t(meaning)}".strip() for code, meaning in one.codes.shown.items()]
        said += [more(one.codes)] if one.codes.more else []
    said += map(_remark, one.remarks)
    length = f"**{one.length}** ({one.standard_length})" if one.standard_length else one.length
    cells = [one.label, f"{_t(one.name)} ({one.number})", one.type, length, SHORT[one.use], "<br>".join(said)]
    return f"| {' | '.join(cells)} |"


def _differences(page: Page) -> Iterator[str]:
    if not page.differences:
        return
    yield from ("", "## Differences to the standard", "")
    yield f"| Place | Standard | {_t(page.guide)} | Line |"
    yield "|---|---|---|---|"
    for one in page.differences:
        guide = f"**{_t(one.guide)}**" + (f"<br>if {_t(one.when)}" if one.when else "") + _LEVELS[one.severity]
        guide += f"<br>{_t(one.say)}" if one.say else ""
        yield f"| {_t(one.place)} {_t(one.name)} | {_t(one.standard) or '–'} | {guide} | {_t(one.source)} |"


def _named(one: SegmentPart) -> str:
    return _t(one.name) + (f" – {_t(one.meaning)}" if one.meaning else "")


def _remarks(remarks: Iterable[Remark]) -> Iterator[str]:
    told = [f"- {_remark(one)}" for one in remarks]
    yield from [*told, ""] if told else []


def _remark(one: Remark) -> str:
    return _t(one.text) + _LEVELS[one.severity]


def _t(text: str) -> str:
    """Escaped, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
