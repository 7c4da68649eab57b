"""Assemble: what is to go out is written, checked by our own validator, gets its numbers, and is stored to be sent.

Whether and how it can be written is tried outside of any transaction, with numbers that nobody takes. Then one short
unit of work takes the numbers and stores the bytes. A set that cannot be written, that our validator would not accept,
or that breaks the partner's guide, stays behind with an exception; the others go without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import json_form
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import SetResult
from b2b.edi.findings import Finding
from b2b.edi.findings import Severity as FindingSeverity
from b2b.edi.load import load_release
from b2b.edi.x12 import mappings
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.transliterate import Rewritten, transliterated
from b2b.edi.x12.validate import validate_bytes
from b2b.edi.x12.writer import Segment
from b2b.errors import B2BError, LogicalError, NotWritable
from b2b.gateway import batching, outgoing, refusals, whole_files
from b2b.gateway import trade as trades
from b2b.gateway.acknowledging import answer_version
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.examination import findings_json, first_error
from b2b.gateway.exceptions import unforeseen
from b2b.gateway.guides import Agreed
from b2b.gateway.outgoing import Ready
from b2b.gateway.refusals import Left
from b2b.gateway.trade import Trade
from b2b.store import cases
from b2b.store.agreements import agreement_settings, current_agreement
from b2b.store.states import Direction, Processing, Severity
from b2b.store.tables import Agreement, Exchange, Group, Link

ACKNOWLEDGMENT_GROUP = "FA"
REWRITTEN = "text-transliterated"
SERVICE_SETS = frozenset({"997", "999", "TA1"})
# Caps are there against files of others; the answer to a group of a million sets is as long as it has to be.
_OURS = Limits(set_bytes=1 << 40, set_segments=1 << 40)
# An answer echoes what was sent, also a set or group that X12 does not have.
_ECHOED = frozenset({("AK1", 1), ("AK2", 1)})


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
                set_id: current_agreement(session, trade.partner.id, set_id, Direction.OUT)
                for set_id in {exchange.set_id for exchange in waiting.exchanges}
            }
            agreed = gateway.guides.agreed(session, (row for row in agreements.values() if row is not None))
        except LogicalError as problem:
            return Batch(left=[Left(exchange, problem) for exchange in waiting.exchanges])
        batch = Batch(trade, agreed)
        for exchange in waiting.exchanges:
            agreement = agreements[exchange.set_id]
            if agreement is None and exchange.set_id not in SERVICE_SETS:
                batch.unagreed.append(exchange)
            else:
                _prepare(session, trade, agreement, batch, exchange)
        ready = [replace(one, guide=agreed.revision(one.exchange.set_id, one.release)) for one in batch.ready]
        batch.ready = _fitting(ready, waiting.groups)
        return batch


def _fitting(ready: Sequence[Ready], most: int) -> list[Ready]:
    """What one interchange takes: one interchange version, and so many groups; TA1s stand beside them, or alone."""
    parts = outgoing.grouped(ready)
    if not parts or (most == 1 and ready[0].stands_alone):
        return [one for one in ready if one.stands_alone]
    version = load_release(parts[0][0].release).interchange_version
    alike = [part for part in parts if load_release(part[0].release).interchange_version == version]
    notes = [one for one in ready if one.stands_alone] if most > 1 else []
    return [*notes, *(one for part in alike[:most] for one in part)]


def _prepare(session: Session, trade: Trade, agreement: Agreement | None, batch: Batch, exchange: Exchange) -> None:
    try:
        if exchange.set_id in SERVICE_SETS:
            batch.ready.append(_service(session, trade, exchange))
        elif agreement is not None:
            batch.ready.append(_ready(trade, exchange, agreement))
    except LogicalError as problem:
        batch.left.append(Left(exchange, problem))
    except B2BError:
        raise
    except Exception as error:
        batch.left.append(Left(exchange, unforeseen(error, f"document {exchange.number}")))


def _service(session: Session, trade: Trade, exchange: Exchange) -> Ready:
    """An acknowledgment with the segments that it was made of."""
    version = answer_version(_answered_version(session, exchange), trade.settings.x12)
    load_release(version[:6])
    body = [[e if isinstance(e, str) else tuple(e) for e in segment] for segment in exchange.body or []]
    convention = version if exchange.set_id == "999" and len(version) > 6 else ""
    return Ready(exchange, body, version, ACKNOWLEDGMENT_GROUP, convention=convention)


def _ready(trade: Trade, exchange: Exchange, agreement: Agreement) -> Ready:
    """The exchange with the segments of its document, its text in the partner's characters where that is agreed."""
    release = load_release(agreement.release)
    schema = release.sets.get(exchange.set_id)
    if schema is None or exchange.document is None:
        raise NotWritable(
            f"release {agreement.release} has no {exchange.set_id}",
            where=f"agreement {exchange.set_id} out of {trade.partner.code}",
            next_step="set another release in the partner's [[partner.agreement]] and apply it",
        )
    document = json_form.from_json(exchange.document)
    x12 = trade.settings.x12
    characters = CharacterSet(x12.character_set)
    changes: Sequence[Rewritten] = ()
    if x12.transliterate:
        document, changes = transliterated(document, characters)
    context = Context(
        release, outgoing.delimiters(x12), characters, trade.zone, currency=trade.settings.terms.currency or None
    )
    segments: Sequence[Segment] = mappings.for_set(exchange.set_id).write(document, context)
    terms = agreement_settings(agreement)
    findings = [_rewritten(one) for one in changes]
    return Ready(exchange, segments, agreement.release, schema.functional_group, terms, findings=findings)


def _rewritten(one: Rewritten) -> dict[str, Any]:
    """What was written otherwise, as the exchange's row keeps findings."""
    message = f"{one.before!r} is sent as {one.after!r}: the partner's character set has no more"
    return {"code": REWRITTEN, "severity": str(Severity.WARNING), "message": message, "where": one.field}


def _answered_version(session: Session, exchange: Exchange) -> str:
    """GS08 of the group that an acknowledgment answers; empty for a TA1."""
    answered = select(Group.version).join(Link, col(Link.row_id) == col(Group.id))
    return session.exec(answered.where(col(Link.from_exchange) == exchange.id)).first() or ""


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
    in_order = [one for part in outgoing.grouped(ready) for one in part]
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
    service = one.exchange.set_id in SERVICE_SETS
    errors = (f for f in result.findings if f.severity is FindingSeverity.ERROR)
    return [f for f in errors if not (service and (f.segment, f.element) in _ECHOED)]


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
    session.add(exchange)
    cases.open_case(
        session,
        now,
        left.code,
        f"{exchange.set_id} {exchange.business_key or ''} cannot be written: {problem}".replace("  ", " "),
        details={"next_step": _retried(problem.next_step, exchange), "document": exchange.number},
        company_id=exchange.company_id,
        partner_id=exchange.partner_id,
        exchange_id=exchange.id,
    )


def _retried(next_step: str, exchange: Exchange) -> str:
    again = f"b2b docs retry {exchange.number}"
    return next_step if again in next_step or not next_step else f"{next_step}; then: {again}"
