"""Words for people: FTX, and the descriptions of items in IMD."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable
from b2b.edi.x12.mappings.texts import wrapped

# Element 4451.
GENERAL = "AAI"
TERMS_OF_PAYMENT = "AAB"

_LINES = 5  # of a text in one FTX
_PARTS = 2  # of a description in one IMD

# Where IMD has the words of a description, and element 7077: they are free.
_DESCRIBED = (at(3, 4), at(3, 5))
_FREE_FORM = "F"


def said(ftx: SegmentCursor) -> str:
    """The lines of a text, taken, with blanks between them."""
    return " ".join(line for place in range(at(4, 1), at(4, _LINES) + 1) if (line := ftx.text(place)))


def of_kind(loop: LoopCursor, kind: str) -> str:
    """The texts of this kind (4451) in a group, with blanks between them."""
    found = []
    while (ftx := loop.first("FTX", kind)) is not None:
        found.append(said(ftx))
    return " ".join(filter(None, found))


def notes(segments: Iterable[SegmentCursor]) -> tuple[str, ...]:
    """The texts of these FTX. What one is about, where it says more than that it is general, stays left over."""
    found = []
    for ftx in segments:
        if text := said(ftx):
            ftx.accept(at(1), GENERAL)
            found.append(text)
    return tuple(found)


def write_notes(body: Body, notes: Sequence[str], path: str = "") -> None:
    """An FTX for each note; `path` is that of the field that holds `notes`, with its dot."""
    for index, note in enumerate(notes):
        write(body, GENERAL, f"{path}notes[{index}]", note)


def write(body: Body, kind: str, name: str, text: str, code: Sequence[str] = ()) -> None:
    """A text of this kind (4451), with the components of a coded text beside it. NotWritable: empty, too long."""
    lines = wrapped(text, body.room("FTX", 4), name, "FTX04")
    if not lines and not code:
        raise not_writable("an empty text cannot be sent", name, "FTX04")
    if len(lines) > _LINES:
        problem = f"a text of {len(text)} characters does not fit {_LINES} lines of {body.room('FTX', 4)}"
        raise not_writable(problem, name, "FTX04")
    body.add("FTX", kind, None, list(code), [(name, line) for line in lines])


def description(segments: Iterable[SegmentCursor]) -> str:
    """The descriptions in free form that are not of one characteristic, with blanks between their parts."""
    found = []
    for imd in segments:
        if imd.peek(at(1)) in ("", _FREE_FORM) and not imd.peek(at(2)) and any(imd.peek(p) for p in _DESCRIBED):
            imd.take(at(1))
            found += [part for place in _DESCRIBED if (part := imd.text(place))]
    return " ".join(found)


def write_description(body: Body, name: str, text: str) -> None:
    """As many IMD as it takes, broken at single blanks."""
    parts = wrapped(text, body.room("IMD", 3, 4), name, "IMD03-04")
    for start in range(0, len(parts), _PARTS):
        words = [(name, part) for part in parts[start : start + _PARTS]]
        body.add("IMD", _FREE_FORM, None, [None, None, None, *words])
