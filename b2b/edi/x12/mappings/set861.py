"""861 Receiving Advice/Acceptance Certificate <-> `GoodsReceipt`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import GoodsReceipt, Party
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import carriage, echo, heading, instants, party, received_lines, references
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.received_lines import NamedLine
from b2b.edi.x12.mappings.writing import Body

# Element 374: when the goods were received.
_RECEIVED = "050"


def read(tree: Node, context: Context) -> tuple[GoodsReceipt, tuple[Leftover, ...]]:
    """The receipt in an accepted 861, and what of the message it has no place for.

    Errors: Unreadable where number, day or a line's quantity is missing or malformed.
    """
    message = opened(tree, context)
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
        received_lines.write(body, line, receipt.order_number, f"lines[{index}]")
    body.add("CTT", len(receipt.lines))
    return echo.checked("861", body.segments, receipt, lambda tree, known: read(tree, known)[0], context)


def _receipt(message: LoopCursor) -> GoodsReceipt:
    bra = message.required("BRA")
    loops = message.loops("RCD")
    named = [received_lines.named(loop) for loop in loops]
    order, date = _order(message, named)
    packages, weight = carriage.load(message)
    lines = tuple(received_lines.read(loop, line, order) for loop, line in zip(loops, named, strict=True))
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
        bra.accept_day(2, day)
        bra.accept(5, time, time[:4])
    if said is None:
        raise bra.unreadable("BRA02, the date, is missing")
    return said


def _order(message: LoopCursor, lines: Sequence[NamedLine]) -> tuple[str, dt.date | None]:
    """The order of the receipt and its date: the one that the heading names, else the one that every line names."""
    heads = message.all("PRF")[:1]
    numbers = {line.order for line in lines}
    if not heads and len(numbers) != 1:
        return "", None
    said = heads or [line.prf for line in lines if line.prf is not None]
    number = heads[0].text(1) if heads else numbers.pop()
    if len({prf.peek(4) for prf in said}) != 1:
        return number, None
    date = said[0].day(4)
    for line in lines:
        if line.prf is not None:
            line.prf.accept(4, said[0].peek(4))
    return number, date
