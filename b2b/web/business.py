"""The operations of the SOAP service over a workspace: each finds the company and hands on to the room that knows."""

from __future__ import annotations

from b2b.store import parties
from b2b.store.engine import Store
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
        return purchase_order.submit_purchase_order(unit, parties.company(unit.session, call.company), call)

    def get_order_status(self, unit: Unit, call: GetOrderStatus) -> OrderStatus:
        """Where an order stands."""
        return order_status.order_status(unit.session, parties.company(unit.session, call.company), call)

    def post_goods_receipt(self, unit: Unit, call: PostGoodsReceipt) -> PostedReceipt:
        """Book what came for an order of ours."""
        return goods_receipt.post_goods_receipt(unit, parties.company(unit.session, call.company), call)

    def post_stock_levels(self, unit: Unit, call: PostStockLevels) -> PostedStock:
        """Take what is free of items."""
        return stock_levels.post_stock_levels(unit, parties.company(unit.session, call.company), call)

    def get_invoice(self, unit: Unit, call: GetInvoice) -> InvoiceStatus:
        """An invoice with its match and payment."""
        company = parties.company(unit.session, call.company)
        return invoice_status.invoice_status(unit.session, self._store, company, call)
