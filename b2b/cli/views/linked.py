"""Documents that belong together by their links, and events put in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from b2b.cli.views.events import Event
from b2b.edi import counterparts
from b2b.store.tables import Exchange, Link

_ANSWERS_MANY = (*counterparts.ADVICES, *counterparts.ACKNOWLEDGMENTS)


def family(session: Session, roots: Sequence[str]) -> list[Exchange]:
    """The documents linked to these, and what is linked to those; a 997 or 824 leads no further: it speaks of many.

    A 997 of ours is linked to the group it answers, a TA1 to the interchange.
    """
    found = {row.id: row for row in session.exec(select(Exchange).where(col(Exchange.id).in_(roots)))}
    envelopes = [id for row in found.values() for id in (row.group_id, row.interchange_id) if id]
    answers = select(Exchange).join(Link, col(Link.from_exchange) == col(Exchange.id))
    found |= {row.id: row for row in session.exec(answers.where(col(Link.row_id).in_(envelopes)))}
    edge = [id for id, row in found.items() if row.set_id not in _ANSWERS_MANY] or list(found)
    for _ in range(2):
        pairs = session.exec(
            select(Link.from_exchange, Link.to_exchange).where(
                or_(col(Link.from_exchange).in_(edge), col(Link.to_exchange).in_(edge))
            )
        ).all()
        new = {id for pair in pairs for id in pair if id and id not in found}
        if not new:
            break
        rows = session.exec(select(Exchange).where(col(Exchange.id).in_(new))).all()
        found |= {row.id: row for row in rows}
        edge = [row.id for row in rows if row.set_id not in _ANSWERS_MANY]
    return sorted(found.values(), key=lambda row: row.number)


def in_order(told: Iterable[Event]) -> list[dict[str, Any]]:
    """By time; what happened at one instant stays as it was told."""
    return [
        {"at": event.at, "what": event.what, "because": list(event.because)}
        for event in sorted(told, key=lambda event: event.at)
    ]
