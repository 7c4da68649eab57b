"""Stock on its way into a warehouse (X12 943), and what arrived of it (X12 944)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from b2b.documents.carriage import Carriage
from b2b.documents.note import Note
from b2b.documents.party import NamedParty, Party
from b2b.documents.values import ItemId, NamedDate, Quantity, Reference


@dataclass(frozen=True, slots=True)
class TransferLine:
    """Units that were sent to the warehouse; `number` is the depositor's and comes back in the receipt."""

    quantity: Quantity
    items: tuple[ItemId, ...]
    number: str = ""
    description: str = ""
    lot: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class StockTransfer:
    """A shipment of stock to a warehouse, as of `date`.

    `number` is the depositor's, which the receipt names again; `shipment_number` that of the shipment, `carrier_number`
    the agent's for it, `order_number` the purchase order behind it. `report` is X12 element 514 (`F` full detail).
    Transfers that share a `link` are one load. `packages` are handling units in their own unit (pallets, cartons).
    """

    number: str
    date: dt.date
    lines: tuple[TransferLine, ...]
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


@dataclass(frozen=True, slots=True)
class ReceiptException:
    """Units of a received line that are not as they should be; `condition` is X12 element 412 (`01` damaged, `02` too
    few, `03` too many), `damage` element 853, where the warehouse says how it came about.
    """

    quantity: Quantity
    condition: str
    lot: str = ""
    damage: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class TransferReceiptLine:
    """Units that arrived, good and bad ones; `exceptions` say which of them are not good, and what is missing.

    `sscc` is the 18-digit number of the pack they came in.
    """

    quantity: Quantity
    items: tuple[ItemId, ...]
    number: str = ""
    description: str = ""
    lot: str = ""
    exceptions: tuple[ReceiptException, ...] = ()
    references: tuple[Reference, ...] = ()
    sscc: str = ""


@dataclass(frozen=True, slots=True)
class StockTransferReceipt:
    """What a warehouse received on `date`; `number` is its own, `transfer_number` and `shipment_number` are those of
    the transfer. `report` is X12 element 514 (`F` full detail, `N` no exceptions, `X` exceptions only).
    """

    number: str
    date: dt.date
    lines: tuple[TransferReceiptLine, ...]
    report: str = "F"
    transfer_number: str = ""
    shipment_number: str = ""
    link: str = ""
    link_sequence: str = ""
    depositor: Party = field(default_factory=Party)
    warehouse: Party = field(default_factory=Party)
    ship_from: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    bill_of_lading: str = ""
    carriage: Carriage | None = None
    notes: tuple[Note, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()
