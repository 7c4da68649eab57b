"""824 Application Advice <-> `ApplicationAdvice`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from b2b.documents import (
    AdviceError,
    AdviceScope,
    AdviceStatus,
    AdvisedDocument,
    ApplicationAdvice,
    Party,
    Reference,
)
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    echo,
    heading,
    instants,
    listed_codes,
    named_amounts,
    party,
    quantities,
    references,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.texts import wrapped
from b2b.edi.x12.mappings.writing import Body

# Element 98: who says it and to whom.
_SENDER = ("FR", "41")
_RECEIVER = ("TO", "40")

# NTE01 of the notes that belong to an error; where there is none, it is left out.
_NOTES = ("", "ERN", "GEN", "ADD", "ZZZ")

# TED has no place for the component of a composite before 005010: it stands in a note of its own, in every release.
_COMPONENT = re.compile(r"component ([1-9][0-9]?)").fullmatch


def read(tree: Node, context: Context) -> tuple[ApplicationAdvice, tuple[Leftover, ...]]:
    """The advice in an accepted 824, and what of the message it has no place for.

    Errors: Unreadable where number or date is missing or malformed, and where what became of a document is not said in
    a code that we know.
    """
    message = opened(tree, context)
    return _advice(message), message.leftovers()


def write(advice: ApplicationAdvice, context: Context) -> list[list[str]]:
    """The body of the 824 of an advice. Errors: NotWritable names the field."""
    body = Body(context)
    made_at = instants.elements("made_at", advice.made_at, context.time_zone)
    refers_to = ("refers_to", advice.refers_to)
    action = ("action", advice.action)
    body.add("BGN", ("purpose", advice.purpose), ("number", advice.number), *made_at, refers_to, None, action)
    party.write(body, "FR", advice.sender, "sender")
    party.write(body, "TO", advice.receiver, "receiver")
    party.write(body, "BY", advice.buyer, "buyer")
    party.write(body, "SU", advice.supplier, "supplier")
    party.write_others(body, advice.parties)
    for index, document in enumerate(advice.documents):
        _write_document(body, document, f"documents[{index}]")
    return echo.checked("824", body.segments, advice, lambda tree, known: read(tree, known)[0], context)


def _advice(message: LoopCursor) -> ApplicationAdvice:
    bgn = message.required("BGN")
    made_at = instants.read(bgn, 3, 4, 5, message.context.time_zone)
    if made_at is None:
        raise bgn.unreadable("BGN03, the date, is missing")
    return ApplicationAdvice(
        number=bgn.required(2),
        made_at=made_at,
        documents=tuple(_document(loop) for loop in message.loops("OTI")),
        purpose=bgn.text(1),
        action=bgn.text(8),
        refers_to=bgn.text(6),
        sender=party.find(message, _SENDER) or Party(),
        receiver=party.find(message, _RECEIVER) or Party(),
        buyer=party.find(message, party.BUYER) or Party(),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        parties=party.others(message),
    )


def _document(loop: LoopCursor) -> AdvisedDocument:
    oti = loop.trigger
    said = oti.required(1)
    try:
        scope, status = AdviceScope(said[:1]), AdviceStatus(said[1:])
    except ValueError as error:
        raise oti.unreadable(f"OTI01 {said!r} does not say what became of the document") from error
    return AdvisedDocument(
        scope=scope,
        status=status,
        kind=oti.required(2),
        number=oti.required(3),
        set_id=oti.text(10),
        set_control_number=oti.text(9),
        group_control_number=oti.text(8),
        group_sender=oti.text(4),
        group_receiver=oti.text(5),
        group_date=oti.day(6),
        group_time=oti.text(7),
        release=oti.text(11),
        errors=tuple(_error(ted) for ted in loop.loops("TED")),
        codes=listed_codes.read(loop),
        references=references.read(loop.all("REF")),
        dates=heading.named_dates(loop.all("DTM")),
        amounts=named_amounts.read(loop.all("AMT")),
        quantities=quantities.named(loop.all("QTY")),
    )


def _error(loop: LoopCursor) -> AdviceError:
    ted = loop.trigger
    element, component = _place(ted)
    said = [ted.text(2)]
    for nte in loop.all("NTE"):
        if not nte.accept(1, *_NOTES):
            continue
        note = nte.text(2)
        found = None if component else _COMPONENT(note)
        if found:
            component = int(found[1])
        else:
            said.append(note)
    return AdviceError(
        code=ted.required(1),
        text=" ".join(part for part in said if part),
        segment=ted.text(3),
        position=ted.count(4),
        element=element,
        component=component,
        element_number=int(ted.text(6)) if _is_number(ted.peek(6)) else None,
        value=ted.text(7),
        correct=ted.text(8),
        related=tuple(_related(loop)),
    )


def _place(ted: SegmentCursor) -> tuple[int | None, int | None]:
    """The element and, where TED05 is a composite, the component in it; what else it may hold stays unread."""
    separator = ted.context.delimiters.component
    parts = ted.peek(5).split(separator) if separator else [ted.peek(5)]
    if len(parts) > 2 or not all(map(_is_number, parts)):
        return None, None
    ted.take(5)
    return int(parts[0]), int(parts[1]) if len(parts) == 2 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6


def _related(loop: LoopCursor) -> Iterator[Reference]:
    """The values of RED that say of what kind they are (element 1609)."""
    for red in loop.all("RED"):
        if red.peek(1) and red.peek(2):
            yield Reference(red.text(2), red.text(1))


def _write_document(body: Body, document: AdvisedDocument, at: str) -> None:
    body.add(
        "OTI",
        (f"{at}.status", document.scope.value + document.status.value),
        (f"{at}.kind", document.kind),
        (f"{at}.number", document.number),
        (f"{at}.group_sender", document.group_sender),
        (f"{at}.group_receiver", document.group_receiver),
        (f"{at}.group_date", document.group_date),
        (f"{at}.group_time", document.group_time),
        (f"{at}.group_control_number", document.group_control_number),
        (f"{at}.set_control_number", document.set_control_number),
        (f"{at}.set_id", document.set_id),
        (f"{at}.release", document.release),
    )
    references.write(body, document.references, f"{at}.")
    heading.write_named_dates(body, document.dates, f"{at}.")
    named_amounts.write(body, document.amounts, f"{at}.")
    quantities.write_named(body, document.quantities, f"{at}.quantities")
    for index, error in enumerate(document.errors):
        _write_error(body, error, f"{at}.errors[{index}]")
    listed_codes.write(body, document.codes, f"{at}.")


def _write_error(body: Body, error: AdviceError, at: str) -> None:
    """TED with the first words of the text, then NTE with the rest of it."""
    first, rest = _split(error.text, body.room("TED", 2), f"{at}.text")
    body.add(
        "TED",
        (f"{at}.code", error.code),
        (f"{at}.text", first),
        (f"{at}.segment", error.segment),
        (f"{at}.position", error.position),
        (f"{at}.element", error.element),
        (f"{at}.element_number", error.element_number),
        (f"{at}.value", error.value),
        (f"{at}.correct", error.correct),
    )
    if error.component is not None:
        body.add("NTE", None, (f"{at}.component", f"component {error.component}"))
    for part in wrapped(rest, body.room("NTE", 2), f"{at}.text", "NTE02"):
        body.add("NTE", None, (f"{at}.text", part))
    for index, related in enumerate(error.related):
        name = f"{at}.related[{index}]"
        body.add("RED", (f"{name}.value", related.value), (f"{name}.kind", related.kind))


def _split(text: str, room: int, name: str) -> tuple[str, str]:
    """The words that fit into `room` characters, and those that follow after a blank."""
    if " " not in text[: room + 1] and len(text) > room:
        return "", text
    # The beginning is enough to find the first break: what follows it is broken by other rules.
    first, *_ = wrapped(text[: room + 2], room, name, "TED02") or [""]
    return first, text[len(first) + 1 :]
