"""The words that state columns may hold; each column has a CHECK made of them (docs/interfaces.md, States).

Columns are plain strings, so that a row compares with a word and with a member alike.
"""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """Which way, seen from us."""

    IN = "in"
    OUT = "out"


class Role(StrEnum):
    """What a partner is to us."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"


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


class TaskState(StrEnum):
    """Where a durable job stands; `unknown` waits for a query or a person."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
