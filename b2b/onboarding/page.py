"""A trial as one HTML file that needs nothing else: a page for us, and one that the partner can be sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from b2b.edi.edifact import unb
from b2b.edi.edifact.repertoire import repertoire
from b2b.edi.edifact.service_characters import UNA_BYTES
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.findings import Severity
from b2b.edi.validation import is_edifact
from b2b.onboarding.outcome import ACCEPTED, FileRun, Found, SetRun, Written
from b2b.onboarding.report import Report, answers_said, interchange_said, worked_said

_HEAD = 4096
_HELD = "we have not agreed on it, or it is not addressed as we agreed"
_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #8886; }
h3 { font-size: 1rem; margin-bottom: .2rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #8883; }
pre { background: #8881; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; }
.good { color: #17803d; } .bad { color: #c02626; } .note { color: #666; }
h2, h3 { break-after: avoid; } tr { break-inside: avoid; }
@media screen and (prefers-color-scheme: dark) {
  .good { color: #5fd38a; } .bad { color: #ff8f88; } .note { color: #a5a5a5; }
}
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; } }
"""


def for_us(report: Report) -> str:
    """Everything: findings, decisions, what a person would see, and every file that would be sent."""
    return _page(f"Trial of {report.code}", _ours(report))


def for_partner(report: Report) -> str:
    """What the partner may know: its own files, what is wrong with them, and our acknowledgments. No prices, no stock,
    no answers, nothing of what our people see.
    """
    return _page(f"Your files: {report.name}", _theirs(report))


def _page(title: str, body: Iterable[str]) -> str:
    head = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    head += (
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="generator" content="b2b">\n'
    )
    head += f"<title>{_t(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{_t(title)}</h1>\n"
    return head + "".join(body) + "</body>\n</html>\n"


def _ours(report: Report) -> Iterator[str]:
    yield f"<p class={'good' if report.good else 'bad'}>{_t(report.summary)}</p>\n"
    yield from (f"<p class=note>{_t(note)}</p>\n" for note in report.notes)
    yield from (f"<p class=bad>Before real files come: {_t(one)}</p>\n" for one in report.needed)
    for one in report.files:
        yield _file_heading(one)
        yield _findings(one.findings, guide=True)
        yield _interchanges(one)
        for each in one.sets:
            yield _set_heading(each)
            yield f"<p class=note>{_t(worked_said(each))}</p>\n"
            yield _findings(each.findings, guide=True)
            yield _decisions(each)
        rows = [(code, message) for code, message in one.troubles]
        yield _table(("A person would see", "why"), rows)
        yield from _messages("Would be sent", one.written)


def _theirs(report: Report) -> Iterator[str]:
    yield "<p>This is what our gateway says of the files that we have from you. Each was checked against the "
    yield "standard and what we agreed on; below each file are the acknowledgments that it would get. What is "
    yield "accepted there may still say too little to be worked: then that is said here.</p>\n"
    for one in report.files:
        yield _file_heading(one)
        yield _findings(_told(one.findings), guide=False)
        yield _interchanges(one)
        if not one.sets and not one.findings:
            yield "<p>It cannot be read as X12 or EDIFACT.</p>\n"
        for each in one.sets:
            yield _set_heading(each)
            yield _findings(_told(each.findings), guide=False)
            yield _result(each)
        yield from _messages("Our acknowledgment", [each for each in one.written if each.acknowledges])


def _result(one: SetRun) -> str:
    """What the acknowledgment of a set does not say; why it cannot be read speaks of its own segments alone."""
    if one.unworkable:
        return f"<p class=bad>It is acknowledged, and cannot be worked. {_t(one.reason)}.</p>\n"
    if one.held_back:
        return f"<p class=bad>It is acknowledged, and nothing is done with it: {_t(_HELD)}.</p>\n"
    return "" if _told(one.findings) else "<p>Nothing is wrong with it.</p>\n"


def _told(found: Iterable[Found]) -> list[Found]:
    """What the partner is told: what only remarks is no fault, and is acknowledged as none."""
    return [one for one in found if one.severity != Severity.INFO]


def _file_heading(one: FileRun) -> str:
    name = one.name.replace("\\", "/").rpartition("/")[2]
    test = ", a test" if one.test else ""
    return f"<h2>{_t(name)}: {_verdict(one.verdict)}{test}</h2>\n"


def _interchanges(one: FileRun) -> str:
    """Those of a file that has several, so that none is missed of which nothing was worked."""
    if len(one.interchanges) < 2:
        return ""
    rows = [(each.control_number, each.verdict, interchange_said(each)) for each in one.interchanges]
    return _table(("interchange", "verdict", "its sets"), rows)


def _set_heading(one: SetRun) -> str:
    about = f", {one.about}" if one.about else ""
    return f"<h3>Set {_t(one.set_id)} {_t(one.control_number + about)}: {_verdict(one.verdict)}</h3>\n"


def _verdict(verdict: str) -> str:
    return f"<span class={'good' if verdict in ACCEPTED else 'bad'}>{_t(verdict)}</span>"


def _findings(found: Iterable[Found], *, guide: bool) -> str:
    """What is wrong; which line of the guide says so is ours to know, what it asks stands in the message."""
    columns = ("", "where", "what") + (("guide",) if guide else ())
    rows = [(one.severity, one.place, one.message, *((one.line,) if guide else ())) for one in found]
    return _table(columns, rows)


def _decisions(one: SetRun) -> str:
    rows = [(line.number, line.items, line.ordered, answers_said(line)) for line in one.decided]
    return _table(("line", "item", "ordered", "answer"), rows)


def _messages(title: str, written: Iterable[Written]) -> Iterator[str]:
    for one in written:
        sets = ", ".join(dict.fromkeys(one.sets))
        yield f"<h3>{_t(title)}: {_t(sets or 'TA1')}</h3>\n<pre>{_t(_by_segments(one.content))}</pre>\n"


def _by_segments(content: bytes) -> str:
    """One segment a line, whatever its terminator."""
    if is_edifact(content[:_HEAD]):
        return "\n".join(_messages_by_segments(content))
    text = content.decode("utf-8", "replace")
    terminator = text[105:106]
    if not text.startswith("ISA") or terminator in ("\n", "\r", ""):
        return text
    return "\n".join(part.strip("\r\n") + terminator for part in text.split(terminator) if part.strip("\r\n"))


def _messages_by_segments(content: bytes) -> Iterator[str]:
    """EDIFACT, where a terminator may be released; UNA is no segment and has its own length."""
    found = unb.parse(content, 0)
    if found is None:
        yield content.decode("latin-1")
        return
    codec, splitting = repertoire(found.identifier).codec, Splitting(found.characters)
    at = UNA_BYTES if content.startswith(b"UNA") else 0
    if at:
        yield content[:at].decode("latin-1")
    while (end := splitting.end_of_segment(content, at)) is not None:
        yield content[at : end + 1].strip(b"\r\n").decode(codec, "replace")
        at = end + 1


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{_t(one)}</th>" for one in columns)
    body = "".join(f"<tr>{''.join(f'<td>{_t(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table>\n<tr>{head}</tr>\n{body}</table>\n"


def _t(text: str) -> str:
    return escape("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in str(text)))
