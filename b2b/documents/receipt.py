"""Goods that arrived, as the warehouse or the ERP reports them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from b2b.documents.values import Quantity


class GoodsCondition(StrEnum):
    """In what state goods arrived; only what is good counts as received, the others are kept for the claim."""

    GOOD = "good"
    DAMAGED = "damaged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """Units of one line of our order: named by its number `order_line`, or by our item number `sku`.

    A `quantity` without a unit counts the unit ordered; a negative one takes an earlier receipt back. `sscc` is the
    18-digit number of the pack they came in, `lot` the supplier's.
    """

    quantity: Quantity
    order_line: str = ""
    sku: str = ""
    condition: GoodsCondition = GoodsCondition.GOOD
    lot: str = ""
    sscc: str = ""


@dataclass(frozen=True, slots=True)
class GoodsReceipt:
    """What arrived for one order of ours. `number` is the warehouse's or the ERP's own and names one receipt of the
    company; `received_at` is aware (UTC); `despatch_number` is the supplier's ship notice (856 BSN02), where known.
    """

    number: str
    order_number: str
    received_at: dt.datetime
    lines: tuple[ReceivedLine, ...]
    despatch_number: str = ""
