"""Shipments on a session that the caller owns: rows, the ship notice for the buyer, the goods issue for the ERP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.documents import (
    Order,
    OrderLine,
    Pack,
    Quantity,
    Reference,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    json_form,
)
from b2b.errors import NotAllowed, NotFound
from b2b.procurement import outgoing, parties, work
from b2b.procurement.billing import service as billing
from b2b.procurement.orders.answer import own_unit
from b2b.procurement.orders.commitments import factor
from b2b.procurement.orders.standing import standing
from b2b.procurement.parties import Trade
from b2b.procurement.shipping.decide import OpenLine, contents
from b2b.procurement.shipping.sscc import check_sscc
from b2b.store import audit, counters, ids, sales
from b2b.store.states import LinkKind, SalesOrderState, TaskKind
from b2b.store.tables import Exchange, Item, Partner, SalesOrder, SalesOrderLine, Shipment, ShipmentLine

SET = "856"
RELEASE_NUMBER = "RE"  # X12 element 128


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipment that was made, the invoice that will follow, and the 856 (None: the partner does not trade it)."""

    shipment: Shipment
    invoice_id: str
    notice: Exchange | None


@dataclass(frozen=True, slots=True)
class GoodsIssue:
    """What the ERP is to post: the notice, (SKU, quantity in the item's own unit), and the partner's code."""

    notice: ShipNotice
    issues: Sequence[tuple[str, Quantity]]
    customer: str


def ship(
    session: Session,
    now: dt.datetime,
    actor: str,
    order: SalesOrder,
    quantities: Mapping[str, Decimal] | None = None,
    *,
    shipped_at: dt.datetime | None = None,
    carrier: str = "",
    tracking: str = "",
    sscc: str = "",
) -> Shipped:
    """Ship these quantities by the buyer's line number (`#2`: by position), or everything confirmed and not shipped.

    Quantities are in the unit ordered; `shipped_at` is aware and not after `now`, which it is unless said; with an
    `sscc` all of it is one pack. Raises NotAllowed or NotFound where that cannot be shipped, and nothing is changed.
    """
    if order.state == SalesOrderState.CANCELLED:
        raise NotAllowed(
            "it was cancelled: nothing of it is shipped",
            where=f"order {order.order_number}",
            next_step=f"b2b why order:{order.order_number}",
        )
    rows = sales.lines(session, order.id)
    taken = contents(order.order_number, [_open(row) for row in rows], quantities)
    left_at = shipped_at or now
    if left_at > now:
        raise NotAllowed(
            f"{left_at:%Y-%m-%d %H:%M} UTC is in the future",
            where=f"order {order.order_number}",
            next_step="record a shipment when it has left",
        )
    trade = parties.trade(session, order.partner_id)
    number = counters.take(session, "shipment")
    bought = json_form.from_json(order.document)
    assert isinstance(bought, Order)
    shipped = [(row, taken[row.position]) for row in rows if row.position in taken]
    notice = _notice(trade, order, bought, shipped, number, left_at, carrier, tracking, check_sscc(sscc))
    shipment = _keep(session, now, trade, order, shipped, notice, number)
    order.state = standing(rows).value
    session.add(order)
    exchange = _announce(session, now, order, shipment, notice)
    key = f"shipment:{shipment.id}"
    work.follow_order(session, now, TaskKind.ERP_SHIPMENT, trade, order, row_id=shipment.id, key=key)
    invoice = billing.plan(session, now, actor, trade, order, shipment)
    details = {"order": order.order_number, "lines": len(shipped)}
    audit.record(session, now, actor, "shipped", "shipment", shipment.id, details)
    session.flush()
    return Shipped(shipment, invoice.id, exchange)


def erp_shipment(session: Session, shipment_id: str) -> GoodsIssue:
    """What the ERP is to post for a shipment. Raises NotFound."""
    shipment = session.exec(select(Shipment).where(col(Shipment.id) == shipment_id)).first()
    if shipment is None:
        raise NotFound(f"there is no shipment {shipment_id}", where="shipment", next_step="b2b orders list")
    customer = session.get_one(Partner, shipment.partner_id).code
    order = session.exec(select(SalesOrder).where(col(SalesOrder.id) == shipment.sales_order_id)).one()
    notice = json_form.from_json(shipment.document)
    assert isinstance(notice, ShipNotice)
    booked_as = tuple(replace(part, order_number=order.order_number) for part in notice.orders)
    issues = [
        (line.sku, Quantity(own_unit(filled.quantity, factor(line)), _unit(session, line)))
        for filled, line in sales.shipment_lines(session, shipment.id)
    ]
    return GoodsIssue(replace(notice, orders=booked_as), issues, customer)


def _open(row: SalesOrderLine) -> OpenLine:
    return OpenLine(row.position, row.line_number, row.sku, row.unit, row.confirmed, row.shipped)


def _unit(session: Session, line: SalesOrderLine) -> str:
    return session.exec(select(Item.unit).where(col(Item.id) == line.item_id)).one()


def _notice(
    trade: Trade,
    order: SalesOrder,
    bought: Order,
    shipped: Sequence[tuple[SalesOrderLine, Decimal]],
    number: int,
    left_at: dt.datetime,
    carrier: str,
    tracking: str,
    sscc: str,
) -> ShipNotice:
    lines = tuple(_shipped_line(bought.lines[row.position - 1], row, quantity) for row, quantity in shipped)
    release = (Reference(RELEASE_NUMBER, bought.release_number),) if bought.release_number else ()
    supplier = bought.supplier if bought.supplier.name or bought.supplier.ids else trade.ours.party
    return ShipNotice(
        number=f"{number:06d}",
        shipped_at=left_at,
        orders=(
            ShippedOrder(
                order_number=bought.number,
                lines=() if sscc else lines,
                packs=(Pack(sscc, lines),) if sscc else (),
                order_date=order.order_date,
                references=(*bought.references, *release),
            ),
        ),
        buyer=bought.buyer if bought.buyer.name or bought.buyer.ids else trade.theirs.party,
        supplier=supplier,
        ship_to=bought.ship_to or trade.theirs.party,
        ship_from=trade.ours.party,
        carrier=carrier,
        tracking=tracking,
        packages=1 if sscc else None,
    )


def _shipped_line(bought: OrderLine, row: SalesOrderLine, quantity: Decimal) -> ShippedLine:
    return ShippedLine(
        order_line=row.line_number or str(row.position),
        quantity=Quantity(quantity, row.unit),
        items=bought.items,
        ordered=bought.quantity,
        description=bought.description,
    )


def _keep(
    session: Session,
    now: dt.datetime,
    trade: Trade,
    order: SalesOrder,
    shipped: Sequence[tuple[SalesOrderLine, Decimal]],
    notice: ShipNotice,
    number: int,
) -> Shipment:
    shipment = Shipment(
        id=ids.new(now),
        number=number,
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        sales_order_id=order.id,
        document=json_form.to_json(notice),
        shipped_at=notice.shipped_at,
        state="shipped",
    )
    session.add(shipment)
    session.flush()
    for row, quantity in shipped:
        row.shipped += quantity
        session.add(row)
        session.add(
            ShipmentLine(id=ids.new(now), shipment_id=shipment.id, sales_order_line_id=row.id, quantity=quantity)
        )
    session.flush()
    return shipment


def _announce(
    session: Session, now: dt.datetime, order: SalesOrder, shipment: Shipment, notice: ShipNotice
) -> Exchange | None:
    exchange = outgoing.about_order(session, now, order, SET, notice, LinkKind.FOLLOWS, order.exchange_id)
    if exchange is not None:
        shipment.exchange_id = exchange.id
        session.add(shipment)
    return exchange
