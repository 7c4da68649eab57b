"""The operations of the SOAP service over a workspace: each finds the company and hands on to the room that knows."""

from __future__ import annotations

from sqlmodel import Session

from b2b.errors import NotFound
from b2b.store import parties
from b2b.store.engine import Store
from b2b.store.tables import Company
from b2b.web import goods_receipt, invoice_status, order_status, purchase_order, stock_levels
from b2b.web.operations import (
    GetInvoice,
    GetOrderStatus,
    InvoiceStatus,
    OrderStatus,
    PostedReceipt,
    PostedStock,
    PostGoodsReceipt,
    PostStockLevels,
    SubmitPurchaseOrder,
    SubmittedOrder,
    Unit,
)


class BusinessOperations:
    """`b2b.web.operations.Operations` for real; NotFound where the company of a call is not one of the workspace's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def submit_purchase_order(self, unit: Unit, call: SubmitPurchaseOrder) -> SubmittedOrder:
        """Request an order from a supplier."""
        return purchase_order.submit_purchase_order(unit, _company(unit.session, call.company), call)

    def get_order_status(self, unit: Unit, call: GetOrderStatus) -> OrderStatus:
        """Where an order stands."""
        return order_status.order_status(unit.session, _company(unit.session, call.company), call)

    def post_goods_receipt(self, unit: Unit, call: PostGoodsReceipt) -> PostedReceipt:
        """Book what came for an order of ours."""
        return goods_receipt.post_goods_receipt(unit, _company(unit.session, call.company), call)

    def post_stock_levels(self, unit: Unit, call: PostStockLevels) -> PostedStock:
        """Take what is free of items."""
        return stock_levels.post_stock_levels(unit, _company(unit.session, call.company), call)

    def get_invoice(self, unit: Unit, call: GetInvoice) -> InvoiceStatus:
        """An invoice with its match and payment."""
        company = _company(unit.session, call.company)
        return invoice_status.invoice_status(unit.session, self._store, company, call)


def _company(session: Session, code: str) -> Company:
    """The company that a call names; whoever calls can only correct its code, and learns of no other company."""
    try:
        return parties.company(session, code)
    except NotFound as error:
        raise NotFound(
            f"there is no company {code!r}",
            where="company",
            next_step="check the company's code in the call; it is spelt as in the gateway's settings",
        ) from error
