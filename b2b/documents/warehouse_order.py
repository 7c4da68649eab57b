"""What the owner of goods tells a warehouse to ship (X12 940)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from b2b.documents.carriage import Carriage
from b2b.documents.note import Note
from b2b.documents.party import NamedParty, Party
from b2b.documents.values import ItemId, NamedDate, Quantity, Reference


@dataclass(frozen=True, slots=True)
class WarehouseOrderLine:
    """Units to be shipped; `number` is the depositor's own (never empty, LX01 or N9 `LI`) and comes back in the advice.

    `lot` asks for that lot of the warehouse; `notes` are for this line alone.
    """

    number: str
    quantity: Quantity
    items: tuple[ItemId, ...]
    description: str = ""
    lot: str = ""
    notes: tuple[Note, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class WarehouseOrder:
    """A shipping order; `number` is the depositor's, `order_number` the purchase order of the customer that it serves.

    `status` is X12 element 473 (`N` original, `R` change, `F` cancellation), `kind` element 640. Orders that share a
    `link` (the master reference) are one load, in the order of `link_sequence`. `gross_weight` and `volume` are what
    the depositor reckons with, for the whole order.
    """

    number: str
    lines: tuple[WarehouseOrderLine, ...]
    status: str = "N"
    order_number: str = ""
    kind: str = ""
    link: str = ""
    link_sequence: str = ""
    depositor: Party = field(default_factory=Party)
    warehouse: Party = field(default_factory=Party)
    ship_to: Party | None = None
    buyer: Party | None = None
    bill_to: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    requested_ship: dt.date | None = None
    requested_delivery: dt.date | None = None
    cancel_after: dt.date | None = None
    carriage: Carriage | None = None
    gross_weight: Quantity | None = None
    volume: Quantity | None = None
    notes: tuple[Note, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()
