"""A proposed guide as TOML, in the order of the standard: what counts, and as comments what has too little evidence."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from b2b.edi.guides import against
from b2b.edi.guides.guide import Condition, Kind, Usage
from b2b.edi.guides.inference.evidence import Line, Standing
from b2b.edi.guides.place import Place
from b2b.edi.schema import SetSchema

_WIDTH = 118
_VALUES_SHOWN = 8

Judged = tuple[Line, Standing]


def guide_text(
    name: str, title: str, release: str, base: str, note: str, sets: Sequence[tuple[SetSchema, str, Sequence[Judged]]]
) -> str:
    """The TOML of a guide, `base` "" for none; a set comes with its note, which may be empty, and its lines."""
    head = [f"name = {_quoted(name)}", f"title = {_quoted(title)}", f"release = {_quoted(release)}"]
    head += [f"base = {_quoted(base)}"] if base else []
    head.append(f"note = {_quoted(note)}")
    parts = [*_EXPLAINED, *head]
    for schema, set_note, lines in sets:
        parts += ["", f"[sets.{schema.id}]  # {_plain(schema.name)}"]
        parts += [f"note = {_quoted(set_note)}"] if set_note else []
        parts.append("lines = [")
        parts += _set_lines(schema, lines)
        parts.append("]")
    return "\n".join(parts) + "\n"


_EXPLAINED = (
    "# Proposed from samples: every one of them fits. The number behind a line is its confidence, as told in",
    "# docs/guide-inference.md. A line of level info only remarks: take the level away where what breaks it shall be",
    "# rejected. Lines with little confidence are comments: take the # away where you know that it is right.",
)


def line_toml(line: Line, standing: Standing) -> str:
    """One line as the inline table of a guide."""
    value = {Kind.USE: "use", Kind.CODES: "codes", Kind.LENGTH: "length", Kind.CHECK: "check"}[line.kind]
    level = ', level = "info"' if standing is Standing.REMARK else ""
    return f"{{ at = {_quoted(str(line.at))}, {value} = {_value(line)}{level} }}"


def evidence_words(line: Line) -> str:
    """What speaks for a line, such as `00 in 11, 05 in 1 of 12 sets, 0.86`."""
    evidence = line.evidence
    sets = f"{evidence.sets} set{'' if evidence.sets == 1 else 's'}"
    seen = f" ({evidence.seen} seen)" if evidence.seen > evidence.sets else ""
    said = f"in {'none' if line.forbids else evidence.sets}"
    if evidence.values:
        unit = " characters" if line.kind is Kind.LENGTH else ""
        shown = [f"{_plain(value)}{unit} in {count}" for value, count in evidence.values[:_VALUES_SHOWN]]
        rest = len(evidence.values) - len(shown)
        said = ", ".join(shown) + (f" and {rest} more" if rest else "")
    elif line.kind is Kind.CHECK:
        said = f"holds {said}"
    return f"{said} of {sets}{seen}, {confidence_words(evidence.confidence)}"


def confidence_words(confidence: Fraction) -> str:
    """Two decimals, never more than it is."""
    return f"{Decimal(int(confidence * 100)) / 100:.2f}"


def _set_lines(schema: SetSchema, lines: Sequence[Judged]) -> Iterator[str]:
    said = [one for one in lines if one[1] is not Standing.UNSAID]
    for of_segments, group in groupby(said, key=lambda one: one[0].forbids and one[0].at.element is None):
        if of_segments:
            yield from _unused(group)
            continue
        for segment, members in groupby(group, key=lambda one: _segment(one[0].at, schema)):
            yield f"  # {segment}"
            for forbids, some in groupby(members, key=lambda one: one[0].forbids):
                written = _unused if forbids else _singly
                yield from written(some)


def _segment(at: Place, schema: SetSchema) -> str:
    """The segment or loop that a place lies in, with its name."""
    if not at.steps:
        return "The whole set"
    place = Place(at.steps)
    return f"{place} {_plain(against.names(place, schema, ''))}"


def _unused(lines: Iterable[Judged]) -> Iterator[str]:
    """What is never used, in rows of what has the same evidence."""
    for _, members in groupby(lines, key=lambda one: (one[1], one[0].evidence, one[0].at.steps[:-1])):
        yield from _rows(list(members))


def _singly(lines: Iterable[Judged]) -> Iterator[str]:
    for line, standing in lines:
        yield _single(line, standing)


def _single(line: Line, standing: Standing) -> str:
    return f"  {_mark(standing)}{line_toml(line, standing)},  # {evidence_words(line)}"


def _rows(members: Sequence[Judged]) -> Iterator[str]:
    """Lines on what is never used, several in a row, under their common evidence."""
    line, standing = members[0]
    if len(members) == 1:
        yield _single(line, standing)
        return
    yield f"  # {evidence_words(line)}:"
    written = [f"{line_toml(one, standing)},".replace(" ", "\0") for one, standing in members]
    indent = f"  {_mark(standing)}"
    for row in textwrap.wrap(" ".join(written), _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False):
        yield indent + row.replace("\0", " ")


def _mark(standing: Standing) -> str:
    return "" if _counts(standing) else "# "


def _counts(standing: Standing) -> bool:
    return standing in (Standing.RULE, Standing.REMARK)


def _value(line: Line) -> str:
    match line.value:
        case Usage():
            return _quoted(line.value.value)
        case Condition():
            return _quoted(line.value.text)
        case _ if line.kind is Kind.CODES:
            return _quoted(" ".join(map(str, line.value)))
        case _:
            return f"[{', '.join(map(str, line.value))}]"


def _quoted(text: str) -> str:
    """A basic string of TOML; JSON escapes all that TOML asks for, but the delete character."""
    return json.dumps(text).replace("\x7f", "\\u007f")


def _plain(text: str) -> str:
    """Text of a partner in a comment: what cannot be seen becomes a question mark."""
    return "".join(c if c.isprintable() else "?" for c in text)
