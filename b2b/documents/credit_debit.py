"""An adjustment of what one partner owes the other, without an invoice of its own (X12 812)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.party import Party
from b2b.documents.values import ItemId, NamedDate, Quantity, Reference


@dataclass(frozen=True, slots=True)
class CreditDebitLine:
    """One reason to adjust; `reason` is X12 element 426 (`01` pricing error, `06` quantity contested, `12` returns).

    `amount` is positive and without tax, None where the partner only names a quantity. `unit_price` is the price of
    the kind `price_kind` (X12 element 236) per one unit of `quantity`, `price_difference` what it was wrong by.
    """

    reason: str
    credit: bool
    amount: Decimal | None
    number: str = ""
    quantity: Quantity | None = None
    unit_price: Decimal | None = None
    price_kind: str = "INV"
    price_difference: Decimal | None = None
    items: tuple[ItemId, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[NamedDate, ...] = ()

    @property
    def towards_receiver(self) -> Decimal:
        """What the line gives the receiver (positive) or takes from him (negative); zero where it names no amount."""
        return (self.amount or Decimal(0)) * (1 if self.credit else -1)


@dataclass(frozen=True, slots=True)
class CreditDebit:
    """A credit or debit of `amount` in `currency`, tax included; `credit` is a credit to the receiver of the message,
    as is that of a line: a supplier's credit note is one, a buyer's chargeback is a debit.

    `tax` is what of the amount is tax, in its direction; None where the partner does not say. `purpose` is X12
    element 353. The invoice and the order are those that are adjusted.
    """

    number: str
    date: dt.date
    credit: bool
    amount: Decimal
    currency: str
    lines: tuple[CreditDebitLine, ...] = ()
    tax: Decimal | None = None
    invoice_number: str = ""
    invoice_date: dt.date | None = None
    order_number: str = ""
    order_date: dt.date | None = None
    purpose: str = "00"
    supplier: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    ship_to: Party | None = None
    bill_to: Party | None = None
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()
