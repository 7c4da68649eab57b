"""860 Purchase Order Change Request, Buyer Initiated <-> `OrderChange`."""

from __future__ import annotations

from b2b.documents import ChangedLine, OrderChange, Party, Reference
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import changed_lines, echo, heading, order_heading, party, references, terms, texts
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body

_CONTRACT = "CT"


def read(tree: Node, context: Context) -> tuple[OrderChange, tuple[Leftover, ...]]:
    """The change of an accepted 860, and what of the message it has no place for.

    The day of the change is BCH11, else that of the group. Delivery schedules and subordinate lines stay leftovers.
    Errors: Unreadable where the order's number or what a line shall become is missing, where a number or date is
    malformed, and where lines are in different currencies.
    """
    message = opened(tree, context)
    return _change(message), message.leftovers()


def write(change: OrderChange, context: Context) -> list[list[str]]:
    """The body of the 860 of a change. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BCH",
        ("purpose", change.purpose),
        ("kind", change.kind),
        ("order_number", change.order_number),
        ("release_number", change.release_number),
        ("number", change.number),
        ("order_date", change.order_date),
        *[None] * 4,
        ("date", change.date),
    )
    order_heading.write(body, change)
    for index, line in enumerate(change.lines):
        _write_line(body, line, f"lines[{index}]")
    body.add("CTT", len(change.lines))
    return echo.checked("860", body.segments, change, lambda tree, known: read(tree, known)[0], context)


def _change(message: LoopCursor) -> OrderChange:
    bch = message.required("BCH")
    date = bch.day(11) or message.context.date
    if date is None:
        raise bch.unreadable("BCH11, the date of the change, is missing")
    contract = bch.text(8)
    requested, cancel_after = message.day(*heading.REQUESTED), message.day(*heading.CANCEL_AFTER)
    loops = message.loops("POC")
    currency = heading.common_currency(message, loops)
    lines = tuple(_line(loop) for loop in loops)
    notes, noted = heading.notes(message)
    heading.accept_totals(message, len(lines), (line.ordered.value for line in lines if line.ordered is not None))
    return OrderChange(
        order_number=bch.required(3),
        order_date=bch.day(6),
        date=date,
        lines=lines,
        number=bch.text(5),
        purpose=bch.text(1),
        kind=bch.text(2),
        release_number=bch.text(4),
        currency=currency,
        buyer=party.find(message, party.BUYER) or Party(),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        ship_to=party.find(message, party.SHIP_TO),
        bill_to=party.find(message, party.BILL_TO),
        requested_date=requested,
        cancel_after=cancel_after,
        payment_terms=terms.text(message.all("ITD")),
        references=(
            *((Reference(_CONTRACT, contract),) if contract else ()),
            *references.read(message.all("REF")),
            *noted,
        ),
        notes=notes,
        dates=heading.named_dates(message.all("DTM")),
    )


def _line(loop: LoopCursor) -> ChangedLine:
    poc = changed_lines.read(loop)
    requested = loop.day(*heading.REQUESTED)
    notes = texts.messages(loop)
    for n9, said in texts.noted_loops(loop.loops("N9")):
        notes += said
        n9.accept(1, texts.NOTES)
    return ChangedLine(
        *poc,
        description=changed_lines.description(loop, poc.items),
        requested_date=requested,
        references=references.read(loop.all("REF")),
        ship_to=party.find(loop, party.SHIP_TO),
        notes=tuple(notes),
        dates=heading.named_dates(loop.all("DTM")),
        other_price=changed_lines.other_price(loop),
    )


def _write_line(body: Body, line: ChangedLine, at: str) -> None:
    changed_lines.write(body, line, at)
    body.day("002", f"{at}.requested_date", line.requested_date)
    heading.write_named_dates(body, line.dates, f"{at}.")
    texts.write_messages(body, line.notes, f"{at}.")
    party.write(body, "ST", line.ship_to, f"{at}.ship_to")
