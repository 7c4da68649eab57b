"""What an exchange follows or copies, said once however often it is worked."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, col, select

from b2b.store import exchanges
from b2b.store.states import LinkKind
from b2b.store.tables import Exchange, Link


def link_once(session: Session, now: dt.datetime, exchange: Exchange, kind: LinkKind, to_exchange: str | None) -> None:
    """Link an exchange to another one, unless there is none, it is the same, or they are linked so already."""
    if to_exchange is None or to_exchange == exchange.id:
        return
    query = select(Link.id).where(
        col(Link.from_exchange) == exchange.id, col(Link.to_exchange) == to_exchange, col(Link.kind) == kind
    )
    if session.exec(query).first() is None:
        exchanges.link(session, now, exchange.id, kind, to_exchange=to_exchange)
        session.flush()
