"""Goods that arrived, as the warehouse or the ERP reports them to us, or a partner to the other (X12 861)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from b2b.documents.party import NamedParty, Party
from b2b.documents.values import ItemId, ListedCode, NamedDate, Quantity, Reference


class GoodsCondition(StrEnum):
    """In what state goods arrived; only what is good counts as received, the others are kept for the claim."""

    GOOD = "good"
    DAMAGED = "damaged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ContestedQuantity:
    """Units of a received line that are not as they should be; `condition` is an X12 element 412 code (`01` damaged,
    `02` short, `03` over, `05` wrong product). Whether the received quantity holds them too is for the parties to
    agree.
    """

    condition: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """Units of one line of an order: named by its number `order_line`, or by the receiver's item number `sku`.

    A `quantity` without a unit counts the unit ordered; a negative one takes an earlier receipt back. `sscc` is the
    18-digit number of the pack they came in, `lot` the supplier's. `number` is the receiver's own for the line,
    `order_number` that of its order where it is not the receipt's. `shipped` and `ordered` are what the receiver holds
    them to have been, `returned` went back at once, `contested` says what is wrong with some of them.
    """

    quantity: Quantity
    order_line: str = ""
    sku: str = ""
    condition: GoodsCondition = GoodsCondition.GOOD
    lot: str = ""
    sscc: str = ""
    number: str = ""
    order_number: str = ""
    items: tuple[ItemId, ...] = ()
    description: str = ""
    shipped: Quantity | None = None
    ordered: Quantity | None = None
    returned: Quantity | None = None
    contested: tuple[ContestedQuantity, ...] = ()
    codes: tuple[ListedCode, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[NamedDate, ...] = ()


@dataclass(frozen=True, slots=True)
class GoodsReceipt:
    """What arrived for one order, or for several that its lines name. `number` is the warehouse's or the ERP's own and
    names one receipt of the company; `received_at` is aware (UTC); `despatch_number` is the supplier's ship notice
    (856 BSN02), where known.

    `purpose` is X12 element 353, `kind` element 962 (`1` counted at the dock, `2` after the goods were looked at, `8`
    certificate of acceptance). `carrier` is a SCAC or a name.
    """

    number: str
    order_number: str
    received_at: dt.datetime
    lines: tuple[ReceivedLine, ...]
    despatch_number: str = ""
    purpose: str = "00"
    kind: str = "2"
    order_date: dt.date | None = None
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    ship_to: Party | None = None
    ship_from: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    carrier: str = ""
    tracking: str = ""
    bill_of_lading: str = ""
    gross_weight: Quantity | None = None
    packages: int | None = None
    references: tuple[Reference, ...] = ()
    dates: tuple[NamedDate, ...] = ()
