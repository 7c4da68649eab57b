"""Assemble: what is to go out gets its numbers, is written once, checked by our own validator, and stored to be sent.

Numbers are taken in the transaction that stores the bytes. A set that cannot be written, or that our validator would
not accept, stays behind with an exception; the others go without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from b2b.documents import json_form
from b2b.edi.load import load_release
from b2b.edi.x12 import mappings
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.results import SetResult
from b2b.edi.x12.validate import validate_bytes
from b2b.edi.x12.writer import Segment
from b2b.errors import LogicalError, NotWritable
from b2b.gateway import outgoing
from b2b.gateway import trade as trades
from b2b.gateway.acknowledging import answer_release
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.examination import findings_json, first_error
from b2b.gateway.outgoing import Ready
from b2b.gateway.trade import Trade
from b2b.store import cases
from b2b.store.agreements import agreement_settings, current_agreement
from b2b.store.states import Direction, Processing
from b2b.store.tables import Agreement, Exchange, Group, Link

SETS_A_FILE = 500
ACKNOWLEDGMENT_GROUP = "FA"
SERVICE_SETS = frozenset({"997", "999", "TA1"})


def assemble_due(gateway: Gateway) -> int:
    """Assemble whatever is due; how many interchanges were written."""
    written = 0
    while True:
        with gateway.store.write() as session:
            batch = _next_batch(session, gateway.clock.now())
            if not batch:
                return written
            written += _assemble(gateway, session, batch)


def _next_batch(session: Session, now: dt.datetime) -> list[Exchange]:
    """The oldest exchange that is due, with the others of its kind for the same partner."""
    due = and_(
        col(Exchange.direction) == Direction.OUT,
        col(Exchange.processing) == Processing.NEW,
        or_(col(Exchange.due_at).is_(None), col(Exchange.due_at) <= now),
    )
    oldest = session.exec(select(Exchange).where(due).order_by(col(Exchange.number)).limit(1)).first()
    if oldest is None:
        return []
    alike = and_(
        due,
        col(Exchange.partner_id) == oldest.partner_id,
        col(Exchange.set_id) == oldest.set_id,
        col(Exchange.test) == oldest.test,
    )
    return list(session.exec(select(Exchange).where(alike).order_by(col(Exchange.number)).limit(SETS_A_FILE)).all())


def _assemble(gateway: Gateway, session: Session, batch: Sequence[Exchange]) -> int:
    """Write one interchange of a batch, all in one release; 0 where nothing could be written."""
    now = gateway.clock.now()
    assert batch[0].partner_id is not None
    trade = trades.find(session, batch[0].partner_id)
    ready = [found for exchange in batch if (found := _prepared(session, now, trade, exchange)) is not None]
    ready = [found for found in ready if found.release == ready[0].release]
    while ready:
        with session.begin_nested() as numbers:
            written = outgoing.write(session, trade, ready, now)
            refused = _refused(written.content, ready)
            if not refused:
                outgoing.store(gateway, session, trade, ready, written)
                return 1
            numbers.rollback()
        for found, result in refused:
            _refuse(session, now, found.exchange, result)
        gone = {found.exchange.id for found, _ in refused}
        ready = [found for found in ready if found.exchange.id not in gone]
    return 0


def _prepared(session: Session, now: dt.datetime, trade: Trade, exchange: Exchange) -> Ready | None:
    """The exchange with its segments; None where it is not to be written (it is marked so)."""
    agreement = current_agreement(session, trade.partner.id, exchange.set_id, Direction.OUT)
    if agreement is None and exchange.set_id not in SERVICE_SETS:
        exchange.processing, exchange.done_at = Processing.DONE, now
        exchange.reason = f"{exchange.set_id} is not agreed with {trade.partner.code}: kept, not sent"
        session.add(exchange)
        return None
    try:
        ready = _ready(session, trade, exchange, agreement)
        outgoing.try_writing(trade, ready, now)
    except LogicalError as problem:
        _leave_behind(session, now, exchange, problem)
        return None
    return ready


def _ready(session: Session, trade: Trade, exchange: Exchange, agreement: Agreement | None) -> Ready:
    if agreement is None:
        release = answer_release(_answered_version(session, exchange), trade.settings.x12)
        body = [[e if isinstance(e, str) else tuple(e) for e in segment] for segment in exchange.body or []]
        return Ready(exchange, body, release, ACKNOWLEDGMENT_GROUP, None)
    release_of_agreement = load_release(agreement.release)
    schema = release_of_agreement.sets.get(exchange.set_id)
    if schema is None or exchange.document is None:
        raise NotWritable(
            f"release {agreement.release} has no {exchange.set_id}",
            where=f"agreement {exchange.set_id} out of {trade.partner.code}",
            next_step="set another release in the partner's [[partner.agreement]] and apply it",
        )
    document = json_form.from_json(exchange.document)
    x12 = trade.settings.x12
    context = Context(
        release_of_agreement,
        outgoing.delimiters(x12),
        CharacterSet(x12.character_set),
        trade.zone,
        currency=trade.settings.terms.currency or None,
    )
    segments: Sequence[Segment] = mappings.for_set(exchange.set_id).write(document, context)
    return Ready(exchange, segments, agreement.release, schema.functional_group, agreement_settings(agreement))


def _answered_version(session: Session, exchange: Exchange) -> str:
    """GS08 of the group that an acknowledgment answers; empty for a TA1."""
    answered = select(Group.version).join(Link, col(Link.row_id) == col(Group.id))
    return session.exec(answered.where(col(Link.from_exchange) == exchange.id)).first() or ""


def _refused(content: bytes, ready: Sequence[Ready]) -> list[tuple[Ready, SetResult]]:
    """Which sets our own validator does not accept, in the interchange as the partner will read it."""
    # An answer echoes what was sent, also a set or group that X12 does not have.
    echoes = frozenset({"element-invalid-code"}) if ready[0].exchange.set_id in SERVICE_SETS else frozenset[str]()
    report = validate_bytes(content, tolerate=echoes)
    found = list(zip(ready, report.sets, strict=False))
    refused = [(one, result) for one, result in found if not result.verdict.accepted]
    if not refused and not report.result.verdict.accepted:
        return found
    return refused


def _refuse(session: Session, now: dt.datetime, exchange: Exchange, result: SetResult) -> None:
    error = first_error(result.findings)
    problem = NotWritable(
        f"our own validator rejects it: {error.message if error else 'its envelope is not valid'}",
        where=f"{exchange.set_id}, {error.segment} at position {error.position}" if error else exchange.set_id,
    )
    exchange.findings = findings_json(result.findings)
    _leave_behind(session, now, exchange, problem)


def _leave_behind(session: Session, now: dt.datetime, exchange: Exchange, problem: LogicalError) -> None:
    exchange.processing, exchange.reason = Processing.FAILED, str(problem)
    session.add(exchange)
    cases.open_case(
        session,
        now,
        "cannot-be-written",
        f"{exchange.set_id} {exchange.business_key or ''} cannot be written: {problem}".replace("  ", " "),
        details={"next_step": problem.next_step, "document": exchange.number},
        company_id=exchange.company_id,
        partner_id=exchange.partner_id,
        exchange_id=exchange.id,
    )
