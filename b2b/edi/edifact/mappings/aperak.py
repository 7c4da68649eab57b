"""APERAK Application error and acknowledgement <-> `ApplicationAdvice` on one document.

What became of the document stands in 4343, else in 1225 or 1001. Where none of them has a code for it, or it is not a
document that is spoken of, the code of X12 (element 110) is coded text in an FTX.
"""

from __future__ import annotations

from b2b.documents import AdviceError, AdviceScope, AdviceStatus, ApplicationAdvice, Party
from b2b.documents.application_advice import OTHER
from b2b.edi.edifact.mappings import (
    advised_document,
    application_errors,
    beginning,
    echo,
    instants,
    order_heading,
    parties,
)
from b2b.edi.edifact.mappings.advised_document import Outcome
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, SegmentCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body, not_writable
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

# Element 1001: acknowledged; rejected for its errors.
_ACKNOWLEDGED, _ERRORS = "312", "313"
_BY_KIND = {_ACKNOWLEDGED: AdviceStatus.ACCEPTED, _ERRORS: AdviceStatus.REJECTED}
_NOT_TAKEN = (AdviceStatus.REJECTED, AdviceStatus.PARTLY_REJECTED, AdviceStatus.ON_HOLD)

# Element 4343, the first for a status as we write it, and 1225.
_RESPONSES = {
    "AP": AdviceStatus.ACCEPTED,
    "AC": AdviceStatus.ACCEPTED_WITH_CHANGES,
    "CA": AdviceStatus.ACCEPTED_WITH_ERRORS,
    "RE": AdviceStatus.REJECTED,
    "AD": AdviceStatus.ACCEPTED,
    "AI": AdviceStatus.ACCEPTED_WITH_CHANGES,
}
_WRITTEN = {status: code for code, status in reversed(_RESPONSES.items())}
_FUNCTIONS = {
    "27": AdviceStatus.REJECTED,
    "29": AdviceStatus.ACCEPTED,
    "34": AdviceStatus.ACCEPTED_WITH_CHANGES,
    "44": AdviceStatus.ACCEPTED,
    "45": AdviceStatus.ACCEPTED_WITH_ERRORS,
}

# Element 3055: the coded text is one of X12's.
_X12 = "116"

# Element 3035.
_SENDER, _RECEIVER = ("MS", "FR"), ("MR",)


def read(tree: Node, context: Context) -> tuple[ApplicationAdvice, tuple[Leftover, ...]]:
    """The advice in an accepted APERAK, and what of the message it has no place for.

    Errors: Unreadable where it has no number or date, names no document or does not say what became of it, and where a
    date is malformed.
    """
    message = opened(tree, context)
    return _advice(message), message.leftovers()


def write(advice: ApplicationAdvice, context: Context) -> list[list[str]]:
    """The body of the APERAK of an advice. Errors: NotWritable names the field, as for a second document."""
    body = Body(context)
    if len(advice.documents) != 1:
        problem = f"an APERAK is about one document, not {len(advice.documents)}: send one for each"
        raise not_writable(problem, "documents[1]" if advice.documents else "documents", "RFF")
    for field in ("action", "refers_to"):
        if getattr(advice, field):
            raise not_writable("APERAK has no place for it", field, "BGM")
    document = advice.documents[0]
    kind = _ERRORS if document.status in _NOT_TAKEN else _ACKNOWLEDGED
    number, purpose = beginning.number("number", advice.number), beginning.purpose(advice.purpose)
    response = _WRITTEN.get(document.status, "")
    body.add("BGM", kind, number, purpose, response)
    instants.write(body, order_heading.DOCUMENT_DATE, "made_at", advice.made_at)
    if not response or document.scope is not AdviceScope.DOCUMENT:
        outcome = document.scope.value + document.status.value
        body.add("FTX", application_errors.DESCRIPTION, None, [("documents[0].status", outcome), None, _X12])
    advised_document.write(body, document, "documents[0]")
    parties.write(body, _SENDER[0], advice.sender, "sender")
    parties.write(body, _RECEIVER[0], advice.receiver, "receiver")
    parties.write(body, parties.BUYER[0], advice.buyer, "buyer")
    parties.write(body, parties.SUPPLIER[0], advice.supplier, "supplier")
    parties.write_others(body, advice.parties)
    application_errors.write(body, document.errors, "documents[0]")
    return echo.checked("APERAK", body.segments, advice, lambda tree, known: read(tree, known)[0], context)


def _advice(message: LoopCursor) -> ApplicationAdvice:
    bgm, words = message.required("BGM"), message.all("FTX")
    made_at = instants.find(message, order_heading.DOCUMENT_DATE)
    if made_at is None:
        raise bgm.unreadable("the date of the message (DTM 137) is missing")
    outcome = _outcome(bgm, words)
    said = [AdviceError(OTHER, text) for ftx in words if (text := application_errors.text(ftx))]
    errors = (*said, *application_errors.read(message.loops("ERC")))
    return ApplicationAdvice(
        number=bgm.required(at(2)),
        made_at=made_at,
        documents=(advised_document.read(message, outcome, errors),),
        purpose=beginning.read_purpose(bgm) if bgm.peek(at(3)) not in _FUNCTIONS else "00",
        sender=parties.find(message, _SENDER) or Party(),
        receiver=parties.find(message, _RECEIVER) or Party(),
        buyer=parties.find(message, parties.BUYER) or Party(),
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        parties=parties.others(message),
    )


def _outcome(bgm: SegmentCursor, words: list[SegmentCursor]) -> Outcome:
    """What the message speaks of and what became of it; what says so is taken. Unreadable: nothing does."""
    kind, function, response = (bgm.peek(at(element)) for element in (1, 3, 4))
    coded = _coded(words)
    if response in _RESPONSES:
        bgm.take(at(4))
    if kind in _BY_KIND:
        bgm.take(at(1))
    if function in _FUNCTIONS:
        bgm.take(at(3))
    status = _RESPONSES.get(response) or _FUNCTIONS.get(function) or _BY_KIND.get(kind)
    if coded is not None:
        return coded
    if status is None:
        raise bgm.unreadable("BGM does not say what became of the document")
    return Outcome(AdviceScope.DOCUMENT, status)


def _coded(words: list[SegmentCursor]) -> Outcome | None:
    """The outcome that an FTX has in a code of X12, taken."""
    for ftx in words:
        code = ftx.peek(at(3))
        if ftx.peek(at(3, 3)) != _X12 or code[:1] not in {*AdviceScope} or code[1:] not in {*AdviceStatus}:
            continue
        ftx.take(at(1), at(3), at(3, 3))
        return Outcome(AdviceScope(code[:1]), AdviceStatus(code[1:]))
    return None
