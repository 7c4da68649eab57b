"""Acknowledgments in both directions: what partners said to ours, what we said to theirs, how soon."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from b2b.cli.views.naming import names
from b2b.cli.views.reports.period import Period
from b2b.cli.views.reports.times import middle, slowest
from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.store.states import AcknowledgmentState, Direction, LinkKind, Processing, Verdict
from b2b.store.tables import Exchange, Link

_STATE_BY_VERDICT = {
    Verdict.ACCEPTED: AcknowledgmentState.ACCEPTED,
    Verdict.ACCEPTED_WITH_ERRORS: AcknowledgmentState.ACCEPTED,
    Verdict.REJECTED: AcknowledgmentState.REJECTED,
    Verdict.UNSUPPORTED: AcknowledgmentState.REJECTED,
}


@dataclass(slots=True)
class _Count:
    states: Counter[AcknowledgmentState] = field(default_factory=Counter)
    waited: list[dt.timedelta] = field(default_factory=list)
    late: int = 0


def acknowledgments(session: Session, period: Period) -> list[dict[str, Any]]:
    """One row a partner, direction and document, the slowest partner's first; acknowledgments are not counted.

    `late` came after their time or are overdue; `median_seconds` and `slowest_seconds` are from the document to its
    acknowledgment. What came in counts as acknowledged once our answer has left.
    """
    counts: dict[tuple[str | None, str, str], _Count] = defaultdict(_Count)
    for exchange, answered_at in (*_sent(session, period), *_received(session, period)):
        count = counts[exchange.partner_id, exchange.direction, exchange.set_id]
        state = _state(exchange, answered_at)
        count.states[state] += 1
        if answered_at is not None:
            count.waited.append(max(answered_at - _since(exchange), dt.timedelta(0)))
        count.late += _is_late(exchange, state, answered_at)
    called = names(session)
    rows = [_row(called.partner(partner_id), way, set_id, count) for (partner_id, way, set_id), count in counts.items()]
    worst: dict[str, int] = defaultdict(int)
    for row in rows:
        worst[row["partner"]] = max(worst[row["partner"]], row["slowest_seconds"] or 0)
    return sorted(rows, key=lambda row: (-worst[row["partner"]], row["partner"], row["direction"], row["set"]))


def _row(partner: str, way: str, set_id: str, count: _Count) -> dict[str, Any]:
    return {
        "partner": partner,
        "direction": way,
        "set": set_id,
        "documents": count.states.total(),
        **{state.value.replace("-", "_"): count.states[state] for state in AcknowledgmentState},
        "late": count.late,
        "median_seconds": middle(count.waited),
        "slowest_seconds": slowest(count.waited),
    }


def _sent(session: Session, period: Period) -> Iterator[tuple[Exchange, dt.datetime | None]]:
    """Ours, each with the instant of the first answer to it."""
    answer = aliased(Exchange)
    query = (
        select(Exchange, col(answer.created_at))
        .outerjoin(Link, and_(col(Link.to_exchange) == col(Exchange.id), col(Link.kind) == LinkKind.ACKNOWLEDGES))
        .outerjoin(answer, col(answer.id) == col(Link.from_exchange))
        .where(col(Exchange.direction) == Direction.OUT, col(Exchange.processing) == Processing.DONE)
    )
    return _first_each(session, query, period)


def _received(session: Session, period: Period) -> Iterator[tuple[Exchange, dt.datetime | None]]:
    """Theirs, each with the instant at which our answer to it, to its group or its interchange was written."""
    answer = aliased(Exchange)
    about = or_(col(Link.row_id) == col(Exchange.group_id), col(Link.row_id) == col(Exchange.interchange_id))
    query = (
        select(Exchange, col(answer.done_at))
        .outerjoin(Link, and_(about, col(Link.kind) == LinkKind.ACKNOWLEDGES))
        .outerjoin(answer, col(answer.id) == col(Link.from_exchange))
        .where(col(Exchange.direction) == Direction.IN, col(Exchange.interchange_id).is_not(None))
    )
    return _first_each(session, query, period)


def _first_each(session: Session, query: Any, period: Period) -> Iterator[tuple[Exchange, dt.datetime | None]]:
    narrowed = query.where(
        col(Exchange.set_id).not_in(ACKNOWLEDGMENTS),
        col(Exchange.created_at) >= period.begins,
        col(Exchange.created_at) < period.ends,
    )
    first: dict[str, tuple[Exchange, dt.datetime | None]] = {}
    for exchange, at in session.exec(narrowed):
        known = first.get(exchange.id)
        if known is None or (at is not None and (known[1] is None or at < known[1])):
            first[exchange.id] = exchange, at
    return iter(first.values())


def _state(exchange: Exchange, answered_at: dt.datetime | None) -> AcknowledgmentState:
    if exchange.direction == Direction.OUT:
        return AcknowledgmentState(exchange.acknowledgment)
    if answered_at is None:
        return AcknowledgmentState.NOT_EXPECTED
    return _STATE_BY_VERDICT.get(Verdict(exchange.verdict or Verdict.ACCEPTED), AcknowledgmentState.ACCEPTED)


def _since(exchange: Exchange) -> dt.datetime:
    """When it came, or was written."""
    sent = exchange.direction == Direction.OUT and exchange.done_at
    return sent or exchange.created_at


def _is_late(exchange: Exchange, state: AcknowledgmentState, answered_at: dt.datetime | None) -> bool:
    due = exchange.acknowledgment_due_at
    return state == AcknowledgmentState.OVERDUE or bool(due and answered_at and answered_at > due)
