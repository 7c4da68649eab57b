"""Third-party messages and what a table says of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from b2b.documents import (
    Acknowledgment,
    Invoice,
    Order,
    OrderResponse,
    PlanningSchedule,
    Price,
    PriceCatalog,
    Remittance,
    ScheduleLine,
    ShipNotice,
    ShippingSchedule,
    StockTransfer,
    StockTransferReceipt,
    WarehouseOrder,
)
from b2b.edi.engine.events import EnvelopeSegment, InterchangeStart, RawSet
from b2b.edi.engine.tree import build
from b2b.edi.load import available_releases, load_release
from b2b.edi.x12 import mappings, reader
from b2b.edi.x12.mappings import Context, Leftover
from b2b.edi.x12.tokenizer import Tokenizer

Message = tuple[str, Context, list[list[str]]]


def messages(file: Path) -> Iterator[Message]:
    """The sets of a file that we have a mapping for, in a release that we know: id, context, segments."""
    release = ""
    for event in reader.read(file.read_bytes()):
        if isinstance(event, InterchangeStart):
            delimiters, tokenizer = event.header.delimiters, Tokenizer(event.header.delimiters, event.raw, event.tail)
        elif isinstance(event, EnvelopeSegment) and event.elements[0] == "GS":
            release = event.elements[8][:6]
        elif isinstance(event, RawSet) and release in available_releases():
            segments = tokenizer.tokenize(event.raw).segments
            if len(segments[0]) > 1 and segments[0][1] in mappings.sets():
                known = Context(load_release(release), delimiters, date=dt.date(2026, 1, 5), currency="XXX")
                yield segments[0][1], known, segments


def read(message: Message) -> tuple[Any, Sequence[Leftover]]:
    """The document of a message."""
    set_id, known, segments = message
    return mappings.for_set(set_id).read(build(segments, known.release.sets[set_id]), known)


def facts(document: Any) -> dict[str, Any]:
    """What one looks at first: number, date, and each line in a few words."""
    match document:
        case Order():
            lines = [said(line.number, line.quantity, line.unit_price, line.items) for line in document.lines]
            return {"number": document.number, "date": document.date, "lines": lines}
        case OrderResponse():
            lines = [said(line.number, line.ordered, line.unit_price, line.items) for line in document.lines]
            answers = [" ".join(f"{a.status.value} {a.quantity}" for a in line.answers) for line in document.lines]
            return {
                "number": document.order_number,
                "status": document.status.value,
                "lines": lines,
                "answers": answers,
            }
        case ShipNotice():
            orders = [f"{o.order_number}: {len(o.lines)} lines, {len(o.packs)} packs" for o in document.orders]
            return {"number": document.number, "orders": orders, "units": str(document.total_units)}
        case Invoice():
            lines = [said(line.number, line.quantity, line.unit_price, line.items) for line in document.lines]
            return {
                "number": document.number,
                "date": document.date,
                "total": str(document.gross_total),
                "lines": lines,
            }
        case Remittance():
            items = [f"{item.kind} {item.number} {item.paid}" for item in document.items]
            return {"number": document.trace, "total": str(document.total), "items": items}
        case PlanningSchedule() | ShippingSchedule():
            return {"number": document.number, "date": document.date, "lines": [wanted(x) for x in document.lines]}
        case PriceCatalog():
            entries = [f"{entry.number}: {_prices(entry.prices)}, {entry.items[0].value}" for entry in document.items]
            return {"number": document.number, "items": entries}
        case WarehouseOrder() | StockTransfer() | StockTransferReceipt():
            moved = [f"{line.number}: {line.quantity}, {line.items[0].value}" for line in document.lines]
            return {"number": document.number, "lines": moved}
        case Acknowledgment():
            sets = [f"{one.set_id} {one.control_number} {one.code}" for one in document.sets]
            return {"number": document.group.control_number, "code": document.group.code, "sets": sets}
    raise AssertionError(document)


def _prices(prices: Sequence[Price]) -> str:
    """Prices in words: `99.99 CAT of 1 XCS`."""
    return " ".join(f"{price.amount} {price.kind} of {price.quantity or 'item'}" for price in prices) or "no price"


def said(number: str, quantity: Any, price: Decimal | None, items: Sequence[Any]) -> str:
    """A line in words: `1: 120 EA at 9.25, 065322-117`."""
    return f"{number}: {quantity} at {price}, {items[0].value if items else '-'}".strip()


def wanted(line: ScheduleLine) -> str:
    """A line of a schedule in words: `1: 2371M5S111RE, 3 EA until 2003-12-28 (D), had 24 EA`."""
    rows = [f"{row.quantity} {f'until {row.end}' if row.end else row.start} ({row.certainty})" for row in line.schedule]
    had = f", had {line.to_date}" if line.to_date is not None else ""
    return f"{line.number}: {line.items[0].value}, {', '.join(rows)}{had}".strip()
