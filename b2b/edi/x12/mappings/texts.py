"""Free text: descriptions (PID) and notes (MSG, MTX), longer than one segment where need be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, not_writable

# MSG02, MTX04: this text goes on where the segment before broke off.
_CONTINUED = "LC"

# The release from which notes stand in MTX, where it was MSG before.
_MTX_SINCE = "004030"

# PID02: no characteristic, or the whole of the item.
_WHOLE = ("", "08")

# PID05.
_SAID = 5

# N901 of the loop that holds our notes: letters or notes.
NOTES = "L1"


def described(loop: LoopCursor) -> str:
    """The description of an item in the PID of a loop, as `description` reads it; taken."""
    waiting = loop.waiting("PID")
    if len(waiting) == 1 and "PID" not in loop.node.outline.by_id:
        message, index = loop.message, waiting[0].outline.own[0]
        row = message.rows[index]
        if len(row) == _SAID + 1 and row[1] == "F" and not (row[2] or row[3] or row[4]):
            said = message.peek(index, _SAID)
            if said:
                # As nearly all of them are: nothing but a text, for which no cursor is needed.
                message.left[index] = ()
                loop.keep_waiting("PID", [])
                return said
    return description(loop.all("PID"))


def description(segments: Iterable[SegmentCursor]) -> str:
    """The free-form descriptions (PID01 `F`, without a characteristic of its own) joined by a blank."""
    parts = []
    for segment in segments:
        if is_description(segment):
            left = segment.left
            left[1] = left[2] = ""
            parts.append(segment.text(_SAID))
    return " ".join(parts)


def is_description(pid: SegmentCursor) -> bool:
    """Whether a PID is a part of the description: in free form, and not of one characteristic."""
    return pid.peek(1) == "F" and pid.peek(2) in _WHOLE and pid.peek(_SAID) != ""


def write_description(body: Body, name: str, text: str) -> None:
    """As many PID as it takes, broken at single blanks."""
    for part in wrapped(text, body.room("PID", 5), name, "PID05"):
        body.add("PID", "F", None, None, None, (name, part))


def messages(loop: LoopCursor) -> list[str]:
    """The notes in a loop's MSG or MTX; one that continues (MSG02, MTX04 `LC`) is joined to the one before as it is."""
    found: list[str] = []
    for segment in (*loop.all("MSG"), *loop.all("MTX")):
        text, control = (2, 4) if segment.id == "MTX" else (1, 2)
        said = segment.text(text)
        if found and segment.accept(control, _CONTINUED):
            found[-1] += said
        elif said:
            found.append(said)
    return found


def write_messages(body: Body, notes: Sequence[str], at: str = "") -> None:
    """The notes as MSG segments; `at` is the path of the field that holds `notes`, with its dot."""
    for index, note in enumerate(notes):
        write_message(body, f"{at}notes[{index}]", note)


def write_message(body: Body, name: str, text: str) -> None:
    """A note as an MSG (since 004030 an MTX), a long one in several that continue each other. NotWritable: empty."""
    if not text:
        raise not_writable("an empty note cannot be sent", name, "MSG01")
    as_mtx = body.context.release.name >= _MTX_SINCE
    id, before, between = ("MTX", (None,), (None,)) if as_mtx else ("MSG", (), ())
    room, continued = body.room("MSG", 1), ""
    while len(text) > room:
        # Blanks at either end of an element are lost on the way, so the text is not broken beside one.
        cut = next((c for c in range(room, 0, -1) if " " not in text[c - 1 : c + 1]), 0)
        if not cut:
            raise not_writable(f"{text[: room + 1]!r} has no place to break it at", name, "MSG01")
        body.add(id, *before, (name, text[:cut]), *between, continued)
        text, continued = text[cut:], _CONTINUED
    body.add(id, *before, (name, text), *between, continued)


def noted_loops(loops: Iterable[LoopCursor]) -> Iterator[tuple[SegmentCursor, list[str]]]:
    """The N9 loops, each as its N9 and the notes in it."""
    for loop in loops:
        yield loop.trigger, messages(loop)


def wrapped(text: str, room: int, name: str, element: str) -> list[str]:
    """The text in parts of at most `room` characters that a blank between them joins again.

    NotWritable where a part would have to be broken inside a word or beside a double blank.
    """
    parts = []
    while len(text) > room:
        cut = text.rfind(" ", 1, room + 1)
        while cut > 0 and (text[cut - 1] == " " or text[cut + 1 : cut + 2] in ("", " ")):
            cut = text.rfind(" ", 1, cut)
        if cut <= 0:
            raise not_writable(f"{text!r} has no blank within {room} characters to break it at", name, element)
        parts.append(text[:cut])
        text = text[cut + 1 :]
    return [*parts, text] if text else parts
