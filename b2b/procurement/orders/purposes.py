"""Sets that look like an order and are none: what each purpose asks for (X12 element 353)."""

from __future__ import annotations

from b2b.documents import Order
from b2b.procurement.orders.decision import ExceptionDraft

ORIGINAL = "00"
_MEANINGS = {
    "01": ("cancellation-requested", "asks to cancel the order"),
    "04": ("change-requested", "asks to change the order"),
    "05": ("replacement-requested", "asks to replace the order"),
    "06": ("confirmation-received", "confirms an order that was given in another way"),
    "07": ("duplicate-announced", "is a duplicate by its own word"),
}


def not_an_order(order: Order, known: str) -> ExceptionDraft | None:
    """What a person must see of a set that is no new order, None for one that is. `known` says what we hold of it."""
    if order.purpose == ORIGINAL:
        return None
    code, asks = _MEANINGS.get(order.purpose, ("purpose-unsupported", "is nothing that is worked by itself"))
    message = f"order {order.number} with purpose {order.purpose} {asks}; {known}"
    severity = "info" if code == "duplicate-announced" else "error"
    return ExceptionDraft(code, severity, message, {"order": order.number, "purpose": order.purpose})


def number_used(order: Order, known: str, *, same: bool) -> ExceptionDraft:
    """What a person must see of a new order under a number that stands already."""
    content = "the content is the same" if same else "the content differs"
    message = f"order number {order.number} is already used: {known}; {content}"
    return ExceptionDraft(
        "order-number-used", "warning" if same else "error", message, {"order": order.number, "same": same}
    )
