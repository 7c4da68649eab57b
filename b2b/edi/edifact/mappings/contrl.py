"""CONTRL Syntax and service report -> `Acknowledgment`: a partner's answer to what we sent. It is only read here."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.documents import Acknowledgment, GroupAcknowledgment, SetAcknowledgment
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, SegmentCursor, at, opened
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context
from b2b.errors import NotWritable

# Element 0083: accepted, and lower levels unless they are named; accepted with errors; rejected; only received.
# 1, 2, 3, 5 and 6 are those of earlier versions of the message.
_ACCEPTED, _WITH_ERRORS, _PARTLY, _REJECTED, _RECEIVED = "A", "E", "P", "R", ""
_ACTIONS = {
    "1": _ACCEPTED, "2": _WITH_ERRORS, "3": _PARTLY, "4": _REJECTED, "5": _RECEIVED, "6": _REJECTED, "7": _ACCEPTED,
    "8": _RECEIVED,
}  # fmt: skip

# The element with the action: behind the two parties of an interchange or a group, behind the type of a message.
_OF_ENVELOPE, _OF_MESSAGE = 4, 3


def read(tree: Node, context: Context) -> tuple[Acknowledgment, tuple[Leftover, ...]]:
    """The acknowledgment in an accepted CONTRL, and what of the message it has no place for.

    Errors: Unreadable where UCI, or what became of the interchange, a group or a message is missing.
    """
    message = opened(tree, context)
    uci = message.required("UCI")
    groups = tuple(_answered(group.trigger, group) for group in message.loops("UCF"))
    return _answered(uci, message, groups), message.leftovers()


def write(document: Acknowledgment, context: Context) -> list[list[str]]:
    """NotWritable: what we answer is written from findings, not from a document (`b2b.edi.edifact.contrl`)."""
    raise NotWritable(
        "a CONTRL is not written from a document", next_step="it is made from the findings of a validation"
    )


def _answered(head: SegmentCursor, within: LoopCursor, groups: tuple[Acknowledgment, ...] = ()) -> Acknowledgment:
    """The answer to an interchange (UCI) or a group (UCF), with the messages in it."""
    number = head.required(at(1))
    parties = [head.text(at(element, component)) for element in (2, 3) for component in (1, 2)]
    # What routes behind an address is not told apart by.
    head.take(*(at(element, component) for element in (2, 3) for component in (3, 4)))
    code, notes = _action(head, _OF_ENVELOPE), _own_error(head, _OF_ENVELOPE)
    sets = tuple(_message(loop) for loop in within.loops("UCM") if loop.trigger.peek(at(1)))
    below = {*(one.code for one in sets), *(one.group.code for one in groups)}
    if code == _ACCEPTED and below & {_REJECTED, _PARTLY}:
        code = _PARTLY
    return Acknowledgment(GroupAcknowledgment("", number, code, None, None, None, notes, *parties), sets, groups)


def _message(loop: LoopCursor) -> SetAcknowledgment:
    ucm = loop.trigger
    number, type = ucm.required(at(1)), ucm.text(at(2))
    ucm.take(*(at(2, component) for component in range(2, 8)))
    code = _action(ucm, _OF_MESSAGE)
    notes = (*_own_error(ucm, _OF_MESSAGE), *(note for ucs in loop.loops("UCS") for note in _segment_notes(ucs)))
    return SetAcknowledgment(type, number, _WITH_ERRORS if code == _ACCEPTED and notes else code, notes)


def _action(head: SegmentCursor, element: int) -> str:
    said = head.required(at(element))
    if said not in _ACTIONS:
        raise head.unreadable(f"{head.id}{element:02d} {said!r} does not say what became of it")
    return _ACTIONS[said]


def _own_error(head: SegmentCursor, action: int) -> tuple[str, ...]:
    """The error that is told of the level itself, with the service segment and element at fault, if any."""
    error, segment, place = action + 1, action + 2, action + 3
    if not head.peek(at(error)):
        return ()
    where = " ".join(part for part in (head.text(at(segment)), _place(head, place)) if part)
    meant = _meant(head, error)
    return (f"{where}: {meant}" if where else meant,)


def _segment_notes(loop: LoopCursor) -> Iterator[str]:
    """What is complained of about a segment and its elements, in words, with the codes."""
    ucs = loop.trigger
    segment = f"segment {ucs.text(at(1))}"
    elements = loop.all("UCD")
    if ucs.peek(at(2)) or not elements:
        yield f"{segment}: {_meant(ucs, 2)}"
    for ucd in elements:
        where = ", ".join(part for part in (segment, _place(ucd, 2)) if part)
        yield f"{where}: {_meant(ucd, 1)}"


def _place(segment: SegmentCursor, element: int) -> str:
    """S011 as we count: there the tag of the segment has position 1, here it has none."""
    position, component = (segment.text(at(element, part)) for part in (1, 2))
    segment.take(at(element, 3))
    if not position.isdecimal():
        return ""
    named = f"element {int(position) - 1}" if int(position) > 1 else "its tag"
    return named + (f" component {component}" if component else "")


def _meant(segment: SegmentCursor, element: int) -> str:
    """A code of 0085 in words, with the code itself."""
    code = segment.text(at(element))
    known = segment.context.release.elements["0085"].meanings
    return f"{known.get(code) or 'error'} ({code})" if code else "error"
