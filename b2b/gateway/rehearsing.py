"""A partner's test order (ISA15 T): decided as if it were real, answered as a test, and forgotten.

Nothing is kept, reserved or booked, and no exception is opened: everything but the answer is rolled back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, select

from b2b.documents import Order, json_form
from b2b.gateway.bootstrap import Gateway
from b2b.ports import ErpStock
from b2b.procurement import outgoing
from b2b.procurement.orders import service as orders
from b2b.store.states import Answer, LinkKind, Processing
from b2b.store.tables import Exchange

# How the reason of a test begins that would wait for a person if it were real.
UNDECIDED = "a test: not decided: "


def rehearse(
    session: Session,
    gateway: Gateway,
    exchange: Exchange,
    order: Order,
    stock: Sequence[ErpStock],
    as_of: dt.datetime,
) -> None:
    """Answer the test order in an exchange and mark it done; it waits where the stock has to be read again."""
    now = gateway.clock.now()
    rehearsal = session.begin_nested()
    outcome = orders.take(session, now, exchange, order, stock, as_of, gateway.actor)
    number, response, set_id = exchange.business_key or "", None, ""
    if outcome.response_id is not None:
        answer = session.exec(select(Exchange).where(col(Exchange.id) == outcome.response_id)).one()
        response, set_id = answer.document, answer.set_id
    rehearsal.rollback()
    exchange.business_key = number
    if outcome.reason == orders.WAITING_FOR_ERP:
        exchange.processing, exchange.reason, exchange.due_at = outcome.processing, outcome.reason, outcome.due_at
        session.add(exchange)
        return
    what = "a test: " if outcome.sales_order_id else UNDECIDED
    exchange.processing, exchange.reason, exchange.done_at = Processing.DONE, f"{what}{outcome.reason}", now
    exchange.answer = Answer.RECEIVED.value if response else Answer.NOT_EXPECTED.value
    session.add(exchange)
    if response is not None:
        assert exchange.company_id is not None
        assert exchange.partner_id is not None
        outgoing.enqueue(
            session,
            now,
            company_id=exchange.company_id,
            partner_id=exchange.partner_id,
            set_id=set_id,
            document=json_form.from_json(response),
            business_key=number,
            link=LinkKind.ANSWERS,
            to_exchange=exchange.id,
            test=True,
        )
