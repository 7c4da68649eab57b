"""Goods that did not come and were credited: the supplier will not deliver them any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

from sqlmodel import Session

from b2b.procurement.matching.keep import last_match
from b2b.procurement.matching.result import MatchResult
from b2b.procurement.purchased.gather import rows_by_id
from b2b.procurement.purchasing import open_quantity
from b2b.store import purchases
from b2b.store.tables import PurchaseInvoice, PurchaseOrder, PurchaseOrderLine

_NONE = Decimal(0)


def count_given_up(
    session: Session, now: dt.datetime, invoice: PurchaseInvoice, match: Callable[[], MatchResult]
) -> MatchResult:
    """Match an invoice whose credit notes have changed. Units that were announced and billed, came short and are
    credited now count as rejected by the supplier, so that nobody waits for them; when the credit note is let go, they
    are owed again.
    """
    before = _billed(session, invoice)
    result = match()
    after = {line.line_id: (line.billed, line.claimed) for line in result.lines}
    changed = {id: _given_up(*before[id], *after[id]) for id in before.keys() & after.keys()}
    rows = rows_by_id(session, [id for id, units in changed.items() if units])
    for id, row in rows.items():
        row.rejected = max(_NONE, row.rejected + _short(row, changed[id]))
        session.add(row)
    for order_id in {row.purchase_order_id for row in rows.values()}:
        order = session.get_one(PurchaseOrder, order_id)
        open_quantity.settle(order, purchases.lines(session, order_id), now)
        session.add(order)
    session.flush()
    return result


def _billed(session: Session, invoice: PurchaseInvoice) -> Mapping[str, tuple[Decimal, Decimal]]:
    match = last_match(session, invoice.id)
    lines = match.result["lines"] if match else ()
    return {line["line_id"]: (Decimal(line["billed"]), Decimal(line["claimed"])) for line in lines}


def _short(row: PurchaseOrderLine, units: Decimal) -> Decimal:
    """Only what was announced and came short is given up: of what has not come at all, nobody knows yet."""
    short = max(_NONE, row.announced - row.received) if row.received > 0 else _NONE
    return max(-short, min(units, short))


def _given_up(before: Decimal, claimed: Decimal, after: Decimal, claimed_after: Decimal) -> Decimal:
    """Units by which what was billed beyond the goods went down, below 0 where it went up."""
    return (before - claimed) - (after - claimed_after)
