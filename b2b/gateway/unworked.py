"""What is agreed on and valid, but nothing here works: kept, acknowledged, shown; and a person is told, or not.

A shipment status (214) or a planning schedule (830) is no error. Whoever reads it closes the exception.
"""

from __future__ import annotations

from sqlmodel import Session

from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_about_document
from b2b.store.agreements import agreement_settings, current_agreement
from b2b.store.states import Direction, Processing, Severity
from b2b.store.tables import Exchange

NOT_WORKED = "document-not-worked"
_TELL = "tell"


def keep(session: Session, gateway: Gateway, exchange: Exchange, number: str) -> None:
    """The exchange is done with; `number` is by what its sender calls it. As agreed a person is told, once for it."""
    now = gateway.clock.now()
    exchange.processing, exchange.done_at = Processing.DONE, now
    exchange.reason = f"kept: nothing here works a {exchange.set_id} by itself"
    exchange.business_key = exchange.business_key or number or None
    session.add(exchange)
    agreement = current_agreement(session, exchange.partner_id or "", exchange.set_id, Direction.IN)
    if exchange.test or (agreement is not None and agreement_settings(agreement).unworked != _TELL):
        return
    named = " ".join(part for part in (exchange.set_id, exchange.business_key or exchange.control_number) if part)
    message = f"{named} has come; nothing here works it by itself"
    open_about_document(session, now, exchange, NOT_WORKED, message, severity=Severity.INFO)
