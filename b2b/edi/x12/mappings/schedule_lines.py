"""What planning schedules (830) and shipping schedules (862) say of an item: rows by date (FST), patterns (SDP), calls
by the clock (JIT), and what was shipped or received before (SHP).

Quantities of these segments have no unit of their own: they are in the unit of the line (UIT).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from b2b.documents import (
    DeliveryPattern,
    JustInTimeCall,
    Quantity,
    Reference,
    ResourceAuthorization,
    ScheduledQuantity,
    ScheduleLine,
    ShippedOrReceived,
)
from b2b.edi import units
from b2b.edi.x12.mappings import carriage, destinations, heading, instants, items, party, quantities, references, texts
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Named, Value, not_writable

# Element 235: numbers of the buyer's order, and the description where a set has no other place for it.
_ORDER, _ORDER_LINE = "PO", "PL"
DESCRIPTION = "PD"

_PATTERNS_IN_SDP = 4
_ROWS_IN_SDP = 260


def read(loop: LoopCursor, *aside: str) -> ScheduleLine:
    """The line of a LIN loop; `aside` are further qualifiers (element 235) that are no item numbers in this set."""
    ids, apart = items.read(loop.trigger, 2, (_ORDER, _ORDER_LINE, *aside))
    unit, price = _unit(loop)
    prs = loop.first("PRS")
    said = apart.get(DESCRIPTION, "") or texts.description(loop.all("PID")) or items.named_in_part(ids)
    return ScheduleLine(
        items=ids,
        schedule=(*_rows(loop, unit), *_patterned_rows(loop, unit)),
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
            _value(granted.cumulative, f"{name}.cumulative"),
            _value(granted.maximum, f"{name}.maximum"),
            (f"{name}.since", granted.since),
        )


def write_row(body: Body, row: ScheduledQuantity, name: str) -> None:
    """The FST of a row."""
    reference = row.reference or Reference("", "")
    body.add(
        "FST",
        _value(row.quantity, f"{name}.quantity"),
        (f"{name}.certainty", row.certainty),
        (f"{name}.interval", row.interval),
        (f"{name}.start", row.start),
        (f"{name}.end", row.end),
        (f"{name}.time_kind", row.time_kind),
        (f"{name}.time", row.time),
        (f"{name}.reference.kind", reference.kind),
        (f"{name}.reference.value", reference.value),
        (f"{name}.planning_type", row.planning_type),
    )


def by_pattern(
    rows: Sequence[ScheduledQuantity],
) -> Iterator[tuple[tuple[DeliveryPattern, ...], list[tuple[int, ScheduledQuantity]]]]:
    """Rows that follow each other with one pattern, as many as an SDP holds, each with its place among all rows."""
    for pattern, group in groupby(enumerate(rows), lambda pair: pair[1].pattern):
        members = list(group)
        room = _ROWS_IN_SDP if pattern else len(members)
        for start in range(0, len(members), room):
            yield pattern, members[start : start + room]


def write_pattern(body: Body, pattern: Sequence[DeliveryPattern], at: str) -> None:
    """SDP, nothing where there is no pattern; `at` is the path of the field with it."""
    if not pattern:
        return
    if len(pattern) > _PATTERNS_IN_SDP:
        raise not_writable(f"{len(pattern)} patterns, where SDP takes {_PATTERNS_IN_SDP}", at, "SDP")
    parts: list[Value | Named] = []
    for index, part in enumerate(pattern):
        parts += [(f"{at}[{index}].days", part.days), (f"{at}[{index}].time", part.time)]
    body.add("SDP", *parts)


def write_calls(body: Body, calls: Sequence[JustInTimeCall], at: str) -> None:
    """JIT and what belongs to each; `at` is the path of the field with the calls."""
    for index, call in enumerate(calls):
        name = f"{at}[{index}]"
        body.add("JIT", _value(call.quantity, f"{name}.quantity"), (f"{name}.time", call.time))
        references.write(body, call.references, f"{name}.")


def write_history(body: Body, history: Sequence[ShippedOrReceived], at: str) -> None:
    """SHP and what belongs to each; `at` is the path of the field with what was shipped or received."""
    for index, past in enumerate(history):
        name = f"{at}[{index}]"
        if past == ShippedOrReceived(references=past.references):
            raise not_writable("nothing is known of what was shipped or received", name, "SHP")
        body.add(
            "SHP",
            (f"{name}.kind", past.kind),
            _value(past.quantity, f"{name}.quantity"),
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
    return units.from_x12(uit.text(1)), quantities.unit_price(uit, loop.all("CTP"), unit=1)


def _rows(loop: LoopCursor, unit: str) -> Iterator[ScheduledQuantity]:
    """The rows that are loops of their own, below the pattern of the line where it has one (862)."""
    rows = loop.loops("FST")
    pattern = _pattern(loop.first("SDP")) if rows else ()
    for row in rows:
        yield _row(row.trigger, unit, pattern, row)


def _patterned_rows(loop: LoopCursor, unit: str) -> Iterator[ScheduledQuantity]:
    """The rows within patterns (830); a pattern without rows stays unread."""
    for patterned in loop.loops("SDP"):
        rows = patterned.all("FST")
        pattern = _pattern(patterned.trigger) if rows else ()
        for row in rows:
            yield _row(row, unit, pattern)


def _row(
    fst: SegmentCursor, unit: str, pattern: tuple[DeliveryPattern, ...], loop: LoopCursor | None = None
) -> ScheduledQuantity:
    kind, value = fst.peek(8), fst.peek(9)
    if kind and value:
        fst.take(8, 9)
    return ScheduledQuantity(
        quantity=Quantity(fst.required_number(1), unit),
        start=fst.required_day(4),
        end=fst.day(5),
        certainty=fst.text(2),
        interval=fst.text(3),
        time_kind=fst.text(6),
        time=instants.time_of_day(fst, 7),
        reference=Reference(kind, value) if kind and value else None,
        planning_type=fst.text(10),
        pattern=pattern,
        dates=heading.named_dates(loop.all("DTM")) if loop is not None else (),
        quantities=quantities.named(loop.all("QTY")) if loop is not None else (),
        destinations=destinations.read(loop.all("SDQ")) if loop is not None else (),
        calls=tuple(_call(jit, unit) for jit in loop.loops("JIT")) if loop is not None else (),
    )


def _pattern(sdp: SegmentCursor | None) -> tuple[DeliveryPattern, ...]:
    if sdp is None:
        return ()
    pairs = [(sdp.text(place), sdp.text(place + 1)) for place in range(1, 2 * _PATTERNS_IN_SDP, 2)]
    return tuple(DeliveryPattern(days, time) for days, time in pairs if days or time)


def _call(jit: LoopCursor, unit: str) -> JustInTimeCall:
    time = instants.time_of_day(jit.trigger, 2)
    if time is None:
        raise jit.trigger.unreadable("JIT02 is missing")
    quantity = Quantity(jit.trigger.required_number(1), unit)
    return JustInTimeCall(quantity, time, references.read(jit.all("REF")))


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


def _value(quantity: Quantity | None, name: str) -> Named:
    """The number alone; that its unit is the line's is proved when the message is read again."""
    return f"{name}.value", None if quantity is None else quantity.value
