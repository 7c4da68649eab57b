"""856 Ship Notice/Manifest <-> `ShipNotice`: shipment, orders, packs and items as nested HL loops."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.documents import Pack, Party, ShipNotice, ShippedLine, ShippedOrder
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import carriage, echo, heading, instants, items, party, quantities, references, texts
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.levels import Levels
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.shipped_levels import LOT, SSCC_PREFIX, read_levels
from b2b.edi.x12.mappings.writing import Body

# BSN05: the order of the levels, with packs between order and item, or without any.
_WITH_PACKS, _WITHOUT_PACKS = "0001", "0004"


def read(tree: Node, context: Context) -> tuple[ShipNotice, tuple[Leftover, ...]]:
    """The ship notice in an accepted 856, and what of the message it has no place for.

    Errors: Unreadable where number, date or a quantity is missing or malformed.
    """
    message = opened(tree, context)
    return _notice(message), message.leftovers()


def write(notice: ShipNotice, context: Context) -> list[list[str]]:
    """The body of the 856 of a ship notice. Errors: NotWritable names the field."""
    body = Body(context)
    packed = any(order.packs for order in notice.orders)
    day, time = instants.local(notice.shipped_at, context.time_zone)
    structure = _WITH_PACKS if packed else _WITHOUT_PACKS
    body.add("BSN", ("purpose", notice.purpose), ("number", notice.number), ("shipped_at", day), time, structure)
    levels = Levels(body)
    shipment = levels.open("S", None, bool(notice.orders))
    _write_shipment(body, notice)
    for index, order in enumerate(notice.orders):
        _write_order(levels, shipment, order, f"orders[{index}]")
    total = notice.total_units
    hashed = total if len(f"{total.normalize():f}".replace(".", "").replace("-", "")) <= body.room("CTT", 2) else None
    body.add("CTT", levels.count, ("total_units", hashed))
    return echo.checked("856", body.segments, notice, lambda tree, known: read(tree, known)[0], context)


def _notice(message: LoopCursor) -> ShipNotice:
    bsn = message.required("BSN")
    levels = read_levels(message.loops("HL"))
    # A partner with a single order may write on its level what belongs to the shipment.
    places = [message, *levels.shipments, *(levels.orders if len(levels.orders) == 1 else ())]
    local = message.context.time_zone
    found = next((dtm for place in places if (dtm := place.first("DTM", "011")) is not None), None)
    shipped_at = instants.read(found, 2, 3, 4, local) if found is not None else None
    if shipped_at is None:
        shipped_at = instants.read(bsn, 3, 4, None, local)
    else:
        # When the notice was made is told apart only where it differs.
        day, time = instants.local(shipped_at, local)
        bsn.accept_day(3, day)
        bsn.accept(4, time, time[:4])
    if shipped_at is None:
        raise bsn.unreadable("BSN03, the date, is missing")
    bsn.accept(5, _WITH_PACKS, _WITHOUT_PACKS)
    shipment = levels.shipments[0] if levels.shipments else message
    packages, weight = carriage.load(shipment)
    heading.accept_totals(message, levels.count, levels.quantities)
    return ShipNotice(
        number=bsn.required(2),
        shipped_at=shipped_at,
        orders=levels.documents(),
        purpose=bsn.text(1),
        estimated_delivery=next((day for place in places if (day := place.day("017")) is not None), None),
        buyer=_party(places, party.BUYER) or Party(),
        supplier=_party(places, party.SUPPLIER) or Party(),
        ship_to=_party(places, party.SHIP_TO),
        ship_from=_party(places, party.SHIP_FROM),
        carrier=carriage.carrier(shipment.first("TD5")),
        tracking=references.one(shipment, "2I", "CN"),
        bill_of_lading=references.one(shipment, "BM"),
        gross_weight=weight,
        packages=packages,
        references=references.read(shipment.all("REF")),
    )


def _party(places: Sequence[LoopCursor], codes: tuple[str, ...]) -> Party | None:
    return next((found for place in places if (found := party.find(place, codes)) is not None), None)


def _write_shipment(body: Body, notice: ShipNotice) -> None:
    carriage.write_load(body, notice.packages, notice.gross_weight)
    carriage.write_carrier(body, notice.carrier)
    references.write_one(body, "BM", "bill_of_lading", notice.bill_of_lading)
    references.write_one(body, "CN", "tracking", notice.tracking)
    references.write(body, notice.references)
    body.add("DTM", "011", *instants.elements("shipped_at", notice.shipped_at, body.context.time_zone))
    body.day("017", "estimated_delivery", notice.estimated_delivery)
    party.write(body, "BY", notice.buyer, "buyer")
    party.write(body, "SU", notice.supplier, "supplier")
    party.write(body, "ST", notice.ship_to, "ship_to")
    party.write(body, "SF", notice.ship_from, "ship_from")


def _write_order(levels: Levels, shipment: int, order: ShippedOrder, at: str) -> None:
    level = levels.open("O", shipment, bool(order.lines or order.packs))
    levels.body.add(
        "PRF", (f"{at}.order_number", order.order_number), None, None, (f"{at}.order_date", order.order_date)
    )
    references.write(levels.body, order.references, f"{at}.")
    for index, line in enumerate(order.lines):
        _write_line(levels, level, line, f"{at}.lines[{index}]")
    for index, pack in enumerate(order.packs):
        _write_pack(levels, level, pack, f"{at}.packs[{index}]")


def _write_pack(levels: Levels, order: int, pack: Pack, at: str) -> None:
    level = levels.open("P", order, bool(pack.lines))
    if pack.sscc:
        levels.body.add("MAN", "GM", (f"{at}.sscc", SSCC_PREFIX + pack.sscc))
    for index, line in enumerate(pack.lines):
        _write_line(levels, level, line, f"{at}.lines[{index}]")


def _write_line(levels: Levels, parent: int, line: ShippedLine, at: str) -> None:
    body = levels.body
    levels.open("I", parent, False)
    number = (f"{at}.order_line", line.order_line)
    body.add("LIN", number, *items.pairs(line.items, at, (LOT, f"{at}.lot", line.lot)))
    value, unit = quantities.elements(line.quantity, f"{at}.quantity", "SN103")
    ordered = quantities.elements(line.ordered, f"{at}.ordered", "SN106") if line.ordered is not None else ()
    body.add("SN1", number, value, unit, None, *ordered)
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
