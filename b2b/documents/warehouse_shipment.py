"""What a warehouse shipped for the owner of the goods (X12 945)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from b2b.documents.carriage import Carriage
from b2b.documents.note import Note
from b2b.documents.party import NamedParty, Party
from b2b.documents.values import ItemId, NamedDate, Quantity, Reference


@dataclass(frozen=True, slots=True)
class WarehouseShippedLine:
    """Units of one line of the shipping order; `order_line` is the depositor's number for it.

    `status` is X12 element 368 (`CC` complete, `PR` partial, `BO` back-ordered); where `quantity` is not what was
    `ordered`, `reason` is element 892 (`01` out of stock, `09` substitution). Both quantities are in one unit.
    """

    status: str
    quantity: Quantity
    items: tuple[ItemId, ...]
    order_line: str = ""
    ordered: Quantity | None = None
    reason: str = ""
    description: str = ""
    lot: str = ""
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class WarehousePack:
    """A handling unit of the shipment: `sscc` is the 18-digit serial shipping container code without the (00) prefix,
    `tracking` the carrier's number for it; one of them may be empty.
    """

    sscc: str
    lines: tuple[WarehouseShippedLine, ...]
    tracking: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class WarehouseShipment:
    """The advice of one shipment, made on `date`; `number` is that of the depositor's shipping order, `order_number`
    the customer's. `lines` are those in no pack of their own.

    `report` is X12 element 514 (`F` full detail, `N` no exceptions). Shipments that share a `link` are one load.
    `packages` are handling units in their own unit.
    """

    number: str
    date: dt.date
    lines: tuple[WarehouseShippedLine, ...] = ()
    packs: tuple[WarehousePack, ...] = ()
    report: str = "F"
    shipment_number: str = ""
    carrier_number: str = ""
    order_number: str = ""
    kind: str = ""
    link: str = ""
    link_sequence: str = ""
    depositor: Party = field(default_factory=Party)
    warehouse: Party = field(default_factory=Party)
    ship_from: Party | None = None
    ship_to: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    shipped: dt.date | None = None
    estimated_delivery: dt.date | None = None
    bill_of_lading: str = ""
    tracking: str = ""
    carriage: Carriage | None = None
    gross_weight: Quantity | None = None
    volume: Quantity | None = None
    packages: Quantity | None = None
    notes: tuple[Note, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()
