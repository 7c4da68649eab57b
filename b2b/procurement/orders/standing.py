"""Where an order stands, computed from its lines."""

from __future__ import annotations

from collections.abc import Iterable

from b2b.store.states import SalesOrderState
from b2b.store.tables import SalesOrderLine


def standing(lines: Iterable[SalesOrderLine]) -> SalesOrderState:
    """`rejected` where nothing was taken; `open` while something is to be shipped, now or later; then `shipped`, and
    `invoiced` when all that was shipped is.
    """
    listed = list(lines)
    if not any(line.confirmed or line.back_ordered for line in listed):
        return SalesOrderState.REJECTED
    if any(line.back_ordered or line.shipped < line.confirmed for line in listed):
        return SalesOrderState.OPEN
    if any(line.invoiced < line.shipped for line in listed):
        return SalesOrderState.SHIPPED
    return SalesOrderState.INVOICED
