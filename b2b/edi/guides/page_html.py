"""A page as one HTML file that needs nothing else: no script, no font, no picture, no link to elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import takewhile

from b2b.edi.findings import Severity
from b2b.edi.guides.page import Difference, ElementPart, Page, Remark, SegmentPart, Use
from b2b.edi.guides.page_layout import SHORT, TYPES, explained, legend, lines, more, often, standard, telling, title
from b2b.edi.guides.page_style import STYLE

_CLASS = {Use.REQUIRED: "m", Use.OPTIONAL: "o", Use.CONDITIONAL: "c", Use.NOT_USED: "n"}
_SYMBOLS = {**{code: 0x2400 + code for code in range(0x20)}, **dict.fromkeys(range(0x7F, 0xA0), 0xFFFD)}
_WHOLE = {"x12": "set", "edifact": "message"}
_AREAS = {"1": "Heading", "2": "Detail", "3": "Summary"}


def html(page: Page) -> str:
    """The whole file; everything that comes from a guide is escaped."""
    return "".join(_file(page))


def _file(page: Page) -> Iterator[str]:
    name = f"{title(page)} – {page.title}" if page.guide else f"{title(page)}, {standard(page)}"
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="generator" content="b2b">\n'
        f"<title>{_t(name)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    )
    yield from _head(page)
    yield "<main>\n"
    yield from _overview(page)
    yield from _details(page)
    yield from _example(page)
    yield from _differences(page)
    yield f"<p class=legend>{_t(legend(page))}</p>\n</main>\n</body>\n</html>\n"


def _head(page: Page) -> Iterator[str]:
    kind = f"Partner guide {page.guide}" if page.guide else "The standard"
    yield f"<header>\n<p class=kind>{_t(kind)} · {_t(standard(page))}</p>\n<h1>{_t(title(page))}</h1>\n"
    if page.guide:
        yield f"<p class=title>{_t(page.title)}</p>\n"
    yield from (f"<p class=note>{_t(note)}</p>\n" for note in page.notes)
    facts = _facts(page)
    facts += [("Guide", page.guide)] if page.guide else []
    facts += [("Rests on", ", ".join(page.bases))] if page.bases else []
    told = "".join(f"<div><dt>{_t(label)}</dt><dd>{_t(value)}</dd></div>" for label, value in facts)
    yield f"<dl class=facts>{told}</dl>\n<nav>"
    yield '<a href="#order">Segments in order</a><a href="#details">Segment by segment</a>'
    yield '<a href="#example">Example</a>' if page.example else ""
    yield '<a href="#differences">Differences to the standard</a>' if page.differences else ""
    yield "</nav>\n</header>\n"


def _facts(page: Page) -> list[tuple[str, str]]:
    if page.syntax == "edifact":
        return [("Message", page.set_id), ("Directory", page.release)]
    return [("Transaction set", page.set_id), ("Functional group", page.functional_group), ("Release", page.release)]


def _overview(page: Page) -> Iterator[str]:
    yield "<section id=order>\n<h2>Segments in order</h2>\n"
    if page.remarks:
        yield f"<div class=whole><h3>Of the {_WHOLE[page.syntax]} as a whole</h3>{_remarks(page.remarks)}</div>\n"
    before = "<th class=u>Standard</th>" if page.guide else ""
    yield f"<table class=order>\n<thead><tr><th>Segment</th><th>Name</th>{before}<th class=u>Use</th></tr>"
    yield "</thead>\n"
    for area in dict.fromkeys(one.area for one in page.segments):
        columns = 4 if page.guide else 3
        yield f"<tbody>\n<tr class=area><th colspan={columns}>{_t(_AREAS.get(area, area))}</th></tr>\n"
        yield from (_row(one, page) for one in page.segments if one.area == area)
        yield "</tbody>\n"
    yield "</table>\n"
    if page.untouched:
        yield "<details class=untouched><summary>Segments that may be sent as the standard says</summary>\n<dl>\n"
        for around, tags in page.untouched.items():
            yield f"<div><dt>{_t(around or page.set_id)}</dt><dd>{_t(' '.join(tags))}</dd></div>\n"
        yield "</dl>\n</details>\n"
    yield "</section>\n"


def _row(one: SegmentPart, page: Page) -> str:
    linked = any(other.elements and other.anchor == one.anchor for other in page.segments)
    last = one.place.rpartition("/")[2]
    place = f'<a href="#{one.anchor}">{_t(last)}</a>' if linked else _t(last)
    loop = '<span class=loop title="begins a loop">↻</span>' if one.begins else ""
    meaning = f" <em>{_t(one.meaning)}</em>" if one.meaning else ""
    before = f"<td class=u>{_pill(one.standard)}<small>{often(one.standard_most)}</small></td>" if page.guide else ""
    most = "" if one.use is Use.NOT_USED else f"<small>{often(one.most)}</small>"
    kind = " class=off" if one.use is Use.NOT_USED else ""
    return (
        f'<tr{kind}><td class=tag style="--d:{one.depth}"><code>{place}</code>{loop}</td>'
        f"<td><span>{_t(one.name)}{meaning}</span>{_remarks(telling(one))}</td>"
        f"{before}<td class=u>{_pill(one.use)}{most}</td></tr>\n"
    )


def _details(page: Page) -> Iterator[str]:
    yield "<section id=details>\n<h2>Segment by segment</h2>\n"
    for one in explained(page):
        meaning = f" <em>{_t(one.meaning)}</em>" if one.meaning else ""
        limit = "as often as needed" if not one.most else "once" if one.most == 1 else f"at most {one.most:,} times"
        # Of the standard a segment is explained once, for all of its places.
        use = f"<p>{_pill(one.use, long=True)} <span>{limit}</span></p>" if page.guide else ""
        place = one.place if page.guide else one.tag
        yield f'<article id="{one.anchor}">\n<header><code>{_t(place)}</code><h3>{_t(one.name)}{meaning}</h3>'
        yield f"{use}</header>\n"
        yield _remarks(one.remarks)
        yield (
            "<table>\n<thead><tr><th>Element</th><th>Name</th><th>Type</th><th>Length</th><th>Use</th>"
            "<th>Values and notes</th></tr></thead>\n<tbody>\n"
        )
        for part in lines(one.elements):
            yield _element(part) if isinstance(part, ElementPart) else _run(*part)
        yield "</tbody>\n</table>\n"
        if one.syntax:
            yield f"<p class=syntax>{_t('; '.join(one.syntax))}.</p>\n"
        yield "</article>\n"
    yield "</section>\n"


def _element(one: ElementPart) -> str:
    codes = ""
    if one.codes is not None:
        shown = "".join(f"<li><code>{_t(code)}</code> {_t(said)}</li>" for code, said in one.codes.shown.items())
        rest = f"<li class=more>{more(one.codes)}</li>" if one.codes.more else ""
        codes = f"<ul class=codes>{shown}{rest}</ul>"
    length = f"<td><b>{_t(one.length)}</b><s>{_t(one.standard_length)}</s></td>" if one.standard_length else ""
    length = length or f"<td>{_t(one.length)}</td>"
    kind = "off" if one.use is Use.NOT_USED else "" if one.mentioned else "dim"
    kind += " inner" if "-" in one.label else ""
    return (
        f'<tr class="{kind}"><td><code>{_t(one.label)}</code></td>'
        f"<td>{_t(one.name)} <small>{_t(one.number)}</small></td>"
        f'<td><abbr title="{_t(TYPES.get(one.type, ""))}">{_t(one.type)}</abbr></td>{length}<td>{_pill(one.use)}</td>'
        f"<td>{codes}{_remarks(one.remarks)}</td></tr>\n"
    )


def _run(first: str, last: str) -> str:
    told = f"<code>{_t(first)}</code> to <code>{_t(last)}</code>: as the standard says"
    return f"<tr class=dim><td colspan=6>{told}</td></tr>\n"


def _example(page: Page) -> Iterator[str]:
    if page.example:
        yield "<section id=example>\n<h2>Example</h2>\n<p>A made-up message that is valid by this page.</p>\n"
        yield "<ol class=example>\n"
        for line in page.example:
            tag = "".join(takewhile(str.isalnum, line))
            yield f"<li><code><b>{_t(tag)}</b>{_t(line[len(tag) :])}</code></li>\n"
        yield "</ol>\n</section>\n"


def _differences(page: Page) -> Iterator[str]:
    if not page.differences:
        return
    yield (
        "<section id=differences>\n<h2>Differences to the standard</h2>\n<table>\n<thead><tr><th>Place</th>"
        f"<th>Standard</th><th>{_t(page.guide)}</th><th>Line</th></tr></thead>\n<tbody>\n"
    )
    yield from map(_difference, page.differences)
    yield "</tbody>\n</table>\n</section>\n"


def _difference(one: Difference) -> str:
    when = f"<span class=when>if {_t(one.when)}</span>" if one.when else ""
    say = f"<span class=say>{_t(one.say)}</span>" if one.say else ""
    return (
        f"<tr><td><code>{_t(one.place)}</code> <small>{_t(one.name)}</small></td><td>{_t(one.standard) or '–'}</td>"
        f"<td><b>{_t(one.guide)}</b>{when}{say}{_level(one.severity)}</td><td class=source>{_t(one.source)}</td></tr>\n"
    )


def _remarks(remarks: Iterable[Remark]) -> str:
    told = "".join(f'<li title="{_t(one.source)}">{_t(one.text)}{_level(one.severity)}</li>' for one in remarks)
    return f"<ul class=remarks>{told}</ul>" if told else ""


def _level(severity: Severity) -> str:
    return {
        Severity.ERROR: "",
        Severity.WARNING: " <small class=level>noted, not rejected</small>",
        Severity.INFO: " <small class=level>a remark only</small>",
    }[severity]


def _pill(use: Use, *, long: bool = False) -> str:
    return f'<span class="use {_CLASS[use]}" title="{use.value}">{use.value if long else SHORT[use]}</span>'


def _t(text: str) -> str:
    """Escaped; control characters are shown as symbols, so that the page stays valid HTML."""
    return escape(
        "".join(chr(0x2400 + ord(c)) if ord(c) < 0x20 else "\ufffd" if 0x7F <= ord(c) < 0xA0 else c for c in text)
    )
