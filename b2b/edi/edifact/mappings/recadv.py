"""RECADV Receiving advice <-> `GoodsReceipt`."""

from __future__ import annotations

import datetime as dt

from b2b.documents import GoodsReceipt, Party
from b2b.edi.edifact.mappings import (
    beginning,
    carriage,
    dates,
    echo,
    instants,
    order_heading,
    parties,
    received_lines,
    references,
)
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, SegmentCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

# 1001, an older code of GS1's beside the one we write; 3055 where it is that, or one of X12's (element 962).
_RECEIVING_ADVICE, _OF_GS1, _GS1, _X12 = "632", "352", "9", "116"
_AFTER_INSPECTION = "2"

# 2005: received; of a reference.
_RECEIVED, _OF_REFERENCE = ("50", "310", "35"), "171"

# 1153: order; despatch advice, delivery note; the carrier's number; bill of lading.
_ORDER, _DESPATCH, _TRACKING, _BILL_OF_LADING = "ON", ("AAK", "DQ"), "CN", "BM"


def read(tree: Node, context: Context) -> tuple[GoodsReceipt, tuple[Leftover, ...]]:
    """The receipt in an accepted RECADV, and what of the message it has no place for.

    Errors: Unreadable where number, date or what was received of a line is missing or malformed.
    """
    message = opened(tree, context)
    return _receipt(message), message.leftovers()


def write(receipt: GoodsReceipt, context: Context) -> list[list[str]]:
    """The body of the RECADV of a receipt. Errors: NotWritable names the field."""
    body = Body(context)
    usual = receipt.kind == _AFTER_INSPECTION
    kind = [_RECEIVING_ADVICE] if usual else beginning.kind_of_x12("kind", receipt.kind)
    number, purpose = beginning.number("number", receipt.number), beginning.purpose(receipt.purpose)
    body.add("BGM", kind, number, purpose)
    dates.write_made(body, receipt.dates)
    instants.write(body, _RECEIVED[0], "received_at", receipt.received_at)
    dates.write_named(body, receipt.dates)
    if receipt.order_number:
        references.write_one(body, _ORDER, "order_number", receipt.order_number)
        dates.write(body, _OF_REFERENCE, "order_date", receipt.order_date)
    references.write_one(body, _DESPATCH[0], "despatch_number", receipt.despatch_number)
    references.write_one(body, _BILL_OF_LADING, "bill_of_lading", receipt.bill_of_lading)
    references.write_one(body, _TRACKING, "tracking", receipt.tracking)
    references.write(body, receipt.references)
    parties.write(body, parties.BUYER[0], receipt.buyer, "buyer")
    parties.write(body, parties.SUPPLIER[0], receipt.supplier, "supplier")
    parties.write(body, parties.SHIP_TO[0], receipt.ship_to, "ship_to")
    parties.write(body, parties.SHIP_FROM[0], receipt.ship_from, "ship_from")
    parties.write_others(body, receipt.parties)
    carriage.write_carrier(body, receipt.carrier)
    received_lines.write(body, receipt)
    body.add("CNT", ["2", len(receipt.lines)])
    return echo.checked("RECADV", body.segments, receipt, lambda tree, known: read(tree, known)[0], context)


def _receipt(message: LoopCursor) -> GoodsReceipt:
    bgm = message.required("BGM")
    ours = bgm.accept(at(1, 3), _X12)
    kind = bgm.required(at(1)) if ours else _AFTER_INSPECTION
    if bgm.accept(at(1), _RECEIVING_ADVICE, _OF_GS1):
        bgm.accept(at(1, 3), _GS1)
    received_at = _received_at(message, bgm)
    heading = message.loop("RFF", _ORDER)
    order = heading.trigger.text(at(1, 2)) if heading is not None else ""
    date = dates.find(heading, _OF_REFERENCE) if heading is not None else None
    received = received_lines.read(message, order, date)
    order_heading.accept_totals(message, len(received.lines), (line.quantity.value for line in received.lines))
    return GoodsReceipt(
        number=bgm.required(at(2)),
        order_number=received.order_number,
        received_at=received_at,
        lines=received.lines,
        despatch_number=references.one(message, *_DESPATCH),
        purpose=beginning.read_purpose(bgm),
        kind=kind,
        order_date=received.order_date,
        buyer=parties.find(message, parties.BUYER) or Party(),
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        ship_to=parties.find(message, parties.SHIP_TO),
        ship_from=parties.find(message, parties.SHIP_FROM),
        parties=parties.others(message),
        carrier=carriage.carrier(message),
        tracking=references.one(message, _TRACKING),
        bill_of_lading=references.one(message, _BILL_OF_LADING),
        packages=received.packages,
        references=references.read(message.loops("RFF")),
        dates=dates.beside_made(message),
    )


def _received_at(message: LoopCursor, bgm: SegmentCursor) -> dt.datetime:
    """When the goods came, else when the message was made."""
    found = instants.find(message, *_RECEIVED)
    if found is None:
        found = instants.find(message, dates.MADE)
    if found is None:
        raise bgm.unreadable("neither the day of the receipt (DTM 50) nor that of the message (DTM 137) is there")
    return found
