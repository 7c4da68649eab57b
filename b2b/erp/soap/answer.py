"""What an HTTP answer to a SOAP call means: the reply, or which error.

The rule: a refusal is only what says so itself, retryable is only what promises that nothing was done, everything else
after delivery is `IndeterminateError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from lxml import etree

from b2b.erp.envelope import SOAP11, WSSE, Envelope, open_envelope
from b2b.erp.soap import reply
from b2b.erp.soap.http_call import HttpAnswer
from b2b.erp.soap.profile import FaultPaths
from b2b.errors import Busy, IndeterminateError, TechnicalError, Unreadable
from b2b.ports import ErpRejected

_ASK_FIRST = "ask the ERP whether it has booked this before sending it again"
MAX_SAID = 1000
"""So many characters of what an ERP says go into an error's message."""
_CREDENTIALS = "check user and password of the ERP's settings; the call is repeated later"

# RFC 9110 section 15.5: the server has not acted on the request; who set it up has to change something.
_NOT_LET_IN = {
    401: _CREDENTIALS,
    403: _CREDENTIALS,
    404: "check the url of the ERP's settings; the call is repeated later",
    405: "check the url of the ERP's settings; the call is repeated later",
    407: "a proxy stands between: allow the ERP's host in it; the call is repeated later",
    408: "the call is repeated later",
}


def read_answer(
    answer: HttpAnswer, faults: FaultPaths, where: str, expected: etree.QName | None = None
) -> etree._Element:
    """The element in the Body, which must be `expected` if that is given.

    Raises `ErpRejected` for a refusal, `TechnicalError` (`Busy`) where nothing was done and it may work later,
    `IndeterminateError` where it cannot be told.
    """
    try:
        envelope = open_envelope(answer.content)
    except Unreadable as error:
        _without_envelope(answer, where, error)
    fault = envelope.fault
    if fault is not None:
        _raise_fault(envelope, fault, faults, where)
    if not 200 <= answer.status < 300:
        raise IndeterminateError(
            f"HTTP {answer.status} with a reply that is no fault", where=where, next_step=_ASK_FIRST
        )
    if len(envelope.body) == 0:
        raise IndeterminateError("the reply is empty", where=where, next_step=_ASK_FIRST)
    element = envelope.body[0]
    if expected is not None and element.tag != expected.text:
        raise IndeterminateError(f"the reply is {element.tag}, not {expected.text}", where=where, next_step=_ASK_FIRST)
    return element


def _without_envelope(answer: HttpAnswer, where: str, reason: Unreadable) -> NoReturn:
    status = answer.status
    kind = answer.headers.get("content-type", "no content type")
    said = f"HTTP {status} ({kind}) without a SOAP message"
    if status in _NOT_LET_IN:
        raise TechnicalError(said, where=where, next_step=_NOT_LET_IN[status]) from reason
    if status == 429 or (status == 503 and "retry-after" in answer.headers):
        wait = answer.headers.get("retry-after", "")
        raise Busy(said, where=where, next_step=f"the ERP asks to wait {wait}".rstrip()) from reason
    if 400 <= status < 500:
        raise ErpRejected(
            said, code=f"HTTP-{status}", where=where, next_step="compare the profile with the WSDL"
        ) from reason
    raise IndeterminateError(f"{said}: {reason.message}", where=where, next_step=_ASK_FIRST) from reason


def _raise_fault(envelope: Envelope, fault: etree._Element, paths: FaultPaths, where: str) -> NoReturn:
    if envelope.version == SOAP11:
        places, said, holders = ["faultcode"], reply.text(fault, "faultstring"), reply.elements(fault, "detail")
    else:
        places, said = ["Code/Subcode/Value", "Code/Value"], reply.text(fault, "Reason/Text")
        holders = reply.elements(fault, "Detail")
    code, namespace = _code(fault, places)
    detail = holders[0] if holders else None
    said = (said or "the ERP gave no reason")[:MAX_SAID]
    typed = reply.text(detail, paths.code) if detail is not None and paths.code else None
    if detail is not None and typed:
        said = ((reply.text(detail, paths.message) if paths.message else None) or said)[:MAX_SAID]
        if paths.retryable and reply.text(detail, paths.retryable) in ("true", "1"):
            raise TechnicalError(f"{typed}: {said}", where=where, next_step="the call is repeated later")
        raise ErpRejected(said, code=typed, where=where, next_step=_refused_next_step(typed))
    if code in paths.refused:
        raise ErpRejected(said, code=code, where=where, next_step=_refused_next_step(code))
    if namespace == WSSE:
        raise TechnicalError(f"{code}: {said}", where=where, next_step=_CREDENTIALS)
    # SOAP 1.1 section 4.4.1, SOAP 1.2 part 1 section 5.4.6: the message itself was at fault and was not processed.
    kind = code.rpartition(":")[2].partition(".")[0]
    if kind in ("Client", "Sender", "VersionMismatch", "MustUnderstand"):
        raise ErpRejected(said, code=code, where=where, next_step="compare the profile with the WSDL")
    raise IndeterminateError(f"fault {code}: {said}", where=where, next_step=_ASK_FIRST)


def _code(fault: etree._Element, places: Sequence[str]) -> tuple[str, str | None]:
    for place in places:
        for holder in reply.elements(fault, place):
            code = (holder.text or "").strip()
            prefix, colon, _ = code.partition(":")
            return code, holder.nsmap.get(prefix) if colon else None
    return "", None


def _refused_next_step(code: str) -> str:
    return f"see in the ERP what {code} means for this document, correct it there or here, then send it again"
