"""What a distributor sold on or moved between places (X12 867)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.item_details import Packing
from b2b.documents.party import NamedParty, Party
from b2b.documents.values import ItemId, ListedCode, NamedAmount, NamedDate, Quantity, Reference


@dataclass(frozen=True, slots=True)
class TransferredItem:
    """Units of one item; `kind` is X12 element 673 (`32` sold, `39` shipped, `76` returned).

    `unit_price` is per one `quantity.unit`, None where it is not told; it and `amounts` are in `currency`, or in the
    report's where that is None.
    """

    quantity: Quantity
    kind: str = "32"
    items: tuple[ItemId, ...] = ()
    number: str = ""
    description: str = ""
    unit_price: Decimal | None = None
    currency: str | None = None
    amounts: tuple[NamedAmount, ...] = ()
    packing: Packing | None = None
    codes: tuple[ListedCode, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[NamedDate, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductTransfer:
    """One sale or movement; `kind` is X12 element 521 (`SS` from stock, `SD` ship and debit, `IB` between branches,
    `RV` back to the vendor), `direction` element 486 (`DC` distributor to customer).

    `reference` names it (an invoice, for instance), `order_number` the order of who bought.
    """

    kind: str
    items: tuple[TransferredItem, ...]
    direction: str = ""
    reference: Reference | None = None
    order_number: str = ""
    order_date: dt.date | None = None
    ship_from: Party | None = None
    ship_to: Party | None = None
    bill_to: Party | None = None
    buyer: Party | None = None
    end_user: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[NamedDate, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductTransferReport:
    """A report of `date`; `report` is X12 element 755 (`01` product transfer, `02` resale), "" where it is not said.

    `purpose` is element 353, `refers_to` the number of a report that this one corrects. `currency` is None where the
    report names none; `amounts` are those of the whole report.
    """

    number: str
    date: dt.date
    transfers: tuple[ProductTransfer, ...]
    purpose: str = "00"
    report: str = ""
    refers_to: str = ""
    currency: str | None = None
    supplier: Party = field(default_factory=Party)
    distributor: Party = field(default_factory=Party)
    parties: tuple[NamedParty, ...] = ()
    codes: tuple[ListedCode, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    amounts: tuple[NamedAmount, ...] = ()
