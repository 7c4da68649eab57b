"""An order of ours made: its rows and the document that the supplier will get, before anybody has approved it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import ItemId, ItemScheme, Order, OrderLine, Quantity, json_form
from b2b.procurement.bulk import insert_rows
from b2b.procurement.parties import Trade
from b2b.store import audit, counters, ids, money, purchases
from b2b.store.states import PurchaseOrderSource, PurchaseOrderState
from b2b.store.tables import Item, ItemXref, PurchaseOrder, PurchaseOrderLine


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be ordered: a quantity in the item's own unit at a price of one of it, wanted on a day or any.

    `explanation` says how the quantity came about: `text`, and figures as decimal text. Without a `number` the line
    goes by its place.
    """

    item: Item
    quantity: Decimal
    price: Decimal
    wanted_on: dt.date | None = None
    explanation: dict[str, Any] = field(default_factory=dict)
    number: str = ""


def make(
    session: Session,
    now: dt.datetime,
    requested_by: str,
    trade: Trade,
    source: PurchaseOrderSource,
    currency: str,
    lines: Sequence[NewLine],
    order_number: str = "",
) -> PurchaseOrder:
    """The order with its number (the next one, unless it has one already), waiting for its approval."""
    order_number = order_number or _next_number(session, trade)
    called = _supplier_numbers(session, trade, lines)
    rows = [_row(now, position, line, called) for position, line in enumerate(lines, start=1)]
    day = trade.our_day(now)
    document = _document(trade, order_number, day, currency, lines, rows)
    order = PurchaseOrder(
        id=ids.new(now),
        number=counters.take(session, "purchase_order"),
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        order_number=order_number,
        order_date=day,
        currency=currency,
        net=net_of(currency, [(line.quantity, line.price) for line in lines]),
        state=PurchaseOrderState.AWAITING_APPROVAL.value,
        source=source.value,
        requested_by=requested_by,
        requested_at=now,
        document=json_form.to_json(document),
    )
    session.add(order)
    session.flush()
    insert_rows(session, PurchaseOrderLine, [{**row, "purchase_order_id": order.id} for row in rows])
    details = {"order": order_number, "source": source.value, "net": order.net, "currency": currency}
    audit.record(session, now, requested_by, "requested", "purchase_order", order.id, details)
    return order


def _next_number(session: Session, trade: Trade) -> str:
    """The next number of the company's own that no program has taken for an order of its choice."""
    while True:
        numbered = counters.take(session, f"purchase order {trade.company.code}")
        number = f"{trade.ours.purchasing.order_prefix}{numbered:08d}"
        if purchases.find_order(session, trade.company.id, number) is None:
            return number


def net_of(currency: str, lines: Sequence[tuple[Decimal, Decimal]]) -> int:
    """The net amount in minor units of (quantity, price) lines, each rounded half up by itself."""
    cent = Decimal(1).scaleb(-money.exponent(currency))
    return sum(money.to_minor((quantity * price).quantize(cent, ROUND_HALF_UP), currency) for quantity, price in lines)


def _supplier_numbers(session: Session, trade: Trade, lines: Sequence[NewLine]) -> dict[str, str]:
    """The supplier's own number by item; of several the newest."""
    query = select(ItemXref.item_id, ItemXref.code).where(
        col(ItemXref.partner_id) == trade.partner.id, col(ItemXref.item_id).in_([line.item.id for line in lines])
    )
    return dict(session.exec(query.order_by(col(ItemXref.id))).all())


def _row(now: dt.datetime, position: int, line: NewLine, called: dict[str, str]) -> dict[str, Any]:
    nothing = Decimal(0)
    return {
        "id": ids.new(now),
        "position": position,
        "line_number": line.number or str(position),
        "item_id": line.item.id,
        "sku": line.item.sku,
        "supplier_sku": called.get(line.item.id, ""),
        "description": line.item.description,
        "unit": line.item.unit,
        "ordered": line.quantity,
        "price": line.price,
        "requested_on": line.wanted_on,
        "agreed_price": None,
        "confirmed": nothing,
        "back_ordered": nothing,
        "rejected": nothing,
        "cancelled": nothing,
        "promised_on": None,
        "announced": nothing,
        "received": nothing,
        "invoiced": nothing,
        "status": "",
        "explanation": line.explanation,
        "differences": [],
    }


def _document(
    trade: Trade,
    number: str,
    day: dt.date,
    currency: str,
    lines: Sequence[NewLine],
    rows: Sequence[dict[str, Any]],
) -> Order:
    return Order(
        number=number,
        date=day,
        currency=currency,
        buyer=trade.ours.party,
        supplier=trade.theirs.party,
        lines=tuple(
            OrderLine(
                number=row["line_number"],
                quantity=Quantity(line.quantity, line.item.unit),
                unit_price=line.price,
                items=tuple(item_numbers(line.item, row["supplier_sku"])),
                description=line.item.description,
                requested_date=line.wanted_on,
            )
            for line, row in zip(lines, rows, strict=True)
        ),
    )


def item_numbers(item: Item, supplier_sku: str) -> Sequence[ItemId]:
    """How an item is named to its supplier: the supplier's number, ours, the GTIN."""
    found = [ItemId(ItemScheme.SUPPLIER, supplier_sku, "VP")] if supplier_sku else []
    found.append(ItemId(ItemScheme.BUYER, item.sku, "BP"))
    if item.gtin:
        found.append(ItemId(ItemScheme.GTIN, item.gtin, "UK"))
    return found
