"""What of an order of ours is still to come, and where the order stands because of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from b2b.store.states import PurchaseOrderState
from b2b.store.tables import PurchaseOrder, PurchaseOrderLine


def wanted(line: PurchaseOrderLine) -> Decimal:
    """What was ordered and not taken back."""
    return line.ordered - line.cancelled


def to_come(line: PurchaseOrderLine) -> Decimal:
    """What the supplier still owes, back-orders included; never below 0."""
    return max(Decimal(0), wanted(line) - line.rejected - line.given_up - line.received)


def settle(order: PurchaseOrder, lines: Iterable[PurchaseOrderLine], now: dt.datetime) -> None:
    """Close an open order of which nothing is to come any more, open a closed one of which something is again."""
    if order.state not in (PurchaseOrderState.OPEN, PurchaseOrderState.CLOSED):
        return
    done = not any(to_come(line) for line in lines)
    if done == (order.state == PurchaseOrderState.CLOSED):
        return
    order.state = (PurchaseOrderState.CLOSED if done else PurchaseOrderState.OPEN).value
    order.closed_at = now if done else None
