"""What is on its way (X12 856, Peppol T16): shipment, orders, packs, items."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.party import Party
from b2b.documents.values import ItemId, Quantity, Reference


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """Units of one order line in this shipment (or in one pack of it); `order_line` is the buyer's line number."""

    order_line: str
    quantity: Quantity
    items: tuple[ItemId, ...]
    ordered: Quantity | None = None
    description: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A handling unit; `sscc` is the 18-digit serial shipping container code without the (00) prefix, empty if
    there is none.
    """

    sscc: str
    lines: tuple[ShippedLine, ...]


@dataclass(frozen=True, slots=True)
class ShippedOrder:
    """What a shipment carries for one order: lines outside packs, and packs."""

    order_number: str
    lines: tuple[ShippedLine, ...] = ()
    packs: tuple[Pack, ...] = ()
    order_date: dt.date | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class ShipNotice:
    """An advance ship notice; `shipped_at` is aware (UTC); weight in kilograms; `carrier` is a SCAC or a name."""

    number: str
    shipped_at: dt.datetime
    orders: tuple[ShippedOrder, ...]
    purpose: str = "00"
    estimated_delivery: dt.date | None = None
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    ship_to: Party | None = None
    ship_from: Party | None = None
    carrier: str = ""
    tracking: str = ""
    bill_of_lading: str = ""
    gross_weight: Quantity | None = None
    packages: int | None = None
    references: tuple[Reference, ...] = ()

    @property
    def total_units(self) -> Decimal:
        """The sum of shipped quantities, as the hash total CTT02 wants it."""
        return sum(
            (
                line.quantity.value
                for order in self.orders
                for line in (*order.lines, *(x for p in order.packs for x in p.lines))
            ),
            Decimal(0),
        )
