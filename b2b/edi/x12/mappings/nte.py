"""Notes that say what they are about: NTE segments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from b2b.documents import Note
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.texts import wrapped
from b2b.edi.x12.mappings.writing import Body, not_writable

# NTE01: more of the note before.
_MORE = "ADD"


def read(segments: Iterable[SegmentCursor]) -> tuple[Note, ...]:
    """The notes; one that goes on is joined to the one before by a blank."""
    found: list[Note] = []
    for segment in segments:
        if not segment.peek(2):
            continue
        kind, text = segment.text(1), segment.text(2)
        if kind == _MORE and found:
            found[-1] = Note(found[-1].kind, f"{found[-1].text} {text}")
        else:
            found.append(Note(kind, text))
    return tuple(found)


def write(body: Body, notes: Sequence[Note], at: str = "") -> None:
    """An NTE for each, more of them for a long one; `at` is the path of the field that holds `notes`, with its dot."""
    for index, note in enumerate(notes):
        name = f"{at}notes[{index}]"
        if not note.text:
            raise not_writable("an empty note cannot be sent", f"{name}.text", "NTE02")
        first, *more = wrapped(note.text, body.room("NTE", 2), f"{name}.text", "NTE02")
        body.add("NTE", (f"{name}.kind", note.kind), (f"{name}.text", first))
        for part in more:
            body.add("NTE", _MORE, (f"{name}.text", part))
