"""A person's word on an order that was held: kept in the audit trail, heeded when the order is decided anew."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from b2b.errors import NotAllowed
from b2b.procurement.orders.terms import PricePolicy
from b2b.store import audit
from b2b.store.states import Direction, Processing
from b2b.store.tables import Exchange

HELD = "a person decides: "
_ACT = "price settled"


def settle(session: Session, now: dt.datetime, actor: str, exchange: Exchange, policy: PricePolicy) -> None:
    """Say by which policy the prices of a held order are decided; it is due at once. The last word counts.

    Raises NotAllowed where the document does not wait for that, or where the word would be to hold it again.
    """
    where = f"document {exchange.number}"
    waits = exchange.processing == Processing.WAITING and exchange.reason.startswith(HELD)
    if exchange.direction != Direction.IN or not waits:
        raise NotAllowed(
            "it does not wait for a person's word", where=where, next_step=f"b2b why doc:{exchange.number}"
        )
    if policy is PricePolicy.HOLD:
        words = ", ".join(word for word in PricePolicy if word is not PricePolicy.HOLD)
        raise NotAllowed("it is held already", where=where, next_step=f"say one of {words}")
    audit.record(session, now, actor, _ACT, "exchange", exchange.id, {"price_policy": str(policy)})
    exchange.due_at = now
    session.add(exchange)
    session.flush()


def word(session: Session, exchange: Exchange) -> PricePolicy | None:
    """What was said last about an order that waits, None where nobody has spoken."""
    if exchange.processing != Processing.WAITING:
        return None
    said = [act for act in audit.history(session, "exchange", exchange.id) if act.action == _ACT]
    return PricePolicy(said[-1].details["price_policy"]) if said else None
