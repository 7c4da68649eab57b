"""Assemble: what is to go out is written, checked by our own validator, gets its numbers, and is stored to be sent.

Whether and how it can be written is tried outside of any transaction, with numbers that nobody takes. Then one short
unit of work takes the numbers and stores the bytes. A set that cannot be written, or that our validator would not
accept, stays behind with an exception; the others go without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from b2b.documents import json_form
from b2b.edi.findings import Finding
from b2b.edi.load import load_release
from b2b.edi.x12 import mappings
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.validate import validate_bytes
from b2b.edi.x12.writer import Segment
from b2b.errors import B2BError, LogicalError, NotWritable
from b2b.gateway import outgoing, whole_files
from b2b.gateway import trade as trades
from b2b.gateway.acknowledging import answer_release
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.examination import findings_json, first_error
from b2b.gateway.exceptions import unforeseen
from b2b.gateway.outgoing import Ready
from b2b.gateway.trade import Trade
from b2b.store import cases
from b2b.store.agreements import agreement_settings, current_agreement
from b2b.store.states import Direction, Processing
from b2b.store.tables import Agreement, Exchange, Group, Link

SETS_A_FILE = 500
ACKNOWLEDGMENT_GROUP = "FA"
SERVICE_SETS = frozenset({"997", "999", "TA1"})
_WAITS = and_(
    col(Exchange.direction) == Direction.OUT,
    col(Exchange.processing) == Processing.NEW,
    col(Exchange.blob_sha256).is_(None),
)


@dataclass(frozen=True, slots=True)
class Left:
    """An exchange that does not go out, and why; `findings` are our validator's."""

    exchange: Exchange
    problem: LogicalError
    findings: Sequence[Finding] = ()


@dataclass(slots=True)
class Batch:
    """What goes out in one interchange, and what of its kind does not; `trade` is None where nothing can."""

    trade: Trade | None = None
    ready: list[Ready] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    unagreed: list[Exchange] = field(default_factory=list)


def assemble_due(gateway: Gateway) -> int:
    """Assemble whatever is due, files without an envelope first; how many transmissions were made."""
    written = whole_files.dispatch_due(gateway)
    while not gateway.stopping.is_set() and (batch := _next_batch(gateway)) is not None:
        _sift(batch, gateway.clock.now())
        written += _store(gateway, batch)
    return written


def _next_batch(gateway: Gateway) -> Batch | None:
    """The oldest exchange that is due, with the others of its kind for the same partner: they need not wait longer."""
    due = or_(col(Exchange.due_at).is_(None), col(Exchange.due_at) <= gateway.clock.now())
    with gateway.store.read() as session:
        oldest = session.exec(select(Exchange).where(_WAITS, due).order_by(col(Exchange.number)).limit(1)).first()
        if oldest is None:
            return None
        assert oldest.partner_id is not None
        query = select(Exchange).where(_WAITS, _alike(oldest)).order_by(col(Exchange.number)).limit(SETS_A_FILE)
        waiting = session.exec(query).all()
        try:
            trade = trades.find(session, oldest.partner_id)
        except LogicalError as problem:
            return Batch(left=[Left(exchange, problem) for exchange in waiting])
        agreement = current_agreement(session, trade.partner.id, oldest.set_id, Direction.OUT)
        if agreement is None and oldest.set_id not in SERVICE_SETS:
            return Batch(unagreed=list(waiting))
        batch = Batch(trade)
        for exchange in waiting:
            _prepare(session, trade, agreement, batch, exchange)
        batch.ready = [one for one in batch.ready if one.release == batch.ready[0].release]
        return batch


def _alike(exchange: Exchange) -> ColumnElement[bool]:
    return and_(
        col(Exchange.partner_id) == exchange.partner_id,
        col(Exchange.set_id) == exchange.set_id,
        col(Exchange.test) == exchange.test,
    )


def _prepare(session: Session, trade: Trade, agreement: Agreement | None, batch: Batch, exchange: Exchange) -> None:
    try:
        batch.ready.append(_ready(session, trade, exchange, agreement))
    except LogicalError as problem:
        batch.left.append(Left(exchange, problem))
    except B2BError:
        raise
    except Exception as error:
        batch.left.append(Left(exchange, unforeseen(error, f"document {exchange.number}")))


def _ready(session: Session, trade: Trade, exchange: Exchange, agreement: Agreement | None) -> Ready:
    """The exchange with its segments."""
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


def _sift(batch: Batch, now: dt.datetime) -> None:
    """Try to write the batch, and leave behind what cannot be written or would not be accepted, until the rest can."""
    while batch.trade is not None and batch.ready:
        left = _cannot_go(batch.trade, batch.ready, now)
        if not left:
            return
        gone = {one.exchange.id for one in left}
        batch.left += left
        batch.ready = [one for one in batch.ready if one.exchange.id not in gone]


def _cannot_go(trade: Trade, ready: Sequence[Ready], now: dt.datetime) -> list[Left]:
    try:
        content = outgoing.trial(trade, ready, now)
    except LogicalError as problem:
        if len(ready) == 1:
            return [Left(ready[0].exchange, problem)]
        alone = [left for one in ready for left in _cannot_go(trade, [one], now)]
        return alone or [Left(one.exchange, problem) for one in ready]
    return _refused(content, ready)


def _refused(content: bytes, ready: Sequence[Ready]) -> list[Left]:
    """Which sets our own validator does not accept, in the interchange as the partner will read it."""
    # An answer echoes what was sent, also a set or group that X12 does not have.
    echoes = frozenset({"element-invalid-code"}) if ready[0].exchange.set_id in SERVICE_SETS else frozenset[str]()
    report = validate_bytes(content, tolerate=echoes)
    if report.result.verdict.accepted and all(result.verdict.accepted for result in report.sets):
        return []
    refused = [
        Left(one.exchange, _refusal(one.exchange, result.findings), result.findings)
        for one, result in zip(ready, report.sets, strict=False)
        if not result.verdict.accepted
    ]
    envelope = [finding for interchange in report.interchanges for finding in interchange.result.findings]
    return refused or [Left(one.exchange, _refusal(one.exchange, envelope), envelope) for one in ready]


def _refusal(exchange: Exchange, findings: Sequence[Finding]) -> NotWritable:
    error = first_error(findings)
    return NotWritable(
        f"our own validator rejects it: {error.message if error else 'its envelope is not valid'}",
        where=f"{exchange.set_id}, {error.segment} at position {error.position}" if error else exchange.set_id,
    )


def _store(gateway: Gateway, batch: Batch) -> int:
    """Take the numbers, store the bytes, and mark every exchange; 0 where nothing could be written.

    What somebody has moved on since it was read is left alone.
    """
    now = gateway.clock.now()
    everything = [*(one.exchange for one in batch.ready), *(one.exchange for one in batch.left), *batch.unagreed]
    with gateway.store.write() as session:
        found = session.exec(select(Exchange).where(_WAITS, col(Exchange.id).in_([one.id for one in everything]))).all()
        rows = {row.id: row for row in found}
        for left in batch.left:
            if left.exchange.id in rows:
                _leave_behind(session, now, rows[left.exchange.id], left)
        for one in batch.unagreed:
            if one.id in rows:
                _set_aside(session, now, rows[one.id])
        ready = [replace(one, exchange=rows[one.exchange.id]) for one in batch.ready if one.exchange.id in rows]
        if batch.trade is None or not ready:
            return 0
        outgoing.store(gateway, session, batch.trade, ready, outgoing.write(session, batch.trade, ready, now))
        return 1


def _set_aside(session: Session, now: dt.datetime, exchange: Exchange) -> None:
    exchange.processing, exchange.done_at = Processing.DONE, now
    exchange.reason = f"{exchange.set_id} is not agreed with this partner: kept, not sent"
    session.add(exchange)


def _leave_behind(session: Session, now: dt.datetime, exchange: Exchange, left: Left) -> None:
    problem = left.problem
    exchange.processing, exchange.reason = Processing.FAILED, str(problem)
    exchange.findings = findings_json(left.findings)
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
