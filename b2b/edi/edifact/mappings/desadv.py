"""DESADV Despatch advice <-> `ShipNotice`: a consignment, the packages in it, and the lines in those."""

from __future__ import annotations

from decimal import Decimal

from b2b.documents import Party, Quantity, ShipNotice
from b2b.edi.edifact.mappings import (
    beginning,
    carriage,
    dates,
    despatched,
    echo,
    instants,
    parties,
    quantities,
    references,
)
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

_DESPATCH_ADVICE = "351"

# 2005: despatched; expected.
_SHIPPED, _EXPECTED = "11", ("17", "132")

# 1153: bill of lading, the carrier's number.
_BILL_OF_LADING, _TRACKING = "BM", "CN"

# 6311 and 6313: of the consignment, its gross weight in all.
_CONSIGNMENT, _GROSS = "AAX", ("AAD", "G")


def read(tree: Node, context: Context) -> tuple[ShipNotice, tuple[Leftover, ...]]:
    """The ship notice in an accepted DESADV, and what of the message it has no place for.

    Errors: Unreadable where number, date or a quantity is missing or malformed.
    """
    message = opened(tree, context)
    return _notice(message), message.leftovers()


def write(notice: ShipNotice, context: Context) -> list[list[str]]:
    """The body of the DESADV of a ship notice. Errors: NotWritable names the field."""
    body = Body(context)
    number, purpose = beginning.number("number", notice.number), beginning.purpose(notice.purpose)
    body.add("BGM", [_DESPATCH_ADVICE], number, purpose)
    dates.write_made(body)
    instants.write(body, _SHIPPED, "shipped_at", notice.shipped_at)
    dates.write(body, _EXPECTED[0], "estimated_delivery", notice.estimated_delivery)
    if notice.gross_weight is not None:
        weight = ("gross_weight.value", notice.gross_weight.value)
        unit = ("gross_weight.unit", quantities.code_of(notice.gross_weight.unit))
        body.add("MEA", _CONSIGNMENT, [_GROSS[0]], [unit, weight])
    references.write_one(body, _BILL_OF_LADING, "bill_of_lading", notice.bill_of_lading)
    references.write_one(body, _TRACKING, "tracking", notice.tracking)
    references.write(body, notice.references)
    parties.write(body, parties.BUYER[0], notice.buyer, "buyer")
    parties.write(body, parties.SUPPLIER[0], notice.supplier, "supplier")
    parties.write(body, parties.SHIP_TO[0], notice.ship_to, "ship_to")
    parties.write(body, parties.SHIP_FROM[0], notice.ship_from, "ship_from")
    carriage.write_carrier(body, notice.carrier)
    lines = despatched.write(body, notice.orders, notice.packages)
    body.add("CNT", ["2", lines])
    return echo.checked("DESADV", body.segments, notice, lambda tree, known: read(tree, known)[0], context)


def _notice(message: LoopCursor) -> ShipNotice:
    bgm = message.required("BGM")
    bgm.accept(at(1), _DESPATCH_ADVICE)
    shipped = instants.find(message, _SHIPPED)
    if shipped is None:
        shipped = instants.find(message, dates.MADE)
    if shipped is None:
        raise bgm.unreadable("neither the day of despatch (DTM 11) nor that of the message (DTM 137) is there")
    contents = despatched.read(message)
    for cnt in message.all("CNT"):
        if cnt.peek(at(1)) == "2" and cnt.accept_number(at(1, 2), Decimal(contents.lines)):
            cnt.take(at(1))
    expected = dates.find(message, *_EXPECTED)
    for dtm in message.all("DTM"):
        dates.take_made(dtm)
    return ShipNotice(
        number=bgm.required(at(2)),
        shipped_at=shipped,
        orders=contents.orders,
        purpose=beginning.read_purpose(bgm),
        estimated_delivery=expected,
        buyer=parties.find(message, parties.BUYER) or Party(),
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        ship_to=parties.find(message, parties.SHIP_TO),
        ship_from=parties.find(message, parties.SHIP_FROM),
        carrier=carriage.carrier(message),
        tracking=references.one(message, _TRACKING),
        bill_of_lading=references.one(message, _BILL_OF_LADING),
        gross_weight=_weight(message),
        packages=contents.packages,
        references=references.read(message.loops("RFF")),
    )


def _weight(message: LoopCursor) -> Quantity | None:
    for mea in message.all("MEA"):
        if mea.peek(at(2)) in _GROSS and mea.peek(at(3, 2)):
            value = mea.number(at(3, 2))
            assert value is not None
            mea.take(at(1), at(2))
            return Quantity(value, quantities.unit(mea.text(at(3))))
    return None
