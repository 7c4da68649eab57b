"""A person's word on orders: which price holds for one that waits, and whether back-orders can go now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from b2b.gateway.bootstrap import Gateway
from b2b.ports import ErpStock
from b2b.procurement.orders import release as back_orders
from b2b.procurement.orders.release import Released
from b2b.procurement.orders.settle import settle
from b2b.procurement.orders.terms import PricePolicy
from b2b.store import exchanges
from b2b.store.tables import Company, Exchange


def decide(gateway: Gateway, number: int, policy: PricePolicy, *, dry_run: bool) -> Exchange:
    """Say which price holds for the order in document `number`, which waits for a person; it is due at once then."""
    with gateway.store.write() as session:
        exchange = exchanges.by_number(session, number)
        settle(session, gateway.clock.now(), gateway.actor, exchange, policy)
        if dry_run:
            session.rollback()
    return exchange


def release(gateway: Gateway, company: Company, *, dry_run: bool) -> Sequence[Released]:
    """Confirm what is in stock now of the company's back-orders, the oldest order first."""
    with gateway.store.read() as session:
        skus = back_orders.skus_back_ordered(session, company.id)
    as_of, stock = _asked(gateway, company.id, skus)
    with gateway.store.write() as session:
        found = back_orders.release(session, gateway.clock.now(), gateway.actor, company.id, stock, as_of)
        if dry_run:
            session.rollback()
    return found


def _asked(gateway: Gateway, company_id: str, skus: Sequence[str]) -> tuple[dt.datetime, Sequence[ErpStock]]:
    """What the ERP has free of these, asked outside of any transaction, and the instant before it was asked."""
    as_of = gateway.clock.now()
    erp = gateway.erp(company_id) if skus else None
    return as_of, erp.stock(skus) if erp is not None else ()
