"""The tables, by area. Models are thin: no relationships, no behaviour; queries are explicit selects."""

from b2b.store.tables.audit import Audit, Seal
from b2b.store.tables.base import Row
from b2b.store.tables.catalog import CatalogRevision, Item, ItemXref, Price, Stock, UomConversion
from b2b.store.tables.flow import ExceptionCase, Exchange, Group, Interchange, Link
from b2b.store.tables.flush_order import order_inserts
from b2b.store.tables.parties import Agreement, Channel, Company, Identity, Partner, PartnerRevision
from b2b.store.tables.payload import Attempt, Blob, Counter, Transmission
from b2b.store.tables.sales import SalesInvoice, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from b2b.store.tables.work import Idempotency, Schedule, ScheduleSlot, Task

__all__ = [
    "Agreement",
    "Attempt",
    "Audit",
    "Blob",
    "CatalogRevision",
    "Channel",
    "Company",
    "Counter",
    "ExceptionCase",
    "Exchange",
    "Group",
    "Idempotency",
    "Identity",
    "Interchange",
    "Item",
    "ItemXref",
    "Link",
    "Partner",
    "PartnerRevision",
    "Price",
    "Row",
    "SalesInvoice",
    "SalesOrder",
    "SalesOrderLine",
    "Schedule",
    "ScheduleSlot",
    "Seal",
    "Shipment",
    "ShipmentLine",
    "Stock",
    "Task",
    "Transmission",
    "UomConversion",
]

order_inserts()
