"""A price as catalogs and reports name it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents.values import NamedDate, Quantity


@dataclass(frozen=True, slots=True)
class Price:
    """One price of an item, or a rule for one (X12 CTP); `kind` is element 236 (`CAT` catalog, `CON` contract, `RES`
    resale, `UCP` cost).

    `amount` is for one unit of `quantity`, or as `basis` says (element 639: `HP` for a hundred, `PP` for a pound), and
    holds from that quantity on; None where only a `multiplier` is named, by which another price is multiplied (its
    `multiplier_kind` is element 648: `DIS` discount). `currency` is None where it is that of the document.
    `trade_class` is who the price is for (element 687: `WH` wholesale, `RS` resale). `dates` are those beside the first
    and the last day.
    """

    amount: Decimal | None
    kind: str = ""
    quantity: Quantity | None = None
    basis: str = ""
    trade_class: str = ""
    multiplier: Decimal | None = None
    multiplier_kind: str = ""
    currency: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    dates: tuple[NamedDate, ...] = ()
