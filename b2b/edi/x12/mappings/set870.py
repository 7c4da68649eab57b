"""870 Order Status Report <-> `OrderStatusReport`: orders and items as nested HL loops, a status each as ISR."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import OrderStatusReport, Party, ReportedLine, ReportedOrder, StatusDetail
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    carriage,
    echo,
    heading,
    instants,
    items,
    order_levels,
    party,
    quantities,
    references,
    texts,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.levels import Levels
from b2b.edi.x12.mappings.order_levels import ITEM, ORDER, OrderLevel
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body, Named, Value, not_writable

# Element 235: the buyer's line number, where a partner puts it among the item numbers.
_LINE_NUMBER = "PL"

# CUR01: the supplier names the currency.
_BY_SUPPLIER = "SE"


def read(tree: Node, context: Context) -> tuple[OrderStatusReport, tuple[Leftover, ...]]:
    """The report of an accepted 870, and what of the message it has no place for.

    Errors: Unreadable where number or date is missing, and where a number, a date or a time is malformed.
    """
    message = opened(tree, context)
    return _report(message), message.leftovers()


def write(report: OrderStatusReport, context: Context) -> list[list[str]]:
    """The body of the 870 of a report. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BSR",
        ("reason", report.reason),
        ("scope", report.scope),
        ("number", report.number),
        ("date", report.date),
        ("products", report.products),
        ("locations", report.locations),
        ("time", report.time),
        ("inquiry_number", report.inquiry_number),
        ("inquiry_date", report.inquiry_date),
        ("inquiry_time", report.inquiry_time),
        ("purpose", report.purpose),
    )
    carriage.write_carrier(body, report.carrier)
    heading.write_named_dates(body, report.dates)
    references.write(body, report.references)
    party.write(body, "BY", report.buyer, "buyer")
    party.write(body, "SU", report.supplier, "supplier")
    party.write(body, "ST", report.ship_to, "ship_to")
    party.write_others(body, report.parties)
    levels = Levels(body)
    for index, order in enumerate(report.orders):
        _write_order(levels, order, f"orders[{index}]")
    return echo.checked("870", body.segments, report, lambda tree, known: read(tree, known)[0], context)


def _report(message: LoopCursor) -> OrderStatusReport:
    bsr = message.required("BSR")
    levels = order_levels.read(message)
    orders = tuple(_order(level) for level in levels.orders)
    _accept_totals(message, levels.count, [line for order in orders for line in order.lines])
    return OrderStatusReport(
        number=bsr.required(3),
        date=bsr.required_day(4),
        orders=orders,
        time=instants.time_of_day(bsr, 7),
        reason=bsr.text(1),
        scope=bsr.text(2),
        products=bsr.text(5),
        locations=bsr.text(6),
        inquiry_number=bsr.text(8),
        inquiry_date=bsr.day(9),
        inquiry_time=instants.time_of_day(bsr, 10),
        purpose=bsr.text(11),
        buyer=party.find(message, party.BUYER) or Party(),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        ship_to=party.find(message, party.SHIP_TO),
        parties=party.others(message),
        carrier=carriage.carrier(message.first("TD5")),
        dates=heading.named_dates(message.all("DTM")),
        references=references.read(message.all("REF")),
    )


def _accept_totals(message: LoopCursor, levels: int, lines: Sequence[ReportedLine]) -> None:
    """Take the control totals where they are right; partners count levels (HL) or lines (PO1)."""
    for total in message.all("CTT")[:1]:
        if not total.accept_number(1, Decimal(levels)):
            total.accept_number(1, Decimal(len(lines)))
        total.accept_number(2, sum((line.ordered.value for line in lines if line.ordered is not None), Decimal(0)))


def _order(found: OrderLevel) -> ReportedOrder:
    number, release, date = found.named
    lines = tuple(line for item in found.items for line in _lines(item, alone=True))
    level = found.level
    if level is None:
        return ReportedOrder(number, lines, release_number=release, order_date=date)
    return ReportedOrder(
        number,
        (*_lines(level, alone=False), *lines),
        statuses=_statuses(level),
        release_number=release,
        order_date=date,
        ship_to=party.find(level, party.SHIP_TO),
        parties=party.others(level),
        dates=heading.named_dates(level.all("DTM")),
        references=references.read(level.all("REF")),
    )


def _lines(level: LoopCursor, alone: bool) -> tuple[ReportedLine, ...]:
    """The lines of a level; all that it says is the first one's where the level is the lines' `alone`."""
    loops = level.loops("PO1")
    return tuple(_line(loop, level if alone and loop is loops[0] else None) for loop in loops)


def _line(loop: LoopCursor, level: LoopCursor | None) -> ReportedLine:
    po1 = loop.trigger
    number = po1.text(1)
    ids, apart = items.read(po1, 6, () if number else (_LINE_NUMBER,))
    return ReportedLine(
        items=ids,
        statuses=(*(_statuses(level) if level is not None else ()), *_statuses(loop)),
        number=number or apart.get(_LINE_NUMBER, ""),
        ordered=quantities.read(po1, 2, 3),
        unit_price=quantities.unit_price(po1, ()),
        currency=heading.currency(loop),
        description=texts.described(loop) or items.named_in_part(ids),
        ship_to=party.find(level, party.SHIP_TO) if level is not None else None,
        parties=party.others(level) if level is not None else (),
        dates=heading.named_dates(level.all("DTM")) if level is not None else (),
        references=references.read(level.all("REF")) if level is not None else (),
    )


def _statuses(loop: LoopCursor) -> tuple[StatusDetail, ...]:
    return tuple(
        StatusDetail(
            status=found.trigger.text(1),
            date=found.trigger.day(2),
            reason=found.trigger.text(3),
            description=texts.described(found),
            quantities=quantities.named(found.all("QTY")),
            dates=heading.named_dates(found.all("DTM")),
            carrier=carriage.carrier(found.first("TD5")),
            references=references.read(found.all("REF")),
        )
        for found in loop.loops("ISR")
    )


def _write_order(levels: Levels, order: ReportedOrder, at: str) -> None:
    body = levels.body
    level = levels.open(ORDER, None, bool(order.lines))
    order_levels.write_reference(body, order.order_number, order.release_number, order.order_date, at)
    _write_statuses(body, order.statuses, f"{at}.statuses", of_line=False)
    heading.write_named_dates(body, order.dates, f"{at}.")
    references.write(body, order.references, f"{at}.")
    party.write(body, "ST", order.ship_to, f"{at}.ship_to")
    party.write_others(body, order.parties, f"{at}.")
    for index, line in enumerate(order.lines):
        levels.open(ITEM, level, False)
        _write_line(body, line, f"{at}.lines[{index}]")


def _write_line(body: Body, line: ReportedLine, at: str) -> None:
    heading.write_named_dates(body, line.dates, f"{at}.")
    references.write(body, line.references, f"{at}.")
    party.write(body, "ST", line.ship_to, f"{at}.ship_to")
    party.write_others(body, line.parties, f"{at}.")
    value: Value | Named = None
    unit: Value | Named = None
    if line.ordered is not None:
        value, unit = quantities.elements(line.ordered, f"{at}.ordered", "PO103")
    identified = items.pairs(line.items, at)
    if not (line.number or line.ordered or identified):
        raise not_writable("nothing says which line this is", f"{at}.items", "PO1")
    body.add(
        "PO1", (f"{at}.number", line.number), value, unit, (f"{at}.unit_price", line.unit_price), None, *identified
    )
    if line.currency:
        body.add("CUR", _BY_SUPPLIER, (f"{at}.currency", line.currency))
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    _write_statuses(body, line.statuses, f"{at}.statuses", of_line=True)


def _write_statuses(body: Body, statuses: Sequence[StatusDetail], at: str, of_line: bool) -> None:
    """ISR and what belongs to each: dates, carrier and references only where it is the status of a line."""
    for index, status in enumerate(statuses):
        name = f"{at}[{index}]"
        body.add(
            "ISR", (f"{name}.status", status.status), (f"{name}.date", status.date), (f"{name}.reason", status.reason)
        )
        texts.write_description(body, f"{name}.description", status.description)
        quantities.write_named(body, status.quantities, f"{name}.quantities")
        if not of_line:
            continue
        heading.write_named_dates(body, status.dates, f"{name}.")
        carriage.write_carrier(body, status.carrier, f"{name}.")
        references.write(body, status.references, f"{name}.")
