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
from b2b.documents.credit_debit import CreditDebit, CreditDebitLine
from b2b.documents.inventory import Inventory, InventoryLine, StockLevel
from b2b.documents.invoice import AllowanceCharge, Invoice, InvoiceLine, PaymentTerms, VatBreakdown
from b2b.documents.order import Destination, Order, OrderLine
from b2b.documents.order_change import ChangedLine, ChangeResponseLine, OrderChange, OrderChangeResponse
from b2b.documents.order_response import LineAnswer, LineStatus, OrderResponse, ResponseLine, ResponseStatus
from b2b.documents.party import Address, Contact, Endpoint, Party, PartyId
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
from b2b.documents.receipt import GoodsCondition, GoodsReceipt, ReceivedLine
from b2b.documents.remittance import Adjustment, Remittance, RemittanceItem
from b2b.documents.ship_notice import Pack, ShipNotice, ShippedLine, ShippedOrder
from b2b.documents.values import ItemId, ItemScheme, ListedCode, Money, NamedDate, Quantity, Reference

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
    | Acknowledgment
    | ApplicationAdvice
    | PaymentFile
    | PaymentStatus
    | BankStatement
)

__all__ = [
    "Acknowledgment",
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
    "ChangeResponseLine",
    "ChangedLine",
    "Contact",
    "CreditDebit",
    "CreditDebitLine",
    "CreditTransfer",
    "Destination",
    "Document",
    "Endpoint",
    "EntryDetail",
    "GoodsCondition",
    "GoodsReceipt",
    "GroupAcknowledgment",
    "Inventory",
    "InventoryLine",
    "Invoice",
    "InvoiceLine",
    "ItemId",
    "ItemScheme",
    "LineAnswer",
    "LineStatus",
    "ListedCode",
    "Money",
    "NamedDate",
    "Order",
    "OrderChange",
    "OrderChangeResponse",
    "OrderLine",
    "OrderResponse",
    "Pack",
    "Party",
    "PartyId",
    "PaymentFile",
    "PaymentStatus",
    "PaymentTerms",
    "Quantity",
    "ReceivedLine",
    "Reference",
    "Remittance",
    "RemittanceItem",
    "RemittedDocument",
    "ResponseLine",
    "ResponseStatus",
    "SetAcknowledgment",
    "ShipNotice",
    "ShippedLine",
    "ShippedOrder",
    "StatementEntry",
    "StatusReason",
    "StockLevel",
    "TransactionStatus",
    "VatBreakdown",
]
