"""What the ERP's warehouse received, booked as any goods receipt is."""

from __future__ import annotations

from sqlmodel import Session, col, select

from b2b.documents import GoodsCondition, GoodsReceipt, Quantity, ReceivedLine
from b2b.procurement.receiving.decide import Difference as Found
from b2b.procurement.receiving.service import post_receipt
from b2b.store.tables import Company, PurchaseOrderLine
from b2b.web.operations import Difference, PostedReceipt, PostGoodsReceipt, Unit


def post_goods_receipt(unit: Unit, company: Company, call: PostGoodsReceipt) -> PostedReceipt:
    """Book the receipt; its differences are exceptions too. A receipt number that was used for the same content before,
    under another key, is a duplicate.
    """
    receipt = GoodsReceipt(
        number=call.receipt_number,
        order_number=call.order_number,
        received_at=call.received_at,
        lines=tuple(
            ReceivedLine(
                quantity=line.quantity,
                order_line=line.line_number,
                sku=line.sku,
                condition=GoodsCondition(line.condition),
                lot=line.lot,
                sscc=line.sscc,
            )
            for line in call.lines
        ),
        despatch_number=call.despatch_number,
    )
    posted = post_receipt(unit.session, unit.now, unit.user, receipt, company.id)
    units = _units(unit.session, [found.line_id for found in posted.differences])
    differences = tuple(_told(found, units, call) for found in posted.differences)
    return PostedReceipt(posted.receipt.receipt_number, differences, posted.duplicate)


def _told(found: Found, units: dict[str, str], call: PostGoodsReceipt) -> Difference:
    """What the order does not have counts the unit it was posted in."""
    posted = (line.quantity.unit for line in call.lines if line.sku and line.sku == found.sku)
    unit = units.get(found.line_id) or next(posted, call.lines[0].quantity.unit)
    return Difference(
        line_number=found.line_number,
        sku=found.sku,
        kind=str(found.kind),
        expected=Quantity(found.expected, unit),
        received=Quantity(found.received, unit),
        message=found.message,
    )


def _units(session: Session, line_ids: list[str]) -> dict[str, str]:
    query = select(PurchaseOrderLine.id, PurchaseOrderLine.unit).where(col(PurchaseOrderLine.id).in_(line_ids))
    return dict(session.exec(query).all())
