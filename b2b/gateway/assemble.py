"""Assemble: what is to go out is written, checked by our own validator, gets its numbers, and is stored to be sent.

Whether and how it can be written is tried outside of any transaction, with numbers that nobody takes. Then one short
unit of work takes the numbers and stores the bytes. A set that cannot be written, that our validator would not accept,
or that breaks the partner's guide, stays behind with an exception; the others go without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session, col, select

from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import SetResult
from b2b.edi.findings import Finding
from b2b.edi.findings import Severity as FindingSeverity
from b2b.edi.validation import validate_bytes
from b2b.errors import B2BError, LogicalError
from b2b.gateway import batching, outgoing, refusals, return_addresses, whole_files, wires
from b2b.gateway import trade as trades
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.examination import findings_json, first_error
from b2b.gateway.exceptions import open_about_document, unforeseen
from b2b.gateway.guides import Agreed
from b2b.gateway.refusals import Left
from b2b.gateway.trade import Trade
from b2b.gateway.wires.writing import Ready, grouped
from b2b.store.agreements import current_agreement
from b2b.store.states import Direction, Processing
from b2b.store.tables import Agreement, Exchange, Group, Interchange, Link

# Caps are there against files of others; the answer to a group of a million sets is as long as it has to be.
_OURS = Limits(set_bytes=1 << 40, set_segments=1 << 40)


@dataclass(slots=True)
class Batch:
    """What goes out in one interchange, and what of its kind does not; `trade` is None where nothing can, `guides` are
    those of the agreements.
    """

    trade: Trade | None = None
    guides: Agreed = field(default_factory=Agreed)
    ready: list[Ready] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    unagreed: list[Exchange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying to write some exchanges: which cannot go, and what guides note of the others, by exchange."""

    left: Sequence[Left] = ()
    noted: Mapping[str, Sequence[Finding]] = field(default_factory=dict)


def assemble_due(gateway: Gateway) -> int:
    """Assemble whatever is due, files without an envelope first; how many transmissions were made."""
    written = whole_files.dispatch_due(gateway)
    while not gateway.stopping.is_set() and (batch := _next_batch(gateway)) is not None:
        _sift(batch, gateway.clock.now())
        written += _store(gateway, batch)
    return written


def _next_batch(gateway: Gateway) -> Batch | None:
    """What goes out next, as far as it fits one interchange; None where nothing is due."""
    with gateway.store.read() as session:
        waiting = batching.next_waiting(session, gateway.clock.now())
        if waiting is None:
            return None
        try:
            trade = trades.find(session, waiting.partner_id)
            agreements = {
                kind: current_agreement(session, trade.partner.id, kind, Direction.OUT)
                for kind in {exchange.document_type for exchange in waiting.exchanges}
            }
            agreed = gateway.guides.agreed(session, (row for row in agreements.values() if row is not None))
        except LogicalError as problem:
            return Batch(left=[Left(exchange, problem) for exchange in waiting.exchanges])
        batch = Batch(trade, agreed)
        for exchange, agreement in _of_one_syntax(waiting.exchanges, agreements):
            if agreement is None and exchange.set_id not in ACKNOWLEDGMENTS:
                batch.unagreed.append(exchange)
            else:
                _prepare(session, trade, agreement, batch, exchange)
        ready = [replace(one, guide=agreed.revision(one.name, one.release)) for one in batch.ready]
        if ready:
            batch.trade, alike = return_addresses.apart(session, trade, ready)
            batch.ready = outgoing.wire_of(ready).together(alike, waiting.groups)
        return batch


def _of_one_syntax(
    exchanges: Sequence[Exchange], agreements: Mapping[str, Agreement | None]
) -> Iterator[tuple[Exchange, Agreement | None]]:
    """Those in the syntax of the first one, each with its agreement, by which it goes out whatever it was called."""
    found = [(one, None if one.set_id in ACKNOWLEDGMENTS else agreements[one.document_type]) for one in exchanges]
    syntaxes = [wires.of_document(agreement.document if agreement else one.set_id).SYNTAX for one, agreement in found]
    return (pair for pair, syntax in zip(found, syntaxes, strict=True) if syntax == syntaxes[0])


def _prepare(session: Session, trade: Trade, agreement: Agreement | None, batch: Batch, exchange: Exchange) -> None:
    try:
        if agreement is None:
            wire = wires.of_document(exchange.set_id)
            batch.ready.append(wire.prepared_answer(trade, exchange, _answered_version(session, exchange)))
        else:
            batch.ready.append(wires.of_document(agreement.document).prepared(trade, exchange, agreement))
    except LogicalError as problem:
        batch.left.append(Left(exchange, problem))
    except B2BError:
        raise
    except Exception as error:
        batch.left.append(Left(exchange, unforeseen(error, f"document {exchange.number}")))


def _answered_version(session: Session, exchange: Exchange) -> str:
    """The version of the group or interchange that an acknowledgment answers, "" where neither is there any more."""
    versions = select(Group.version, Interchange.version).select_from(Link)
    versions = versions.outerjoin(Group, col(Group.id) == col(Link.row_id))
    versions = versions.outerjoin(Interchange, col(Interchange.id) == col(Link.row_id))
    found = session.exec(versions.where(col(Link.from_exchange) == exchange.id)).first()
    return next(filter(None, found or ()), "")


def _sift(batch: Batch, now: dt.datetime) -> None:
    """Try to write the batch, and leave behind what cannot be written or would not be accepted, until the rest can."""
    while batch.trade is not None and batch.ready:
        tried = _try(batch.trade, batch.ready, batch.guides, now)
        if not tried.left:
            batch.ready = [_with_notes(one, tried.noted.get(one.exchange.id, ())) for one in batch.ready]
            return
        gone = {one.exchange.id for one in tried.left}
        batch.left += tried.left
        batch.ready = [one for one in batch.ready if one.exchange.id not in gone]


def _with_notes(one: Ready, noted: Sequence[Finding]) -> Ready:
    """With what the partner's guide notes; where that stands in the bytes is not known before the numbers are."""
    return replace(one, findings=[*one.findings, *findings_json(replace(note, offset=None) for note in noted)])


def _try(trade: Trade, ready: Sequence[Ready], guides: Agreed, now: dt.datetime) -> Tried:
    try:
        content = outgoing.trial(trade, ready, now)
    except LogicalError as problem:
        if len(ready) == 1:
            return Tried([Left(ready[0].exchange, problem)])
        alone = [left for one in ready for left in _try(trade, [one], guides, now).left]
        return Tried(alone or [Left(one.exchange, problem) for one in ready])
    return _checked(content, ready, guides)


def _checked(content: bytes, ready: Sequence[Ready], guides: Agreed) -> Tried:
    """Which sets our own validator does not accept, in the interchange as the partner will read it."""
    report = validate_bytes(content, limits=_OURS, guides=guides)
    in_order = [one for part in grouped(ready) for one in part]
    found = list(zip(in_order, report.sets, strict=False))
    refused = [
        refusals.of_set(one, errors, result.findings) for one, result in found if (errors := _refusing(one, result))
    ]
    if refused:
        return Tried(refused)
    envelope = [*report.result.findings]
    for interchange in report.interchanges:
        envelope += [*interchange.result.findings, *(f for group in interchange.groups for f in group.result.findings)]
    error = first_error(envelope)
    if error is not None:
        return Tried([refusals.of_envelope(one, error, envelope) for one in ready])
    return Tried(noted={one.exchange.id: [f for f in result.findings if f.guide] for one, result in found})


def _refusing(one: Ready, result: SetResult) -> Sequence[Finding]:
    echoed = wires.of_document(one.name).ECHOED if one.name in ACKNOWLEDGMENTS else ()
    errors = (f for f in result.findings if f.severity is FindingSeverity.ERROR)
    return [f for f in errors if (f.segment, f.element) not in echoed]


def _store(gateway: Gateway, batch: Batch) -> int:
    """Take the numbers, store the bytes, and mark every exchange; 0 where nothing could be written.

    What somebody has moved on since it was read is left alone.
    """
    now = gateway.clock.now()
    everything = [*(one.exchange for one in batch.ready), *(one.exchange for one in batch.left), *batch.unagreed]
    with gateway.store.write() as session:
        found = session.exec(
            select(Exchange).where(batching.WAITS, col(Exchange.id).in_([one.id for one in everything]))
        ).all()
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
    exchange.findings, exchange.guide_revision_id = findings_json(left.findings), left.guide
    message = f"{exchange.set_id} {exchange.business_key or ''} cannot be written: {problem}".replace("  ", " ")
    open_about_document(session, now, exchange, left.code, message, next_step=_retried(problem.next_step, exchange))


def _retried(next_step: str, exchange: Exchange) -> str:
    again = f"b2b docs retry {exchange.number}"
    return next_step if again in next_step or not next_step else f"{next_step}; then: {again}"
