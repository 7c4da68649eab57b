"""Sets that look like an order and are none: what each purpose and kind asks for (X12 elements 353, 92)."""

from __future__ import annotations

from collections.abc import Collection

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

# X12 element 92: what is no order to be shipped, whatever the purpose says; the real order comes, or came, in a way of
# its own, and to book both is to deliver twice.
_KINDS = {
    **dict.fromkeys(("BE", "CA", "KA", "KB", "KC", "KD", "KE", "KI", "RC"), "agreement-received"),
    "CF": "confirmation-received",
    "CP": "change-requested",
    "IN": "copy-received",
    "RR": "repair-requested",
    "SO": "confirmation-received",
}
_KIND_MEANINGS = {
    "agreement-received": "is an agreement or a forecast, no order to be shipped",
    "confirmation-received": "confirms an order that was given in another way",
    "change-requested": "asks to change the order",
    "copy-received": "is for information only",
    "repair-requested": "asks for a repair",
    "purpose-unsupported": "is nothing that is worked by itself",
}

# Kinds that X12 has no like of, by their EDIFACT code (element 1001): the usual order, which a change may call itself,
# spot, lease, spare parts, standing, exceptional, transshipment and cross docking orders, and those that the supplier
# raises for the buyer. What is not here, from an offer to an invoice, is no order.
_EDIFACT = "1001:"
_EDIFACT_ORDERS = frozenset({"220", "222", "223", "233", "258", "400", "401", "402", "22E", "23E"})


def not_an_order(order: Order, known: str, as_new: Collection[str] = ()) -> ExceptionDraft | None:
    """What a person must see of a set that is no new order, None for one that is. `known` says what we hold of it.

    `as_new` are purposes and kinds that this partner sends for new orders too, by agreement.
    """
    if order.purpose == ORIGINAL or order.purpose in as_new:
        return None if order.kind in as_new else _not_by_kind(order, known)
    code, asks = _MEANINGS.get(order.purpose, ("purpose-unsupported", "is nothing that is worked by itself"))
    message = f"order {order.number} with purpose {order.purpose} {asks}; {known}"
    severity = "info" if code == "duplicate-announced" else "error"
    return ExceptionDraft(code, severity, message, {"order": order.number, "purpose": order.purpose})


def _not_by_kind(order: Order, known: str) -> ExceptionDraft | None:
    code = _KINDS.get(order.kind)
    if is_of_no_order(order.kind):
        code = "purpose-unsupported"
    if code is None:
        return None
    message = f"order {order.number} of kind {order.kind} {_KIND_MEANINGS[code]}; {known}"
    severity = "info" if code == "copy-received" else "error"
    return ExceptionDraft(code, severity, message, {"order": order.number, "kind": order.kind})


def is_of_no_order(kind: str) -> bool:
    """Whether EDIFACT calls a document of this kind something else than an order, or nothing that is known here."""
    return kind.startswith(_EDIFACT) and kind.removeprefix(_EDIFACT) not in _EDIFACT_ORDERS


def number_used(order: Order, known: str, *, same: bool) -> ExceptionDraft:
    """What a person must see of a new order under a number that stands already."""
    content = "the content is the same" if same else "the content differs"
    message = f"order number {order.number} is already used: {known}; {content}"
    return ExceptionDraft(
        "order-number-used", "warning" if same else "error", message, {"order": order.number, "same": same}
    )
