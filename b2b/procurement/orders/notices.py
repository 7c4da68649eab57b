"""What an order asks for and no line's decision can give: accepted as it stands, and shown to a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from b2b.documents import Order, OrderLine
from b2b.procurement.orders.decision import ExceptionDraft
from b2b.procurement.orders.wording import figure, listed


def notices(order: Order, today: dt.date) -> Iterator[ExceptionDraft]:
    """The exceptions of an order of which something is taken; `today` in the partner's zone."""
    split = [line for line in order.lines if _goes_elsewhere(line, order)]
    if split:
        text = f"{_lines(order, split)} to be delivered to places of its own; notice and invoice name one place"
        yield _draft(order, "several-destinations", text, [_places(line) for line in split])
    wrong = [line for line in order.lines if line.destinations and _sent(line) != line.quantity.value]
    if wrong:
        text = f"{_lines(order, wrong)} for another quantity than its places add up to; the line's own is decided on"
        parts = [f"{line.number}: {line.quantity}, places {figure(_sent(line))}" for line in wrong]
        yield _draft(order, "destinations-differ", text, parts)
    if order.cancel_after is not None and order.cancel_after < today:
        text = f"it was to be cancelled if not shipped by {order.cancel_after}, and is accepted on {today}"
        yield _draft(order, "cancel-date-past", text, [])
    if order.allowances_charges:
        text = f"the buyer reckons with {listed(order.allowances_charges)}; our prices and invoices do not"
        yield _draft(order, "allowances-not-reckoned", text, order.allowances_charges)


def _draft(order: Order, code: str, text: str, parts: Sequence[str]) -> ExceptionDraft:
    details = {"order": order.number, "parts": list(parts)}
    return ExceptionDraft(code, "warning", f"order {order.number}: {text}", details)


def _goes_elsewhere(line: OrderLine, order: Order) -> bool:
    return len({one.place for one in line.destinations}) > 1 or line.ship_to not in (None, order.ship_to)


def _sent(line: OrderLine) -> Decimal:
    return sum((one.quantity.value for one in line.destinations), Decimal(0))


def _places(line: OrderLine) -> str:
    if line.destinations:
        return f"{line.number}: " + ", ".join(f"{one.quantity} to {one.place.value}" for one in line.destinations)
    place = line.ship_to
    assert place is not None
    return f"{line.number}: {line.quantity} to {place.name or ' '.join(id.value for id in place.ids)}"


def _lines(order: Order, found: Sequence[OrderLine]) -> str:
    names = [line.number or f"#{order.lines.index(line) + 1}" for line in found]
    return f"line {names[0]} is" if len(names) == 1 else f"lines {listed(names)} are each"
