"""Moving rows from one state to the next, and finding the exchanges and transmissions to move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from b2b.errors import NotFound, Superseded
from b2b.store import counters, ids
from b2b.store.states import Direction, LinkKind, Processing
from b2b.store.tables import Exchange, Link, Row, Transmission


def transition(
    session: Session,
    table: type[Row],
    row_id: str,
    column: str,
    before: str | Collection[str],
    after: str,
    /,
    *,
    also: Sequence[Any] = (),
    **values: Any,
) -> None:
    """Move one row's state: `UPDATE table SET column = after, ... WHERE id = ? AND column IN (before)`.

    `also` holds further conditions, such as the attempt this process claimed; `values` are other columns to set. Raises
    Superseded where no row fits: let it roll the unit of work back, then read again.
    """
    expected = [before] if isinstance(before, str) else list(before)
    state: Any = getattr(table, column)
    key: Any = getattr(table, "id")  # noqa: B009 the base has no columns of its own
    statement = (
        update(table).where(key == row_id, state.in_(expected), *also).values({column: after, **values}).returning(key)
    )
    if session.execute(statement).first() is None:
        raise Superseded(
            f"{column} is not {' or '.join(expected)} any more",
            where=f"{table.__tablename__} {row_id}",
            next_step="read the row again: another process has worked on it",
        )


def by_number(session: Session, number: int) -> Exchange:
    """The exchange of this number. Raises NotFound."""
    query = select(Exchange).where(col(Exchange.number) == number)
    row = session.exec(query).first() if number <= counters.LARGEST else None
    if row is None:
        raise NotFound(f"there is no document {number}", where="documents", next_step="b2b docs list")
    return row


def waiting_about(session: Session, partner_id: str, business_key: str) -> Sequence[Exchange]:
    """What came from a partner about one business thing (such as an order number) and waits, oldest first."""
    query = select(Exchange).where(
        col(Exchange.business_key) == business_key,
        col(Exchange.partner_id) == partner_id,
        col(Exchange.direction) == Direction.IN,
        col(Exchange.processing) == Processing.WAITING,
    )
    return session.exec(query.order_by(col(Exchange.number))).all()


def arrived(session: Session, channel_id: str, token: str) -> Transmission | None:
    """The transmission that this arrival became, None where it is new."""
    return session.exec(
        select(Transmission).where(col(Transmission.channel_id) == channel_id, col(Transmission.token) == token)
    ).first()


def link(
    session: Session,
    now: dt.datetime,
    from_exchange: str,
    kind: LinkKind,
    *,
    to_exchange: str | None = None,
    table_name: str | None = None,
    row_id: str | None = None,
) -> None:
    """Say what an exchange is to another exchange, or to a business row."""
    session.add(
        Link(
            id=ids.new(now),
            from_exchange=from_exchange,
            to_exchange=to_exchange,
            kind=str(kind),
            table_name=table_name,
            row_id=row_id,
        )
    )


def linked_from(session: Session, exchange_id: str) -> Sequence[Link]:
    """The links that begin at an exchange."""
    return session.exec(select(Link).where(col(Link.from_exchange) == exchange_id).order_by(col(Link.id))).all()
