"""867 Product Transfer and Resale Report <-> `ProductTransferReport`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import NamedAmount, Party, ProductTransfer, ProductTransferReport, Reference, TransferredItem
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    echo,
    heading,
    item_details,
    items,
    listed_codes,
    named_amounts,
    party,
    quantities,
    references,
    texts,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body, Named, Value

# Element 98: of the report, and the end user of a transfer.
_SUPPLIER = ("SU", "MF", "VN")
_DISTRIBUTOR = ("DS", "DB")
_END_USER = ("EN",)

# CUR01 where we write it.
_SELLER = "SE"


def read(tree: Node, context: Context) -> tuple[ProductTransferReport, tuple[Leftover, ...]]:
    """The report in an accepted 867, and what of the message it has no place for.

    Errors: Unreadable where its date is missing, or a number or date malformed.
    """
    message = opened(tree, context)
    return _report(message), message.leftovers()


def write(report: ProductTransferReport, context: Context) -> list[list[str]]:
    """The body of the 867 of a report. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BPT",
        ("purpose", report.purpose),
        ("number", report.number),
        ("date", report.date),
        ("report", report.report),
        *[None] * 4,
        ("refers_to", report.refers_to),
    )
    if report.currency is not None:
        body.add("CUR", _SELLER, ("currency", report.currency))
    heading.write_named_dates(body, report.dates)
    references.write(body, report.references)
    party.write(body, "SU", report.supplier, "supplier")
    party.write(body, "DS", report.distributor, "distributor")
    party.write_others(body, report.parties)
    listed_codes.write(body, report.codes)
    for index, transfer in enumerate(report.transfers):
        _write_transfer(body, transfer, f"transfers[{index}]")
    body.add("CTT", sum(len(transfer.items) for transfer in report.transfers))
    named_amounts.write(body, report.amounts)
    return echo.checked("867", body.segments, report, lambda tree, known: read(tree, known)[0], context)


def _report(message: LoopCursor) -> ProductTransferReport:
    bpt = message.required("BPT")
    transfers = tuple(_transfer(loop) for loop in message.loops("PTD"))
    amounts = _accept_totals(message, transfers)
    return ProductTransferReport(
        number=bpt.text(2),
        date=bpt.required_day(3),
        transfers=transfers,
        purpose=bpt.text(1),
        report=bpt.text(4),
        refers_to=bpt.text(9),
        currency=heading.currency(message),
        supplier=party.find(message, _SUPPLIER) or Party(),
        distributor=party.find(message, _DISTRIBUTOR) or Party(),
        parties=party.others(message),
        codes=listed_codes.read(message),
        references=references.read(message.all("REF")),
        dates=heading.named_dates(message.all("DTM")),
        amounts=amounts,
    )


def _accept_totals(message: LoopCursor, transfers: Sequence[ProductTransfer]) -> tuple[NamedAmount, ...]:
    """Take the control totals where they are right: partners count the quantities, those with an item, or the
    transfers. The amounts of the whole report stand below them."""
    found = [item for transfer in transfers for item in transfer.items]
    counts = {len(found), sum(bool(item.items) for item in found), len(transfers)}
    loops = message.loops("CTT")[:1]
    for total in [loop.trigger for loop in loops] or message.all("CTT")[:1]:
        for count in counts:
            total.accept_number(1, Decimal(count))
        total.accept_number(2, sum((item.quantity.value for item in found), Decimal(0)))
    return named_amounts.read(amt for loop in loops for amt in loop.all("AMT"))


def _transfer(loop: LoopCursor) -> ProductTransfer:
    ptd, prf = loop.trigger, loop.first("PRF")
    return ProductTransfer(
        kind=ptd.required(1),
        items=tuple(item for qty in loop.loops("QTY") if (item := _item(qty)) is not None),
        direction=ptd.text(6),
        reference=Reference(ptd.text(4), ptd.text(5)) if ptd.peek(4) and ptd.peek(5) else None,
        order_number=prf.text(1) if prf is not None else "",
        order_date=prf.day(4) if prf is not None else None,
        ship_from=party.find(loop, party.SHIP_FROM),
        ship_to=party.find(loop, party.SHIP_TO),
        bill_to=party.find(loop, party.BILL_TO),
        buyer=party.find(loop, party.BUYER),
        end_user=party.find(loop, _END_USER),
        parties=party.others(loop),
        references=references.read(loop.all("REF")),
        dates=heading.named_dates(loop.all("DTM")),
    )


def _item(loop: LoopCursor) -> TransferredItem | None:
    """The item of a QTY; one without a number stays unread."""
    qty, lin = loop.trigger, loop.first("LIN")
    quantity = quantities.read(qty, 2, 3)
    if quantity is None:
        return None
    ids = items.read(lin, 2)[0] if lin is not None else ()
    return TransferredItem(
        quantity=quantity,
        kind=qty.text(1),
        items=ids,
        number=lin.text(1) if lin is not None else "",
        description=texts.described(loop) or items.named_in_part(ids),
        unit_price=_unit_price(loop, qty.peek(3)),
        currency=heading.currency(loop),
        amounts=named_amounts.read(loop.all("AMT")),
        packing=item_details.packing(loop.first("PO4")),
        codes=listed_codes.read(loop),
        references=references.read(loop.all("REF")),
        dates=heading.named_dates(loop.all("DTM")),
    )


def _unit_price(loop: LoopCursor, unit: str) -> Decimal | None:
    """The first price for one unit of the quantity; prices for other units stay unread."""
    for uit in loop.all("UIT"):
        if uit.peek(2) and uit.peek(1) == unit:
            price = quantities.unit_price(uit, (), 1)
            if price is not None:
                uit.take(1)
                return price
    return None


def _write_transfer(body: Body, transfer: ProductTransfer, at: str) -> None:
    named: tuple[Value | Named, ...] = (None, None)
    if transfer.reference is not None:
        reference = transfer.reference
        named = (f"{at}.reference.kind", reference.kind), (f"{at}.reference.value", reference.value)
    body.add("PTD", (f"{at}.kind", transfer.kind), None, None, *named, (f"{at}.direction", transfer.direction))
    heading.write_named_dates(body, transfer.dates, f"{at}.")
    references.write(body, transfer.references, f"{at}.")
    if transfer.order_number or transfer.order_date is not None:
        number = (f"{at}.order_number", transfer.order_number)
        body.add("PRF", number, None, None, (f"{at}.order_date", transfer.order_date))
    party.write(body, "SF", transfer.ship_from, f"{at}.ship_from")
    party.write(body, "ST", transfer.ship_to, f"{at}.ship_to")
    party.write(body, "BT", transfer.bill_to, f"{at}.bill_to")
    party.write(body, "BY", transfer.buyer, f"{at}.buyer")
    party.write(body, "EN", transfer.end_user, f"{at}.end_user")
    party.write_others(body, transfer.parties, f"{at}.")
    for index, item in enumerate(transfer.items):
        _write_item(body, item, f"{at}.items[{index}]")


def _write_item(body: Body, item: TransferredItem, at: str) -> None:
    value, unit = quantities.elements(item.quantity, f"{at}.quantity", "QTY03")
    body.add("QTY", (f"{at}.kind", item.kind), value, unit)
    if ids := items.pairs(item.items, at):
        body.add("LIN", (f"{at}.number", item.number), *ids)
    item_details.write_packing(body, item.packing, f"{at}.packing")
    if item.unit_price is not None:
        body.add("UIT", unit, (f"{at}.unit_price", item.unit_price))
    named_amounts.write(body, item.amounts, f"{at}.")
    if item.description != items.named_in_part(item.items):
        texts.write_description(body, f"{at}.description", item.description)
    references.write(body, item.references, f"{at}.")
    heading.write_named_dates(body, item.dates, f"{at}.")
    if item.currency is not None:
        body.add("CUR", _SELLER, (f"{at}.currency", item.currency))
    listed_codes.write(body, item.codes, f"{at}.")
