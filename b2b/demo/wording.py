"""Documents in a few words, for the timeline and the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from b2b.documents import (
    BankStatement,
    Invoice,
    LineAnswer,
    Order,
    OrderResponse,
    PaymentFile,
    PaymentStatus,
    Quantity,
    Remittance,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    json_form,
)
from b2b.store.states import TaskKind
from b2b.store.tables import Exchange, Task

ANSWERS = {"IA": "accepted", "IP": "at our price", "IQ": "rounded up", "IB": "back-ordered", "IR": "rejected"}
VERDICTS = {"A": "accepted", "E": "accepted with errors", "R": "rejected"}
TASKS = {
    TaskKind.ERP_ORDER: "ERP books the order",
    TaskKind.ERP_SHIPMENT: "ERP books the goods issue",
    TaskKind.ERP_INVOICE: "ERP books the receivable",
}


def document(exchange: Exchange) -> str:
    """`855 for 4500000002: 60 accepted, 40 back-ordered`."""
    if exchange.body is not None:
        return f"{exchange.set_id} {_acknowledged(exchange.body)}".strip()
    found = json_form.from_json(exchange.document) if exchange.document else None
    return f"{exchange.set_id} {_meaning(found) or exchange.business_key or ''}".strip()


def receipt_of(exchange: Exchange) -> str:
    """What the receiver made of it."""
    return exchange.reason or str(exchange.verdict or exchange.processing)


def task(row: Task) -> str:
    """What an ERP booked, empty for other work."""
    text = TASKS.get(TaskKind(row.kind), "")
    return f"{text}: {(row.result or {}).get('number', '')}" if text else ""


def money(amount: Decimal, currency: str) -> str:
    """`1,234.50 EUR`."""
    return f"{amount:,.2f} {currency}"


def price(amount: Decimal | None) -> str:
    """A price of one with two decimals, or as many as it has."""
    if amount is None:
        return "the agreed price"
    exact = amount.normalize()
    exponent = exact.as_tuple().exponent
    return f"{amount:,.2f}" if isinstance(exponent, int) and exponent >= -2 else f"{exact:,f}"


def plain(quantity: Quantity | Decimal) -> str:
    """A quantity without an exponent, trailing zeros or unit."""
    value = quantity.value if isinstance(quantity, Quantity) else quantity
    return f"{value.normalize():f}" if value else "0"


def _meaning(found: object) -> str:
    match found:
        case Order():
            lines = ", ".join(
                f"{plain(line.quantity)} {_item(line)} at {price(line.unit_price)}" for line in found.lines
            )
            return f"order {found.number}: {lines}"
        case OrderResponse():
            answers = ", ".join(_answer(answer) for line in found.lines for answer in line.answers)
            return f"answer to {found.order_number}: {answers}"
        case ShipNotice():
            lines = ", ".join(f"{plain(line.quantity)} {_item(line)}" for one in found.orders for line in _shipped(one))
            return f"ships {found.orders[0].order_number}: {lines}"
        case Invoice():
            kind = "credit note" if found.kind == "381" else "invoice"
            return f"{kind} {found.number}: {money(found.gross_total, found.currency)}"
        case Remittance():
            numbers = ", ".join(item.number for item in found.items)
            return f"pays {numbers}: {money(found.total, found.currency)}"
        case PaymentFile():
            total = sum((one.amount.amount for one in found.transfers), Decimal(0))
            return f"{len(found.transfers)} payments: {money(total, found.transfers[0].amount.currency)}"
        case PaymentStatus():
            statuses = sorted({one.status for batch in found.batches for one in batch.transactions})
            return f"says {found.group_status or ', '.join(statuses)} to {found.original_message_id}"
        case BankStatement():
            total = sum((entry.amount.amount for entry in found.entries), Decimal(0))
            return f"statement {found.statement_id}: {money(total, found.entries[0].amount.currency)}"
    return ""


def _acknowledged(body: Sequence[Any]) -> str:
    """`to 3 documents (PO): accepted` of a 997's segments."""
    kind = next((segment[1] for segment in body if segment[0] == "AK1"), "")
    codes = [segment[1] for segment in body if segment[0] == "AK5"]
    verdicts = ", ".join(VERDICTS.get(code, code) for code in dict.fromkeys(codes))
    return f"to {len(codes)} {'document' if len(codes) == 1 else 'documents'} ({kind}): {verdicts}" if codes else ""


def _item(line: object) -> str:
    items = getattr(line, "items", ())
    return items[0].value if items else ""


def _answer(answer: LineAnswer) -> str:
    return f"{plain(answer.quantity)} {ANSWERS.get(answer.status, answer.status)}"


def _shipped(order: ShippedOrder) -> Iterator[ShippedLine]:
    yield from order.lines
    for pack in order.packs:
        yield from pack.lines
