"""What planning schedules (830) and shipping schedules (862) say of an item beside its rows: unit and price (UIT), the
order that it is released from, authorizations (ATH), what was shipped or received before (SHP).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from b2b.documents import Quantity, ResourceAuthorization, ScheduleLine, ShippedOrReceived
from b2b.edi.x12.mappings import carriage, heading, instants, items, party, quantities, references, schedule_rows, texts
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Value, not_writable

# Element 235: numbers of the buyer's order, and the description where a set has no other place for it.
_ORDER, _ORDER_LINE = "PO", "PL"
DESCRIPTION = "PD"


def read(loop: LoopCursor, *aside: str) -> ScheduleLine:
    """The line of a LIN loop; `aside` are further qualifiers (element 235) that are no item numbers in this set."""
    ids, apart = items.read(loop.trigger, 2, (_ORDER, _ORDER_LINE, *aside))
    unit, price = _unit(loop)
    prs = loop.first("PRS")
    said = apart.get(DESCRIPTION, "") or texts.described(loop) or items.named_in_part(ids)
    return ScheduleLine(
        items=ids,
        schedule=schedule_rows.read(loop, unit),
        number=loop.trigger.text(1),
        unit=unit,
        unit_price=price,
        currency=heading.currency(loop),
        order_number=apart.get(_ORDER, ""),
        order_line=apart.get(_ORDER_LINE, ""),
        description=said,
        release_status=prs.text(1) if prs is not None else "",
        carrier=carriage.carrier(loop.first("TD5")),
        ship_to=party.find(loop, party.SHIP_TO),
        ship_from=party.find(loop, party.SHIP_FROM),
        parties=party.others(loop),
        dates=heading.named_dates(loop.all("DTM")),
        references=references.read(loop.all("REF")),
        quantities=quantities.named(loop.all("QTY")),
        authorizations=tuple(_authorization(ath, unit) for ath in loop.all("ATH")),
        history=tuple(_past(shp, unit) for shp in loop.loops("SHP")),
    )


def scheduled(lines: Sequence[ScheduleLine]) -> Iterator[Decimal]:
    """The quantities of all rows, as the hash total CTT02 wants them."""
    return (row.quantity.value for line in lines for row in line.schedule)


def write_item(body: Body, line: ScheduleLine, at: str, *aside: tuple[str, str, Value]) -> None:
    """LIN and UIT; `aside` are (qualifier, field name, value) beside the item numbers."""
    order = (_ORDER, f"{at}.order_number", line.order_number), (_ORDER_LINE, f"{at}.order_line", line.order_line)
    body.add("LIN", (f"{at}.number", line.number), *items.pairs(line.items, at, *order, *aside))
    if line.unit or line.unit_price is not None:
        _, unit = quantities.elements(Quantity(Decimal(0), line.unit), at, "UIT01")
        body.add("UIT", unit, (f"{at}.unit_price", line.unit_price))


def write_release_status(body: Body, line: ScheduleLine, at: str) -> None:
    """PRS, nothing where the line names no status."""
    if line.release_status:
        body.add("PRS", (f"{at}.release_status", line.release_status))


def write_authorizations(body: Body, authorizations: Sequence[ResourceAuthorization], at: str) -> None:
    """The ATH segments of `at`, the path of the field with the authorizations."""
    for index, granted in enumerate(authorizations):
        name = f"{at}[{index}]"
        body.add(
            "ATH",
            (f"{name}.kind", granted.kind),
            (f"{name}.through", granted.through),
            schedule_rows.value(granted.cumulative, f"{name}.cumulative"),
            schedule_rows.value(granted.maximum, f"{name}.maximum"),
            (f"{name}.since", granted.since),
        )


def write_history(body: Body, history: Sequence[ShippedOrReceived], at: str) -> None:
    """SHP and what belongs to each; `at` is the path of the field with what was shipped or received."""
    for index, past in enumerate(history):
        name = f"{at}[{index}]"
        if past == ShippedOrReceived(references=past.references):
            raise not_writable("nothing is known of what was shipped or received", name, "SHP")
        body.add(
            "SHP",
            (f"{name}.kind", past.kind),
            schedule_rows.value(past.quantity, f"{name}.quantity"),
            (f"{name}.date_kind", past.date_kind),
            (f"{name}.date", past.date),
            (f"{name}.time", past.time),
            (f"{name}.until", past.until),
            (f"{name}.until_time", past.until_time),
        )
        references.write(body, past.references, f"{name}.")


def _unit(loop: LoopCursor) -> tuple[str, Decimal | None]:
    """The unit of the line and the price of one."""
    uit = loop.first("UIT")
    if uit is None:
        return "", None
    return quantities.read_unit(uit, 1), quantities.unit_price(uit, loop.all("CTP"), unit=1)


def _authorization(ath: SegmentCursor, unit: str) -> ResourceAuthorization:
    return ResourceAuthorization(ath.text(1), ath.day(2), _amount(ath, 3, unit), _amount(ath, 4, unit), ath.day(5))


def _past(loop: LoopCursor, unit: str) -> ShippedOrReceived:
    shp = loop.trigger
    return ShippedOrReceived(
        kind=shp.text(1),
        quantity=_amount(shp, 2, unit),
        date_kind=shp.text(3),
        date=shp.day(4),
        time=instants.time_of_day(shp, 5),
        until=shp.day(6),
        until_time=instants.time_of_day(shp, 7),
        references=references.read(loop.all("REF")),
    )


def _amount(segment: SegmentCursor, element: int, unit: str) -> Quantity | None:
    value = segment.number(element)
    return None if value is None else Quantity(value, unit)
