"""852 Product Activity Data <-> `ProductActivity`."""

from __future__ import annotations

from b2b.documents import ActiveItem, Activity, NamedDate, Party, ProductActivity, Reference
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    destinations,
    echo,
    heading,
    item_details,
    items,
    named_amounts,
    party,
    prices,
    quantities,
    references,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.writing import Body, Named, Value

# Element 98: a reporting location is what we write; other places are where the goods are as well.
_LOCATION = ("RL", "WH", "ST", "SF")


def read(tree: Node, context: Context) -> tuple[ProductActivity, tuple[Leftover, ...]]:
    """The report in an accepted 852, and what of the message it has no place for.

    Its currency is the agreement's. Errors: Unreadable where its first day is missing, or a number or date malformed.
    """
    message = opened(tree, context)
    return _report(message), message.leftovers()


def write(report: ProductActivity, context: Context) -> list[list[str]]:
    """The body of the 852 of a report. Errors: NotWritable names the field."""
    body = Body(context)
    named = (("number", report.number), ("purpose", report.purpose)) if report.number or report.purpose else ()
    days = ("first_day", report.first_day), ("last_day", report.last_day)
    body.add("XQ", ("handling", report.handling), *days, *named)
    references.write(body, report.references, id="N9")
    party.write(body, "SU", report.supplier, "supplier", registered_in="N9")
    party.write(body, "BY", report.buyer, "buyer", registered_in="N9")
    party.write(body, "RL", report.location, "location", registered_in="N9")
    party.write_others(body, report.parties, registered_in="N9")
    for index, line in enumerate(report.lines):
        _write_line(body, line, f"lines[{index}]")
    body.add("CTT", len(report.lines))
    return echo.checked("852", body.segments, report, lambda tree, known: read(tree, known)[0], context)


def _report(message: LoopCursor) -> ProductActivity:
    xq = message.required("XQ")
    lines = tuple(_line(loop) for loop in message.loops("LIN"))
    heading.accept_totals(message, len(lines), ())
    return ProductActivity(
        first_day=xq.required_day(2),
        lines=lines,
        last_day=xq.day(3),
        handling=xq.text(1),
        number=xq.text(4),
        purpose=xq.text(5),
        currency=message.context.currency,
        supplier=party.find(message, party.SUPPLIER) or Party(),
        buyer=party.find(message, party.BUYER) or Party(),
        location=party.find(message, _LOCATION),
        parties=party.others(message),
        references=references.read(message.all("N9")),
    )


def _line(loop: LoopCursor) -> ActiveItem:
    lin = loop.trigger
    return ActiveItem(
        items=items.read(lin, 2)[0],
        activities=tuple(_activity(za) for za in loop.loops("ZA")),
        number=lin.text(1),
        prices=prices.read(loop.all("CTP")),
        packing=item_details.packing(loop.first("PO4")),
        amounts=named_amounts.read(loop.all("AMT")),
        quantities=quantities.named(loop.all("QTY")),
        references=references.read(loop.all("N9")),
    )


def _activity(loop: LoopCursor) -> Activity:
    za = loop.trigger
    return Activity(
        kind=za.required(1),
        quantity=quantities.read(za, 2, 3),
        places=destinations.read(loop.all("SDQ")),
        date=_date(za),
        reference=Reference(za.text(6), za.text(7)) if za.peek(6) and za.peek(7) else None,
        prices=prices.read(loop.all("CTP")),
    )


def _date(za: SegmentCursor) -> NamedDate | None:
    day = za.day(5) if za.peek(4) and za.peek(5) else None
    return NamedDate(za.text(4), day) if day is not None else None


def _write_line(body: Body, line: ActiveItem, at: str) -> None:
    body.add("LIN", (f"{at}.number", line.number), *items.pairs(line.items, at))
    prices.write(body, line.prices, f"{at}.")
    item_details.write_packing(body, line.packing, f"{at}.packing")
    references.write(body, line.references, f"{at}.", id="N9")
    named_amounts.write(body, line.amounts, f"{at}.")
    quantities.write_named(body, line.quantities, f"{at}.quantities")
    for index, activity in enumerate(line.activities):
        _write_activity(body, activity, f"{at}.activities[{index}]")


def _write_activity(body: Body, activity: Activity, at: str) -> None:
    counted: tuple[Value | Named, ...] = (None, None)
    dated: tuple[Value | Named, ...] = (None, None)
    named: tuple[Value | Named, ...] = ()
    if activity.quantity is not None:
        counted = quantities.elements(activity.quantity, f"{at}.quantity", "ZA03")
    if activity.date is not None:
        dated = (f"{at}.date.kind", activity.date.kind), (f"{at}.date.day", activity.date.day)
    if activity.reference is not None:
        reference = activity.reference
        named = (f"{at}.reference.kind", reference.kind), (f"{at}.reference.value", reference.value)
    body.add("ZA", (f"{at}.kind", activity.kind), *counted, *dated, *named)
    prices.write(body, activity.prices, f"{at}.")
    destinations.write(body, activity.places, f"{at}.places")
