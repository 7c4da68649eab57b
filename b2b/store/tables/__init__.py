"""The tables, by area. Models are thin: no relationships, no behaviour; queries are explicit selects."""

from b2b.store.tables.access import Nonce, User
from b2b.store.tables.anchoring import AnchorBatch, AnchorLeaf
from b2b.store.tables.audit import Audit, Seal
from b2b.store.tables.base import Row
from b2b.store.tables.catalog import CatalogRevision, Item, ItemXref, Price, Stock, UomConversion
from b2b.store.tables.flow import ExceptionCase, Exchange, Group, Interchange, Link
from b2b.store.tables.flush_order import order_inserts
from b2b.store.tables.parties import Agreement, Channel, Company, GuideRevision, Identity, Partner, PartnerRevision
from b2b.store.tables.payables import Match, PurchaseInvoice, PurchaseInvoiceLine
from b2b.store.tables.payload import Attempt, Blob, Counter, Transmission
from b2b.store.tables.payments import Payment, PaymentItem, PaymentRun, Settlement, Statement, StatementEntry
from b2b.store.tables.purchasing import PurchaseChange, PurchaseOrder, PurchaseOrderLine, Replenishment
from b2b.store.tables.receiving import ExpectedLine, ExpectedReceipt, Receipt, ReceiptLine
from b2b.store.tables.sales import SalesInvoice, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from b2b.store.tables.work import Idempotency, Schedule, ScheduleSlot, Task

__all__ = [
    "Agreement",
    "AnchorBatch",
    "AnchorLeaf",
    "Attempt",
    "Audit",
    "Blob",
    "CatalogRevision",
    "Channel",
    "Company",
    "Counter",
    "ExceptionCase",
    "Exchange",
    "ExpectedLine",
    "ExpectedReceipt",
    "Group",
    "GuideRevision",
    "Idempotency",
    "Identity",
    "Interchange",
    "Item",
    "ItemXref",
    "Link",
    "Match",
    "Nonce",
    "Partner",
    "PartnerRevision",
    "Payment",
    "PaymentItem",
    "PaymentRun",
    "Price",
    "PurchaseChange",
    "PurchaseInvoice",
    "PurchaseInvoiceLine",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Receipt",
    "ReceiptLine",
    "Replenishment",
    "Row",
    "SalesInvoice",
    "SalesOrder",
    "SalesOrderLine",
    "Schedule",
    "ScheduleSlot",
    "Seal",
    "Settlement",
    "Shipment",
    "ShipmentLine",
    "Statement",
    "StatementEntry",
    "Stock",
    "Task",
    "Transmission",
    "UomConversion",
    "User",
]

order_inserts()
