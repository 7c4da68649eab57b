"""What a 997 and a 999 have in common: AK1, an AK2 loop for each set, AK9. The 999 gives its segments other names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from b2b.documents import Acknowledgment, GroupAcknowledgment, SetAcknowledgment
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor, unreadable

# AK304: segment has data element errors.
_ELEMENT_ERRORS = "8"
# What C030 counts.
_PLACE = ("element", "component", "repetition")


@dataclass(frozen=True, slots=True)
class Names:
    """What an answer calls its segments, and the dictionary's numbers of the elements that hold their codes."""

    segment: str
    element: str
    set: str
    segment_codes: str
    element_codes: str
    set_codes: str


def acknowledgment(message: LoopCursor, names: Names) -> Acknowledgment:
    """The acknowledgment in a message. Unreadable: AK1, AK9, or the code of a set or of the group is missing."""
    ak1, ak9 = message.required("AK1"), message.required("AK9")
    included, received, accepted = (ak9.count(element) for element in (2, 3, 4))
    if included is None or received is None or accepted is None:
        raise ak9.unreadable("AK9 does not say how many sets were included, received and accepted")
    # The versions that AK103 and AK203 repeat are those that we sent.
    ak1.take(3)
    group = GroupAcknowledgment(
        functional_id=ak1.required(1),
        control_number=ak1.required(2),
        code=ak9.required(1),
        included=included,
        received=received,
        accepted=accepted,
        notes=tuple(_meant(ak9, "716", element) for element in range(5, 10) if ak9.peek(element)),
    )
    return Acknowledgment(group, tuple(_set(loop, names) for loop in message.loops("AK2")))


def _set(loop: LoopCursor, names: Names) -> SetAcknowledgment:
    ak2 = loop.trigger
    ak2.take(3)
    notes = [note for segment in loop.loops(names.segment) for note in _segment_notes(segment, names)]
    answer = loop.first(names.set)
    if answer is None:
        raise unreadable(f"the set is not answered: {names.set} is missing", ak2.id, ak2.position)
    notes += (_meant(answer, names.set_codes, element) for element in range(2, 7) if answer.peek(element))
    return SetAcknowledgment(ak2.required(1), ak2.required(2), answer.required(1), tuple(notes))


def _segment_notes(loop: LoopCursor, names: Names) -> Iterator[str]:
    """What is complained of about a segment and its elements, in words, with the codes."""
    note = loop.trigger
    place = f"segment {note.text(1)} at position {note.text(2)}"
    if within := note.text(3):
        place += f" (loop {within})"
    contexts = "".join(_contexts(loop))
    # In the 999 an element's note begins a loop, which holds its context.
    elements = [(inner, inner.trigger) for inner in loop.loops(names.element)]
    elements += [(loop, ak4) for ak4 in loop.all(names.element)]
    # That there are errors in its elements is said by the elements.
    if not (elements and note.accept(4, _ELEMENT_ERRORS)):
        yield f"{place}: {_meant(note, names.segment_codes, 4)}{contexts}"
    for within_loop, ak4 in elements:
        numbers = zip(_PLACE, ak4.text(1).split(loop.context.delimiters.component or ":"), strict=False)
        where = ", ".join([place, " ".join(f"{name} {number}" for name, number in numbers if number)])
        ak4.take(2)
        value = f": {ak4.text(4)!r}" if ak4.peek(4) else ""
        more = contexts if within_loop is loop else contexts + "".join(_contexts(within_loop))
        yield f"{where}: {_meant(ak4, names.element_codes, 3)}{value}{more}"


def _contexts(loop: LoopCursor) -> Iterator[str]:
    """What CTX says: the number of the document that is meant, or what made an element necessary."""
    for ctx in loop.all("CTX"):
        name, _, number = ctx.text(1).partition(loop.context.delimiters.component or ":")
        trigger = " ".join(part for part in (ctx.text(2), ctx.text(3) and f"at position {ctx.text(3)}") if part)
        ctx.take(4, 6)
        element = f", element {ctx.text(5)}" if ctx.peek(5) else ""
        yield f" ({' '.join(part for part in (name, number, trigger) if part)}{element})"


def _meant(segment: SegmentCursor, dictionary: str, element: int) -> str:
    """A code in words, as the release has them, with the code itself."""
    code = segment.text(element)
    if not code:
        return "it does not say what is wrong"
    meaning = segment.context.release.elements[dictionary].meanings.get(code)
    return f"{meaning or 'code'} ({code})"
