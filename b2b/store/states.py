"""The words that state columns may hold; each column has a CHECK made of them (docs/interfaces.md, States).

Columns are plain strings, so that a row compares with a word and with a member alike.
"""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """Which way, seen from us."""

    IN = "in"
    OUT = "out"


class Syntax(StrEnum):
    """In which syntax partners write to each other."""

    X12 = "x12"
    EDIFACT = "edifact"


class Role(StrEnum):
    """What a partner is to us."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    BANK = "bank"


class Delivery(StrEnum):
    """How far the bytes of a transmission are; the first two inbound, the others outbound."""

    RECEIVED = "received"
    PROCESSED = "processed"
    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


class AttemptOutcome(StrEnum):
    """How one attempt to send ended; `unknown` is neither."""

    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """The fate of an interchange, group or transaction set."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_ERRORS = "accepted-with-errors"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"


class AcknowledgmentState(StrEnum):
    """Whether the partner has acknowledged what we sent."""

    NOT_EXPECTED = "not-expected"
    AWAITED = "awaited"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OVERDUE = "overdue"


class Processing(StrEnum):
    """How far an exchange is worked; outbound `new` is to be assembled."""

    NEW = "new"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    QUARANTINED = "quarantined"


class Answer(StrEnum):
    """Whether the business answer to an exchange has come or gone."""

    NOT_EXPECTED = "not-expected"
    AWAITED = "awaited"
    RECEIVED = "received"
    OVERDUE = "overdue"


class LinkKind(StrEnum):
    """What one exchange is to another."""

    ACKNOWLEDGES = "acknowledges"
    ANSWERS = "answers"
    FOLLOWS = "follows"
    DUPLICATE_OF = "duplicate-of"


class Severity(StrEnum):
    """How bad an exception is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class CaseState(StrEnum):
    """Whether somebody still has to look at an exception."""

    OPEN = "open"
    RESOLVED = "resolved"


class SalesOrderState(StrEnum):
    """Where a customer's order stands."""

    OPEN = "open"
    REJECTED = "rejected"
    SHIPPED = "shipped"
    INVOICED = "invoiced"
    CANCELLED = "cancelled"


class SalesInvoiceState(StrEnum):
    """Where an invoice of ours stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    BLOCKED = "blocked"


class TaskKind(StrEnum):
    """What a durable job does."""

    ERP_ORDER = "erp.order"
    ERP_SHIPMENT = "erp.shipment"
    ERP_INVOICE = "erp.invoice"
    INVOICE_ISSUE = "invoice.issue"
    REORDER_RUN = "reorder.run"
    PAYMENT_RUN = "payment.run"
    CONTRACT_ANCHOR = "contract.anchor"


class TaskState(StrEnum):
    """Where a durable job stands; `unknown` waits for a query or a person."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class UserRole(StrEnum):
    """What a user may do: ask for goods, approve orders, propose payments, approve them, call our SOAP service, make
    users.
    """

    REQUESTER = "requester"
    APPROVER = "approver"
    PAYER = "payer"
    PAYMENT_APPROVER = "payment-approver"
    ERP = "erp"
    ADMIN = "admin"


class PurchaseOrderState(StrEnum):
    """Where an order of ours stands; `open` from the approval until everything has come or will not come."""

    AWAITING_APPROVAL = "awaiting-approval"
    REFUSED = "refused"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class PurchaseOrderSource(StrEnum):
    """What made an order of ours."""

    REORDER = "reorder"
    SOAP = "soap"
    MANUAL = "manual"


class Approval(StrEnum):
    """Who approved an order: the company's rule, or a person."""

    RULE = "rule"
    PERSON = "person"


class PurchaseChangeState(StrEnum):
    """What became of a change that we asked for."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ExpectedState(StrEnum):
    """How much of a ship notice has arrived."""

    EXPECTED = "expected"
    PARTLY_RECEIVED = "partly-received"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class Condition(StrEnum):
    """In what state goods arrived."""

    GOOD = "good"
    DAMAGED = "damaged"
    REFUSED = "refused"


class InvoiceFormat(StrEnum):
    """The form in which a supplier's invoice came."""

    X12 = "x12"
    EDIFACT = "edifact"
    UBL = "ubl"
    CII = "cii"
    PDF = "pdf"


class PurchaseInvoiceState(StrEnum):
    """Where a supplier's invoice stands; a credit note is `matched` until it is `settled`."""

    BLOCKED = "blocked"
    MATCHED = "matched"
    IN_PAYMENT = "in-payment"
    PAID = "paid"
    SETTLED = "settled"
    REJECTED = "rejected"


class MatchVerdict(StrEnum):
    """What a three-way match came to; `overridden` is a person's word."""

    MATCHED = "matched"
    BLOCKED = "blocked"
    OVERRIDDEN = "overridden"


class PaymentRunState(StrEnum):
    """Where a payment file stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    BOOKED = "booked"
    CANCELLED = "cancelled"


class PaymentState(StrEnum):
    """Where one transfer stands; `returned` is booked and came back."""

    PROPOSED = "proposed"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    BOOKED = "booked"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class EntryState(StrEnum):
    """Whether a movement on the account is understood."""

    OPEN = "open"
    MATCHED = "matched"
    IGNORED = "ignored"


class SettlementState(StrEnum):
    """What stands behind a settlement: an 820's word, money on the account, or a credit note of ours."""

    ADVISED = "advised"
    CONFIRMED = "confirmed"
    CREDITED = "credited"


class AnchorState(StrEnum):
    """Whether a batch stands on the chain."""

    PENDING = "pending"
    ANCHORED = "anchored"
