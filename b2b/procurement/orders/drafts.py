"""What a person must see of a decision."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.documents import Order
from b2b.procurement.orders.decision import ExceptionDraft, LineDecision, Reason
from b2b.procurement.orders.wording import listed

Trouble = tuple[LineDecision, Reason]


def exception_drafts(
    order: Order, troubles: Sequence[tuple[LineDecision, tuple[Reason, ...]]]
) -> tuple[ExceptionDraft, ...]:
    """One exception for each kind of trouble, however many lines have it; its details name every line."""
    by_code: dict[str, list[Trouble]] = {}
    for line, reasons in troubles:
        for reason in reasons:
            by_code.setdefault(reason.code, []).append((line, reason))
    return tuple(_draft(order, code, found) for code, found in by_code.items())


def _draft(order: Order, code: str, found: Sequence[Trouble]) -> ExceptionDraft:
    names = [line.number or f"#{line.position}" for line, _ in found]
    texts = list(dict.fromkeys(reason.text for _, reason in found))
    lines = f", line {names[0]}" if len(names) == 1 else f", lines {listed(names)}"
    if code == "line-number-repeated":
        lines = ""  # The numbers tell nobody which lines are meant; the text does.
    more = f" (and {len(texts) - 1} more)" if len(texts) > 1 else ""
    severity = "error" if any(not line.accepted for line, _ in found) else "warning"
    details = {
        "order": order.number,
        "lines": [
            {
                "line": line.number,
                "position": line.position,
                "items": [id.value for id in order.lines[line.position - 1].items],
                "sku": line.sku,
                "unit": line.ordered.unit,
                "reason": reason.text,
            }
            for line, reason in found
        ],
    }
    return ExceptionDraft(code, severity, f"order {order.number}{lines}: {texts[0]}{more}", details)
