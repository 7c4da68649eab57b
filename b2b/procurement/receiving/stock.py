"""Goods that arrive at a company without an ERP lie on the workspace's own shelf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session, col, select

from b2b.documents import GoodsCondition, GoodsReceipt
from b2b.procurement.orders.quantities import exact
from b2b.procurement.receiving.decide import ArrivedLine, Reading
from b2b.store import catalog, parties
from b2b.store.tables import Company


def put_on_shelf(session: Session, now: dt.datetime, company_id: str, receipt: GoodsReceipt, reading: Reading) -> None:
    """Add what arrived in good order to the stock that is on file, where it was counted before the goods came.

    An ERP counts its own shelves; an item that was never counted stays unknown; nothing goes below 0.
    """
    company = session.exec(select(Company).where(col(Company.id) == company_id)).one()
    if parties.company_settings(company).erp is not None:
        return
    good = [one for one in reading.lines if one.condition is GoodsCondition.GOOD]
    items = catalog.items_by_sku(session, company_id, {one.line.sku for one in good})
    held = catalog.stock_of(session, [item.id for item in items.values()])
    by_sku: dict[str, list[ArrivedLine]] = {}
    for one in good:
        by_sku.setdefault(one.line.sku, []).append(one)
    for item in items.values():
        stock = held.get(item.id)
        added = _own(by_sku[item.sku])
        if stock is not None and added and stock.as_of < receipt.received_at:
            left = max(Decimal(0), stock.quantity + added)
            catalog.set_stock(session, now, item, left, source=f"receipt {receipt.number}", as_of=stock.as_of)


def _own(lines: Iterable[ArrivedLine]) -> Decimal:
    """How much that is in the item's own unit; what cannot be counted exactly adds nothing."""
    total = sum(
        (Fraction(one.quantity) * Fraction(one.line.units.get(one.line.unit, Decimal(0))) for one in lines), Fraction(0)
    )
    return exact(total) or Decimal(0)
