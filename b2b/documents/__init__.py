"""The canonical business documents: what partners and ERPs mean, free of any wire format.

Every document is a frozen dataclass over Decimal, date and str. Amounts are `Money` (currency beside the amount),
quantities are
`Quantity` (unit beside the number), item numbers say whose they are (`ItemId`). A codec reads bytes into these and
writes them back.
"""

from b2b.documents.acknowledgment import Acknowledgment, GroupAcknowledgment, SetAcknowledgment
from b2b.documents.application_advice import (
    AdviceError,
    AdviceScope,
    AdviceStatus,
    AdvisedDocument,
    ApplicationAdvice,
)
from b2b.documents.bank_statement import Balance, BankStatement, EntryDetail, StatementEntry
from b2b.documents.carriage import Carriage
from b2b.documents.credit_debit import CreditDebit, CreditDebitLine
from b2b.documents.inventory import Inventory, InventoryLine, StockLevel
from b2b.documents.invoice import AllowanceCharge, Invoice, InvoiceLine, PaymentTerms, VatBreakdown
from b2b.documents.item_details import Characteristic, Measure, Packing
from b2b.documents.note import Note
from b2b.documents.order import Destination, Order, OrderLine
from b2b.documents.order_change import ChangedLine, ChangeResponseLine, OrderChange, OrderChangeResponse
from b2b.documents.order_response import LineAnswer, LineStatus, OrderResponse, ResponseLine, ResponseStatus
from b2b.documents.order_status import (
    InquiredLine,
    InquiredOrder,
    OrderStatusInquiry,
    OrderStatusReport,
    ReportedLine,
    ReportedOrder,
    StatusDetail,
)
from b2b.documents.party import Address, Contact, Endpoint, NamedParty, Party, PartyId
from b2b.documents.payment import (
    BankAccount,
    BatchStatus,
    CreditTransfer,
    PaymentFile,
    PaymentStatus,
    RemittedDocument,
    StatusReason,
    TransactionStatus,
)
from b2b.documents.price import Price
from b2b.documents.price_catalog import CatalogEntry, PriceCatalog, Restriction
from b2b.documents.product_activity import ActiveItem, Activity, ProductActivity
from b2b.documents.product_transfer import ProductTransfer, ProductTransferReport, TransferredItem
from b2b.documents.receipt import ContestedQuantity, GoodsCondition, GoodsReceipt, ReceivedLine
from b2b.documents.remittance import Adjustment, Remittance, RemittanceItem
from b2b.documents.schedule import (
    DeliveryPattern,
    JustInTimeCall,
    PlanningSchedule,
    ResourceAuthorization,
    ScheduledQuantity,
    ScheduleLine,
    ShippedOrReceived,
    ShippingSchedule,
)
from b2b.documents.ship_notice import Pack, ShipNotice, ShippedLine, ShippedOrder
from b2b.documents.stock_transfer import (
    ReceiptException,
    StockTransfer,
    StockTransferReceipt,
    TransferLine,
    TransferReceiptLine,
)
from b2b.documents.values import (
    ItemId,
    ItemScheme,
    ListedCode,
    Money,
    NamedAmount,
    NamedDate,
    NamedQuantity,
    Quantity,
    Reference,
)
from b2b.documents.warehouse_order import WarehouseOrder, WarehouseOrderLine
from b2b.documents.warehouse_shipment import WarehousePack, WarehouseShipment, WarehouseShippedLine

Document = (
    Order
    | OrderResponse
    | OrderChange
    | OrderChangeResponse
    | ShipNotice
    | GoodsReceipt
    | Invoice
    | CreditDebit
    | Remittance
    | Inventory
    | PriceCatalog
    | ProductActivity
    | ProductTransferReport
    | PlanningSchedule
    | ShippingSchedule
    | OrderStatusInquiry
    | OrderStatusReport
    | WarehouseOrder
    | WarehouseShipment
    | StockTransfer
    | StockTransferReceipt
    | Acknowledgment
    | ApplicationAdvice
    | PaymentFile
    | PaymentStatus
    | BankStatement
)

__all__ = [
    "Acknowledgment",
    "ActiveItem",
    "Activity",
    "Address",
    "Adjustment",
    "AdviceError",
    "AdviceScope",
    "AdviceStatus",
    "AdvisedDocument",
    "AllowanceCharge",
    "ApplicationAdvice",
    "Balance",
    "BankAccount",
    "BankStatement",
    "BatchStatus",
    "Carriage",
    "CatalogEntry",
    "ChangeResponseLine",
    "ChangedLine",
    "Characteristic",
    "Contact",
    "ContestedQuantity",
    "CreditDebit",
    "CreditDebitLine",
    "CreditTransfer",
    "DeliveryPattern",
    "Destination",
    "Document",
    "Endpoint",
    "EntryDetail",
    "GoodsCondition",
    "GoodsReceipt",
    "GroupAcknowledgment",
    "InquiredLine",
    "InquiredOrder",
    "Inventory",
    "InventoryLine",
    "Invoice",
    "InvoiceLine",
    "ItemId",
    "ItemScheme",
    "JustInTimeCall",
    "LineAnswer",
    "LineStatus",
    "ListedCode",
    "Measure",
    "Money",
    "NamedAmount",
    "NamedDate",
    "NamedParty",
    "NamedQuantity",
    "Note",
    "Order",
    "OrderChange",
    "OrderChangeResponse",
    "OrderLine",
    "OrderResponse",
    "OrderStatusInquiry",
    "OrderStatusReport",
    "Pack",
    "Packing",
    "Party",
    "PartyId",
    "PaymentFile",
    "PaymentStatus",
    "PaymentTerms",
    "PlanningSchedule",
    "Price",
    "PriceCatalog",
    "ProductActivity",
    "ProductTransfer",
    "ProductTransferReport",
    "Quantity",
    "ReceiptException",
    "ReceivedLine",
    "Reference",
    "Remittance",
    "RemittanceItem",
    "RemittedDocument",
    "ReportedLine",
    "ReportedOrder",
    "ResourceAuthorization",
    "ResponseLine",
    "ResponseStatus",
    "Restriction",
    "ScheduleLine",
    "ScheduledQuantity",
    "SetAcknowledgment",
    "ShipNotice",
    "ShippedLine",
    "ShippedOrReceived",
    "ShippedOrder",
    "ShippingSchedule",
    "StatementEntry",
    "StatusDetail",
    "StatusReason",
    "StockLevel",
    "StockTransfer",
    "StockTransferReceipt",
    "TransactionStatus",
    "TransferLine",
    "TransferReceiptLine",
    "TransferredItem",
    "VatBreakdown",
    "WarehouseOrder",
    "WarehouseOrderLine",
    "WarehousePack",
    "WarehouseShipment",
    "WarehouseShippedLine",
]
