"""An order that the ERP places: its items named as we know them, then requested as anybody else would request it."""

from __future__ import annotations

from collections.abc import Mapping

from b2b.errors import Conflict
from b2b.procurement import parties as trades
from b2b.procurement.purchasing import gather
from b2b.procurement.purchasing.approving import RESERVED
from b2b.procurement.purchasing.requesting import Requested, RequestedLine, request_order
from b2b.store import catalog, parties, purchases
from b2b.store.money import from_minor
from b2b.store.states import Processing, PurchaseOrderSource, PurchaseOrderState
from b2b.store.tables import Company, Item, Partner
from b2b.web.operations import Invalid, OrderLine, SubmitPurchaseOrder, SubmittedOrder, Unit


def submit_purchase_order(unit: Unit, company: Company, call: SubmitPurchaseOrder) -> SubmittedOrder:
    """Request the order; the company's rule approves it or a person has to.

    Invalid: another currency than agreed, an item or line number twice or unknown. Conflict: the number is taken.
    """
    session = unit.session
    if call.requested_by in RESERVED:
        raise Invalid(
            f"{call.requested_by!r} is nobody", path="/submitPurchaseOrder/requestedBy", next_step="name a person"
        )
    supplier = parties.partner(session, call.supplier, company.id)
    agreed = gather.currency_of(trades.trade(session, supplier.id))
    if call.currency != agreed:
        raise Invalid(
            f"{supplier.code} is ordered from in {agreed}",
            path="/submitPurchaseOrder/currency",
            next_step=f"order in {agreed}; another is agreed with b2b partner set {supplier.code} terms.currency=CODE",
        )
    if call.order_number and purchases.find_order(session, company.id, call.order_number) is not None:
        raise Conflict(
            f"there is an order {call.order_number!r} already",
            where="orders",
            next_step="take another number, or none; to repeat a call, repeat its key too",
        )
    made = request_order(
        session,
        unit.now,
        call.requested_by,
        PurchaseOrderSource.SOAP,
        supplier,
        _lines(unit, supplier, call),
        call.order_number,
    )
    return _told(made, supplier)


def _lines(unit: Unit, supplier: Partner, call: SubmitPurchaseOrder) -> list[RequestedLine]:
    theirs = [line.supplier_item for line in call.lines if line.supplier_item]
    called = catalog.items_by_partner_code(unit.session, supplier.id, theirs)
    numbers: set[str] = set()
    found: list[RequestedLine] = []
    for position, line in enumerate(call.lines, start=1):
        path = f"/submitPurchaseOrder/line[{position}]"
        if line.number in numbers:
            raise Invalid(
                f"two lines go by {line.number!r}", path=f"{path}/number", next_step="number every line, or none"
            )
        numbers.add(line.number)
        sku = line.sku or _ours(line, called, supplier, path)
        found.append(RequestedLine(sku, line.quantity, line.unit_price, line.requested_date, line.number))
    return found


def _ours(line: OrderLine, called: Mapping[str, Item], supplier: Partner, path: str) -> str:
    item = called.get(line.supplier_item)
    if item is None:
        raise Invalid(
            f"no item of ours is {line.supplier_item!r} at {supplier.code}",
            path=f"{path}/supplierItem",
            next_step="name our number (sku), or add the supplier's to the catalog: b2b catalog import FILE",
        )
    return item.sku


def _told(made: Requested, supplier: Partner) -> SubmittedOrder:
    order, exchange = made.order, made.exchange
    net = f"{from_minor(order.net, order.currency):,} {order.currency} net"
    if order.state == PurchaseOrderState.AWAITING_APPROVAL:
        told = (
            f"{net} is more than the rule approves; somebody other than {order.requested_by} has to: "
            f"b2b orders approve {order.order_number}"
        )
        return SubmittedOrder(order.order_number, "awaiting-approval", told)
    if exchange is None:
        told = f"{net}, approved; no order document (850) is agreed with {supplier.code}, so it has to be sent by hand"
        return SubmittedOrder(order.order_number, "approved", told)
    if exchange.processing == Processing.DONE:
        return SubmittedOrder(order.order_number, "sent", f"{net}, sent as document {exchange.number}")
    told = f"{net}, approved by the rule; it goes to {supplier.code} with the next run"
    return SubmittedOrder(order.order_number, "approved", told)
