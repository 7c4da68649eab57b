"""861 Receiving Advice/Acceptance Certificate <-> `GoodsReceipt`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from b2b.documents import ContestedQuantity, GoodsCondition, GoodsReceipt, Party, Quantity, ReceivedLine
from b2b.edi import units
from b2b.edi.x12.mappings import (
    carriage,
    echo,
    heading,
    instants,
    items,
    listed_codes,
    party,
    quantities,
    references,
    texts,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.shipped_levels import LOT, SSCC_PREFIX, read_sscc
from b2b.edi.x12.mappings.writing import Body, Named, Value
from b2b.edi.x12.tree import Node

# Element 374: when the goods were received; element 235: the receiver's own number of the item.
_RECEIVED = "050"
_SKU = "SK"

# Where a line of the order may be named.
_ORDER_LINE = {"PRF": 5, "LIN": 1, "SN1": 1}

# Where RCD holds a contested quantity (its unit and its condition follow), and element 412 of a whole line.
_CONTESTED = (6, 9, 12, 15, 18)
_CONDITIONS: Mapping[str, GoodsCondition] = {
    "07": GoodsCondition.GOOD,
    "01": GoodsCondition.DAMAGED,
    "08": GoodsCondition.REFUSED,
}
_CODES = {condition: code for code, condition in _CONDITIONS.items()}


def read(tree: Node, context: Context) -> tuple[GoodsReceipt, tuple[Leftover, ...]]:
    """The receipt in an accepted 861, and what of the message it has no place for.

    Errors: Unreadable where number, day or a line's quantity is missing or malformed.
    """
    message = LoopCursor(tree, context)
    return _receipt(message), message.leftovers()


def write(receipt: GoodsReceipt, context: Context) -> list[list[str]]:
    """The body of the 861 of a receipt. Errors: NotWritable names the field."""
    body = Body(context)
    day, time = instants.local(receipt.received_at, context.time_zone)
    kind = ("kind", receipt.kind)
    body.add("BRA", ("number", receipt.number), ("received_at", day), ("purpose", receipt.purpose), kind, time)
    references.write_one(body, "SI", "despatch_number", receipt.despatch_number)
    references.write_one(body, "BM", "bill_of_lading", receipt.bill_of_lading)
    references.write_one(body, "CN", "tracking", receipt.tracking)
    references.write(body, receipt.references)
    body.add("DTM", _RECEIVED, *instants.elements("received_at", receipt.received_at, context.time_zone))
    heading.write_named_dates(body, receipt.dates)
    if receipt.order_number or receipt.order_date is not None:
        body.add("PRF", ("order_number", receipt.order_number), None, None, ("order_date", receipt.order_date))
    carriage.write_load(body, receipt.packages, receipt.gross_weight)
    carriage.write_carrier(body, receipt.carrier)
    party.write(body, "BY", receipt.buyer, "buyer")
    party.write(body, "SU", receipt.supplier, "supplier")
    party.write(body, "ST", receipt.ship_to, "ship_to")
    party.write(body, "SF", receipt.ship_from, "ship_from")
    party.write_others(body, receipt.parties)
    for index, line in enumerate(receipt.lines):
        _write_line(body, line, receipt.order_number, f"lines[{index}]")
    body.add("CTT", len(receipt.lines))
    return echo.checked("861", body.segments, receipt, lambda tree, known: read(tree, known)[0], context)


class _Received(NamedTuple):
    """What an RCD says; the names are those of `ReceivedLine`."""

    quantity: Quantity
    condition: GoodsCondition
    contested: tuple[ContestedQuantity, ...]


def _receipt(message: LoopCursor) -> GoodsReceipt:
    bra = message.required("BRA")
    loops = message.loops("RCD")
    by_line = [loop.first("PRF") for loop in loops]
    order, date = _order(message, by_line)
    packages, weight = carriage.load(message)
    lines = tuple(_line(loop, prf, order, date) for loop, prf in zip(loops, by_line, strict=True))
    heading.accept_totals(message, len(lines), (loop.trigger.number(2) or Decimal(0) for loop in loops))
    return GoodsReceipt(
        number=bra.required(1),
        order_number=order,
        received_at=_received_at(message, bra),
        lines=lines,
        despatch_number=references.one(message, "SI"),
        purpose=bra.text(3),
        kind=bra.text(4),
        order_date=date,
        buyer=party.find(message, party.BUYER) or Party(),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        ship_to=party.find(message, party.SHIP_TO),
        ship_from=party.find(message, party.SHIP_FROM),
        parties=party.others(message),
        carrier=carriage.carrier(message.first("TD5")),
        tracking=references.one(message, "CN", "2I"),
        bill_of_lading=references.one(message, "BM"),
        gross_weight=weight,
        packages=packages,
        references=references.read(message.all("REF")),
        dates=heading.named_dates(message.all("DTM")),
    )


def _received_at(message: LoopCursor, bra: SegmentCursor) -> dt.datetime:
    """When the goods came: DTM says it more exactly than BRA, which is the day of the advice."""
    local = message.context.time_zone
    dtm = message.first("DTM", _RECEIVED)
    said = instants.read(dtm, 2, 3, 4, local) if dtm is not None else None
    if said is None:
        said = instants.read(bra, 2, 5, None, local)
    else:
        day, time = instants.local(said, local)
        bra.accept(2, f"{day:%Y%m%d}")
        bra.accept(5, time, time[:4])
    if said is None:
        raise bra.unreadable("BRA02, the date, is missing")
    return said


def _order(message: LoopCursor, by_line: Sequence[SegmentCursor | None]) -> tuple[str, dt.date | None]:
    """The order of the receipt and its date: the one that the heading names, else the one that every line names."""
    prf = message.first("PRF")
    if prf is not None:
        return prf.text(1), prf.day(4)
    numbers = {said.peek(1) if said is not None else "" for said in by_line}
    if len(numbers) != 1:
        return "", None
    dates = {said.day(4) for said in by_line if said is not None}
    return numbers.pop(), dates.pop() if len(dates) == 1 else None


def _line(loop: LoopCursor, prf: SegmentCursor | None, order: str, date: dt.date | None) -> ReceivedLine:
    rcd, lin, sn1 = loop.trigger, loop.first("LIN"), loop.first("SN1")
    received = _received(rcd)
    ids, apart = items.read(lin, 2, (LOT, _SKU)) if lin is not None else ((), {})
    order_line = _order_line(prf, lin, sn1)
    if prf is not None and date is not None:
        prf.accept(4, f"{date:%Y%m%d}")
    named = prf.text(1) if prf is not None else ""
    return ReceivedLine(
        quantity=received.quantity,
        order_line=order_line,
        sku=apart.get(_SKU, ""),
        condition=received.condition,
        lot=apart.get(LOT, ""),
        sscc=read_sscc(loop),
        number=rcd.text(1),
        order_number=named if named != order else "",
        items=ids,
        description=texts.description(loop.all("PID")) or items.named_in_part(ids),
        shipped=quantities.read(sn1, 2, 3) if sn1 is not None else None,
        ordered=quantities.read(sn1, 5, 6) if sn1 is not None else None,
        returned=quantities.read(rcd, 4, 5),
        contested=received.contested,
        codes=listed_codes.read(loop),
        references=references.read(loop.all("REF")),
        dates=heading.named_dates(loop.all("DTM")),
    )


def _order_line(*places: SegmentCursor | None) -> str:
    """The line of the order: PRF05, else LIN01, else SN101; the others are taken where they say the same."""
    found = ""
    for segment in places:
        if segment is not None:
            element = _ORDER_LINE[segment.id]
            found = found or segment.peek(element)
            segment.accept(element, found)
    return found


def _received(rcd: SegmentCursor) -> _Received:
    """What of a line arrived in which state; where only contested units are named, the line is of these."""
    received = quantities.read(rcd, 2, 3)
    contested = list(_contested(rcd))
    first = contested[0] if contested else None
    whole = first is not None and first.condition in _CONDITIONS and received in (None, first.quantity)
    if first is not None and whole:
        return _Received(first.quantity, _CONDITIONS[first.condition], tuple(contested[1:]))
    if received is None:
        unit = first.quantity.unit if first is not None else units.from_x12(rcd.peek(5))
        if first is None and not rcd.peek(4):
            raise rcd.unreadable("the line has no quantity")
        received = Quantity(Decimal(0), unit)
    return _Received(received, GoodsCondition.GOOD, tuple(contested))


def _contested(rcd: SegmentCursor) -> Iterator[ContestedQuantity]:
    for element in _CONTESTED:
        quantity = quantities.read(rcd, element, element + 1)
        if quantity is not None:
            yield ContestedQuantity(rcd.text(element + 2), quantity)


def _write_line(body: Body, line: ReceivedLine, order: str, at: str) -> None:
    _write_received(body, line, at)
    if line.shipped is not None or line.ordered is not None:
        shipped: tuple[Value | Named, ...] = (None, None)
        if line.shipped is not None:
            shipped = quantities.elements(line.shipped, f"{at}.shipped", "SN103")
        ordered = quantities.elements(line.ordered, f"{at}.ordered", "SN106") if line.ordered is not None else ()
        body.add("SN1", None, *shipped, None, *ordered)
    apart = (_SKU, f"{at}.sku", line.sku), (LOT, f"{at}.lot", line.lot)
    number = (f"{at}.order_line", line.order_line)
    of = line.order_number or order
    if ids := items.pairs(line.items, at, *apart):
        body.add("LIN", None if of else number, *ids)
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    references.write(body, line.references, f"{at}.")
    heading.write_named_dates(body, line.dates, f"{at}.")
    if line.order_number or (line.order_line and (of or not ids)):
        body.add("PRF", (f"{at}.order_number", of), None, None, None, number)
    if line.sscc:
        body.add("MAN", "GM", (f"{at}.sscc", SSCC_PREFIX + line.sscc))
    listed_codes.write(body, line.codes, f"{at}.")


def _write_received(body: Body, line: ReceivedLine, at: str) -> None:
    """RCD; what is not in good condition is contested as a whole."""
    received: tuple[Value | Named, ...] = (None, None)
    returned: tuple[Value | Named, ...] = (None, None)
    contested: list[Value | Named] = []
    counted = quantities.elements(line.quantity, f"{at}.quantity", "RCD03")
    if line.condition is GoodsCondition.GOOD:
        received = counted
    else:
        contested += [*counted, _CODES[line.condition]]
    if line.returned is not None:
        returned = quantities.elements(line.returned, f"{at}.returned", "RCD05")
    for index, part in enumerate(line.contested):
        name = f"{at}.contested[{index}]"
        contested += [*quantities.elements(part.quantity, f"{name}.quantity", "RCD07")]
        contested.append((f"{name}.condition", part.condition))
    body.add("RCD", (f"{at}.number", line.number), *received, *returned, *contested)
