"""What we pay and what we are paid: payment runs, bank statements, settlements of our invoices."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from b2b.store.states import EntryState, PaymentRunState, PaymentState, SettlementState
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant, Json


class PaymentRun(Row, table=True):
    """One payment file (pain.001), from the proposal on; `control_sum` in minor units of `currency`.

    Who approves is never who proposed, and the approval holds for the bytes of `file_sha256` only. `document` is what
    the file is rendered from.
    """

    __tablename__ = "payment_run"
    __table_args__ = (
        one_of("state", PaymentRunState),
        check("currency", "length(currency) = 3"),
        check("count", "count > 0"),
        check("control_sum", "control_sum > 0"),
        check("approved", "(approved_by IS NULL) = (approved_sha256 IS NULL)"),
        check("four_eyes", "approved_by IS NULL OR approved_by <> proposed_by"),
        check("bound", "approved_sha256 IS NULL OR approved_sha256 = file_sha256"),
        check("sent", "state IN ('proposed', 'cancelled') OR approved_by IS NOT NULL"),
        Index(None, "state"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str = Field(foreign_key="company.id")
    bank_id: str = Field(foreign_key="partner.id")
    message_id: str = Field(unique=True)
    currency: str
    execution_date: dt.date
    count: int
    control_sum: int = Field(sa_type=BigInteger)
    document: dict[str, Any] = Field(sa_type=Json)
    file_sha256: str = Field(foreign_key="blob.sha256")
    state: str = PaymentRunState.PROPOSED.value
    proposed_by: str
    proposed_at: dt.datetime = Field(sa_type=Instant)
    approved_by: str | None = None
    approved_sha256: str | None = None
    approved_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id", index=True)


class Payment(Row, table=True):
    """One transfer of a run to one supplier; `amount` in minor units of `currency`.

    `status_at` is when the newest status report on it was made, by the bank's clock.
    """

    __tablename__ = "payment"
    __table_args__ = (
        one_of("state", PaymentState),
        check("amount", "amount > 0"),
        check("currency", "length(currency) = 3"),
        Index(None, "payment_run_id", "state"),
        Index(None, "iban", "amount"),
        Index(None, "state"),
    )

    id: str = Field(primary_key=True)
    payment_run_id: str = Field(foreign_key="payment_run.id")
    partner_id: str = Field(foreign_key="partner.id")
    end_to_end_id: str = Field(unique=True)
    amount: int = Field(sa_type=BigInteger)
    currency: str
    iban: str
    state: str = PaymentState.PROPOSED.value
    status_reason: str = ""
    remittance_exchange_id: str | None = Field(default=None, foreign_key="exchange.id")
    status_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    booked_on: dt.date | None = None


class PaymentItem(Row, table=True):
    """An invoice (positive) or credit note (negative) that a payment settles, in minor units.

    While `active` no other payment may hold the invoice; a payment that was refused or returned lets go of it.
    """

    __tablename__ = "payment_item"
    __table_args__ = (
        UniqueConstraint("payment_id", "purchase_invoice_id"),
        check("amount", "amount <> 0"),
        Index(
            "uq_payment_item_active",
            "purchase_invoice_id",
            unique=True,
            sqlite_where=text("active = 1"),
            postgresql_where=text("active"),
        ),
    )

    id: str = Field(primary_key=True)
    payment_id: str = Field(foreign_key="payment.id")
    purchase_invoice_id: str = Field(foreign_key="purchase_invoice.id")
    amount: int = Field(sa_type=BigInteger)
    active: bool = True


class Statement(Row, table=True):
    """A bank statement (camt.053) of one of our accounts; balances in minor units of `currency`.

    `sequence` counts the account's statements, where the bank does.
    """

    __tablename__ = "statement"
    __table_args__ = (
        check("currency", "length(currency) = 3"),
        UniqueConstraint("company_id", "iban", "statement_id"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str = Field(foreign_key="company.id")
    bank_id: str = Field(foreign_key="partner.id")
    statement_id: str
    sequence: int | None = None
    iban: str
    currency: str
    opening: int | None = Field(default=None, sa_type=BigInteger)
    closing: int | None = Field(default=None, sa_type=BigInteger)
    date: dt.date
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id")


class StatementEntry(Row, table=True):
    """One movement, or one part of a batch booking; `amount` in minor units, negative where money left us.

    `payment_id` is the payment of ours that it books, `note` why it is open or ignored.
    """

    __tablename__ = "statement_entry"
    __table_args__ = (
        one_of("state", EntryState),
        check("amount", "amount <> 0"),
        UniqueConstraint("statement_id", "position"),
        Index(None, "state"),
        Index(None, "bank_reference"),
    )

    id: str = Field(primary_key=True)
    statement_id: str = Field(foreign_key="statement.id")
    position: int
    amount: int = Field(sa_type=BigInteger)
    currency: str
    booked_on: dt.date
    bank_reference: str = ""
    end_to_end_id: str = ""
    counterparty: str = ""
    counterparty_iban: str = ""
    text: str = ""
    state: str = EntryState.OPEN.value
    payment_id: str | None = Field(default=None, foreign_key="payment.id", index=True)
    note: str = ""


class Settlement(Row, table=True):
    """What closes an invoice of ours: part of a payment, told by an 820 or seen on the account, or a credit note.

    `trace` finds the payment (TRN02, EndToEndId, the credit note's number), once for each invoice; `amount` in minor
    units, what it takes off the open amount.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        one_of("state", SettlementState),
        check("amount", "amount <> 0"),
        UniqueConstraint("sales_invoice_id", "trace"),
        Index(None, "trace"),
    )

    id: str = Field(primary_key=True)
    sales_invoice_id: str = Field(foreign_key="sales_invoice.id")
    trace: str
    amount: int = Field(sa_type=BigInteger)
    currency: str
    state: str
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id")
    statement_entry_id: str | None = Field(default=None, foreign_key="statement_entry.id")
    at: dt.datetime = Field(sa_type=Instant)
