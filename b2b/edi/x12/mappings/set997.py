"""997 Functional Acknowledgment -> `Acknowledgment`: a partner's answer to what we sent. It is only read here."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.documents import Acknowledgment, GroupAcknowledgment, SetAcknowledgment
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, unreadable
from b2b.edi.x12.tree import Node
from b2b.errors import NotWritable

# AK304: segment has data element errors.
_ELEMENT_ERRORS = "8"


def read(tree: Node, context: Context) -> tuple[Acknowledgment, tuple[Leftover, ...]]:
    """The acknowledgment in an accepted 997, and what of the message it has no place for.

    Errors: Unreadable where AK1, AK9, or the code of a set or of the group is missing.
    """
    message = LoopCursor(tree, context)
    return _acknowledgment(message), message.leftovers()


def write(document: Acknowledgment, context: Context) -> list[list[str]]:
    """NotWritable: what we answer is written from findings, not from a document (`b2b.edi.x12.acknowledge`)."""
    raise NotWritable("a 997 is not written from a document", next_step="it is made from the findings of a validation")


def _acknowledgment(message: LoopCursor) -> Acknowledgment:
    ak1, ak9 = message.required("AK1"), message.required("AK9")
    included, received, accepted = (ak9.count(element) for element in (2, 3, 4))
    if included is None or received is None or accepted is None:
        raise ak9.unreadable("AK9 does not say how many sets were included, received and accepted")
    group = GroupAcknowledgment(
        functional_id=ak1.required(1),
        control_number=ak1.required(2),
        code=ak9.required(1),
        included=included,
        received=received,
        accepted=accepted,
        notes=tuple(_meant(ak9, "716", element) for element in range(5, 10) if ak9.peek(element)),
    )
    return Acknowledgment(group, tuple(_set(loop) for loop in message.loops("AK2")))


def _set(loop: LoopCursor) -> SetAcknowledgment:
    ak2 = loop.trigger
    notes = [note for segment in loop.loops("AK3") for note in _segment_notes(segment)]
    ak5 = loop.first("AK5")
    if ak5 is None:
        raise unreadable("the set is not answered: AK5 is missing", ak2.id, ak2.position)
    notes += (_meant(ak5, "718", element) for element in range(2, 7) if ak5.peek(element))
    return SetAcknowledgment(ak2.required(1), ak2.required(2), ak5.required(1), tuple(notes))


def _segment_notes(loop: LoopCursor) -> Iterator[str]:
    """What AK3 and its AK4 complain of, in words, with the codes."""
    ak3 = loop.trigger
    place = f"segment {ak3.text(1)} at position {ak3.text(2)}"
    if within := ak3.text(3):
        place += f" (loop {within})"
    elements = loop.all("AK4")
    # That there are errors in its elements is said by the elements.
    if not (elements and ak3.accept(4, _ELEMENT_ERRORS)):
        yield f"{place}: {_meant(ak3, '720', 4)}"
    for ak4 in elements:
        element, _, component = ak4.text(1).partition(loop.context.delimiters.component or ":")
        where = f"{place}, element {element}" + (f" component {component}" if component else "")
        ak4.take(2)
        value = f": {ak4.text(4)!r}" if ak4.peek(4) else ""
        yield f"{where}: {_meant(ak4, '723', 3)}{value}"


def _meant(segment: SegmentCursor, dictionary: str, element: int) -> str:
    """A code in words, as the release has them, with the code itself."""
    code = segment.text(element)
    codes = segment.context.release.elements[dictionary].codes or {}
    return f"{codes.get(code) or 'code'} ({code})"
