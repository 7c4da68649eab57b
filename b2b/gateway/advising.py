"""What a 997 or CONTRL cannot say: an 824 or APERAK with the totals that do not agree, and why one is not worked.

It is said once for a document, with the decision on it, and only what the partner can put right: never our own
settings, our ERP or a fault of ours. A document that was told to be rejected and is worked after all is told to be
accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import (
    AdviceError,
    AdviceScope,
    AdviceStatus,
    AdvisedDocument,
    ApplicationAdvice,
    NamedDate,
    Party,
    json_form,
)
from b2b.documents.application_advice import (
    DUPLICATE,
    INCORRECT_DATA,
    NOT_MATCHING,
    OTHER,
    TOTAL_OUT_OF_BALANCE,
    UNKNOWN_ORDER,
)
from b2b.errors import Conflict, LogicalError, NotFound, Unreadable
from b2b.gateway import trade as trades
from b2b.gateway import wires
from b2b.gateway.advised import WORDS
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.trade import Trade
from b2b.gateway.wires import Readable
from b2b.procurement import outgoing
from b2b.store.agreements import agreement_settings, current_agreement
from b2b.store.states import CaseState, Direction, LinkKind, Processing, Verdict
from b2b.store.tables import ExceptionCase, Exchange, Group, Link

SET = "824"
# Findings that no acknowledgment has a code for, by element 647.
TOLD = {
    "line-count-differs": TOTAL_OUT_OF_BALANCE,
    "hash-total-differs": TOTAL_OUT_OF_BALANCE,
    "sum-differs": TOTAL_OUT_OF_BALANCE,
    "invoice-total-differs": TOTAL_OUT_OF_BALANCE,
    "order-total-differs": TOTAL_OUT_OF_BALANCE,
    "hl-child-code": INCORRECT_DATA,
    "loop-bounds-differ": INCORRECT_DATA,
    "guide-check": INCORRECT_DATA,
}
_REJECTED, _PARTLY = AdviceStatus.REJECTED, AdviceStatus.PARTLY_REJECTED
_NOES = (_REJECTED, _PARTLY)
# Exceptions by which a decision did not take a document, or not all of it, because of what stands in it.
_REFUSALS = {
    "order-number-used": (DUPLICATE, _REJECTED),
    "notice-number-used": (DUPLICATE, _REJECTED),
    "invoice-number-used": (DUPLICATE, _REJECTED),
    "change-to-unknown-order": (UNKNOWN_ORDER, _REJECTED),
    "answer-to-unknown-order": (UNKNOWN_ORDER, _REJECTED),
    "answer-to-unknown-change": (NOT_MATCHING, _REJECTED),
    "notice-unknown": (NOT_MATCHING, _REJECTED),
    "notice-unknown-order": (UNKNOWN_ORDER, _PARTLY),
    "notice-unknown-line": (NOT_MATCHING, _PARTLY),
    "remittance-sums-wrong": (TOTAL_OUT_OF_BALANCE, _REJECTED),
    "remittance-conflict": (DUPLICATE, _REJECTED),
    "remittance-unknown-invoice": (NOT_MATCHING, _PARTLY),
    "purpose-unsupported": (OTHER, _REJECTED),
    "notice-purpose-unsupported": (OTHER, _REJECTED),
}
_PROBLEMS: tuple[tuple[type[LogicalError], str], ...] = (
    (Unreadable, INCORRECT_DATA),
    (Conflict, DUPLICATE),
    (NotFound, NOT_MATCHING),
)
# Element 128: by what number a document of that set is known.
_KINDS = {"850": "PO", "855": "PO", "860": "PO", "865": "PO", "810": "IV", "875": "PO", "880": "IV"}
_TRANSACTION = "TN"
_RECEIVED = "050"
_LONGEST_NAME = 60


def advise(session: Session, gateway: Gateway, exchange: Exchange, problem: LogicalError | None = None) -> None:
    """Queue the 824 of a document that has just been worked, has failed with this problem, or was rejected before,
    where one is agreed on and there is something to say.
    """
    agreement = current_agreement(session, exchange.partner_id or "", exchange.set_id, Direction.IN)
    if agreement is None or not agreement_settings(agreement).application_advice or exchange.group_id is None:
        return
    before = _told_before(session, exchange)
    if before not in (None, *_NOES):
        return
    trade = trades.find(session, agreement.partner_id)
    status, errors = _said(session, trade, exchange, problem)
    if before is not None:
        if exchange.processing != Processing.DONE or status in _NOES:
            return
        status = status if errors else AdviceStatus.ACCEPTED
    elif not errors:
        return
    advice = _advice(session, gateway, trade, exchange, status, errors)
    queued = outgoing.enqueue(
        session,
        gateway.clock.now(),
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        set_id=SET,
        document=advice,
        business_key=advice.documents[0].number,
        link=LinkKind.ANSWERS,
        to_exchange=exchange.id,
        test=exchange.test,
    )
    if queued is not None:
        queued.reason = ": ".join(part for part in (WORDS[status], "; ".join(error.text for error in errors)) if part)
        session.add(queued)


def _told_before(session: Session, exchange: Exchange) -> AdviceStatus | None:
    """What the last advice on a document said, as where it is worked again; None where none went out."""
    advices = select(Exchange).join(Link, col(Link.from_exchange) == col(Exchange.id))
    ours = advices.where(col(Link.to_exchange) == exchange.id, col(Exchange.document_type) == SET)
    last = ours.where(col(Exchange.direction) == Direction.OUT).order_by(col(Exchange.number).desc())
    found = session.exec(last).first()
    if found is None:
        return None
    said = json_form.from_json(found.document or {})
    assert isinstance(said, ApplicationAdvice)
    return said.documents[0].status


def _said(
    session: Session, trade: Trade, exchange: Exchange, problem: LogicalError | None
) -> tuple[AdviceStatus, tuple[AdviceError, ...]]:
    readable = wires.of_document(_called(session, trade)).readable(trade.settings)
    errors = [_of_finding(finding, readable) for finding in exchange.findings if finding.get("code") in TOLD]
    status = _REJECTED if exchange.verdict == Verdict.REJECTED else AdviceStatus.ACCEPTED_WITH_ERRORS
    for code, found, text in _refusals(session, exchange, problem):
        errors.append(AdviceError(code, _text(text, readable)))
        status = found if status is not _REJECTED else status
    return status, tuple(errors)


def _called(session: Session, trade: Trade) -> str:
    """What an advice is called where it is agreed on."""
    agreement = current_agreement(session, trade.partner.id, SET, Direction.OUT)
    return agreement.document if agreement is not None else SET


def _refusals(
    session: Session, exchange: Exchange, problem: LogicalError | None
) -> Iterator[tuple[str, AdviceStatus, str]]:
    for kind, code in _PROBLEMS:
        if isinstance(problem, kind):
            yield code, _REJECTED, problem.message
    about = select(ExceptionCase).where(
        col(ExceptionCase.exchange_id) == exchange.id,
        col(ExceptionCase.code).in_(_REFUSALS),
        col(ExceptionCase.state) == CaseState.OPEN,
    )
    for case in session.exec(about.order_by(col(ExceptionCase.number))):
        yield *_REFUSALS[case.code], case.message


def _of_finding(finding: Mapping[str, Any], readable: Readable) -> AdviceError:
    reference = str(finding.get("reference") or "")
    return AdviceError(
        TOLD[str(finding["code"])],
        _text(str(finding.get("message", "")), readable),
        segment=str(finding.get("segment") or ""),
        position=finding.get("position"),
        element=finding.get("element"),
        component=finding.get("component"),
        element_number=int(reference) if reference.isdigit() else None,
        value=readable(str(finding.get("value") or ""), 0, 99).strip(),
    )


def _advice(
    session: Session,
    gateway: Gateway,
    trade: Trade,
    exchange: Exchange,
    status: AdviceStatus,
    errors: tuple[AdviceError, ...],
) -> ApplicationAdvice:
    group = session.get_one(Group, exchange.group_id)
    kind = _KINDS.get(exchange.document_type, _TRANSACTION) if exchange.business_key else _TRANSACTION
    document = AdvisedDocument(
        AdviceScope.DOCUMENT,
        status,
        kind,
        exchange.business_key or exchange.control_number,
        set_id=exchange.set_id,
        set_control_number=exchange.control_number,
        group_control_number=group.control_number,
        group_sender=group.sender_code,
        group_receiver=group.receiver_code,
        release=group.version,
        errors=errors,
        dates=(NamedDate(_RECEIVED, exchange.created_at.astimezone(trade.zone).date()),),
    )
    return ApplicationAdvice(
        number=str(exchange.number),
        made_at=gateway.clock.now().replace(microsecond=0),
        documents=(document,),
        sender=Party(trade.company.name[:_LONGEST_NAME].strip()),
        receiver=Party(trade.partner.name[:_LONGEST_NAME].strip()),
    )


def _text(text: str, readable: Readable) -> str:
    plain = " ".join(text.split())
    return " ".join(readable(plain, 0, len(plain) + 1).split())
