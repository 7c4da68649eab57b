"""SLSRPT Sales data report <-> `ProductActivity`: what was sold of which item, place by place."""

from __future__ import annotations

from b2b.documents import Party, ProductActivity
from b2b.edi.edifact.mappings import (
    beginning,
    dates,
    echo,
    money,
    parties,
    references,
    report_days,
    sold_items,
    sold_places,
)
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, at, opened
from b2b.edi.edifact.mappings.report_days import Days
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.engine.tree import Node
from b2b.edi.schema import Row
from b2b.edi.x12.mappings.context import Context

# 1001: a code of GS1 (3055), as partners have it. 6343: the currency is that of prices.
_SALES_REPORT, _GS1 = "73E", "9"
_PRICING = "10"

# 3035: who keeps the shop; some partners name a warehouse.
_LOCATION = ("SN", "WH")


def read(tree: Node, context: Context) -> tuple[ProductActivity, tuple[Leftover, ...]]:
    """The report in an accepted SLSRPT, and what of the message it has no place for.

    Where all places name the same period it is that of the report. Errors: Unreadable where no days are named, and
    where a number or date is malformed.
    """
    message = opened(tree, context)
    return _report(message), message.leftovers()


def write(report: ProductActivity, context: Context) -> list[list[str]]:
    """The body of the SLSRPT of a report. Errors: NotWritable names the field."""
    body = Body(context)
    purpose = beginning.purpose(report.purpose, needed=False)
    body.add("BGM", [_SALES_REPORT, None, _GS1], ("number", report.number), purpose)
    dates.write_made(body)
    report_days.write(body, report.first_day, report.last_day)
    registered = body.has_group("SLSRPT", "NAD/RFF")
    if registered:
        references.write(body, report.references)
    parties.write(body, parties.SUPPLIER[0], report.supplier, "supplier", registered)
    parties.write(body, parties.BUYER[0], report.buyer, "buyer", registered)
    parties.write(body, _LOCATION[0], report.location, "location", registered)
    parties.write_others(body, report.parties, registered=registered)
    if not registered:
        references.write(body, report.references)
    money.write_currency(body, report.currency, purpose=_PRICING)
    sold_places.write(body, report.lines)
    if _has_summary(context):
        body.add("UNS", "S")
    return echo.checked("SLSRPT", body.segments, report, lambda tree, known: read(tree, known)[0], context)


def _has_summary(context: Context) -> bool:
    """Whether UNS parts the message, as since directories that have totals behind it."""
    items = context.release.sets["SLSRPT"].root.items
    return any(isinstance(item, Row) and item.segment.id == "UNS" for item in items)


def _report(message: LoopCursor) -> ProductActivity:
    bgm = message.required("BGM")
    if bgm.accept(at(1), _SALES_REPORT):
        bgm.accept(at(1, 3), _GS1)
    for uns in message.all("UNS"):
        uns.take(at(1))
    places = [(group, Days(group)) for group in message.loops("LOC")]
    heading, said = Days(message), [days for _, days in places]
    span = report_days.common(said) or heading.span() or report_days.around(said)
    if span is None:
        raise bgm.unreadable("the days of the report (DTM 90 and 91, or 356) are missing")
    for days in (heading, *said):
        days.take(span)
    heading.take_made()
    return ProductActivity(
        first_day=span[0],
        lines=sold_items.read(places, message.loops("GIS")),
        last_day=span[1],
        number=bgm.text(at(2)),
        purpose=beginning.read_purpose(bgm, unsaid=""),
        currency=money.currency(message) or message.context.currency,
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        buyer=parties.find(message, parties.BUYER) or Party(),
        location=parties.find(message, _LOCATION),
        parties=parties.others(message),
        references=references.read(message.loops("RFF")),
    )
