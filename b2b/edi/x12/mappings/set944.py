"""944 Warehouse Stock Transfer Receipt Advice <-> `StockTransferReceipt`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from b2b.documents import Party, ReceiptException, StockTransferReceipt, TransferReceiptLine
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    conveyance,
    counters,
    echo,
    g62,
    heading_parties,
    item_places,
    nte,
    pack_marks,
    party,
    quantities,
    references,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.item_places import LINE_NUMBER, Places
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body

_W07 = Places("W07", 3, (4, 6, 10), lot=8)
_ROLES = {"depositor": ("DE",), "warehouse": ("WH",), "ship_from": ("SF",)}
_BILL_OF_LADING = ("BM",)


def read(tree: Node, context: Context) -> tuple[StockTransferReceipt, tuple[Leftover, ...]]:
    """The receipt in an accepted 944, and what of the message it has no place for.

    Errors: Unreadable where number, date, or a quantity is missing or malformed.
    """
    message = opened(tree, context)
    return _receipt(message), message.leftovers()


def write(receipt: StockTransferReceipt, context: Context) -> list[list[str]]:
    """The body of the 944 of a receipt. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "W17",
        ("report", receipt.report),
        ("date", receipt.date),
        ("number", receipt.number),
        ("transfer_number", receipt.transfer_number),
        ("shipment_number", receipt.shipment_number),
        None,
        None,
        ("link", receipt.link),
        ("link_sequence", receipt.link_sequence),
    )
    for field, codes in _ROLES.items():
        heading_parties.write(body, codes[0], getattr(receipt, field), field)
    party.write_others(body, receipt.parties)
    references.write_one(body, _BILL_OF_LADING[0], "bill_of_lading", receipt.bill_of_lading, "N9")
    for field, codes in _ROLES.items():
        heading_parties.write_numbers(body, codes[0], getattr(receipt, field), field)
    references.write(body, receipt.references, id="N9")
    g62.write(body, receipt.dates)
    nte.write(body, receipt.notes)
    conveyance.write(body, "W08", receipt.carriage)
    counted = counters.around_lines("944", context)
    for counter, (sscc, group) in enumerate(groupby(enumerate(receipt.lines), lambda pair: pair[1].sscc), start=1):
        members = list(group)
        if counted:
            body.add("LX", counter)
            pack_marks.write(body, sscc, "", f"lines[{members[0][0]}]")
        for index, line in members:
            _write_line(body, line, f"lines[{index}]")
    body.add("W14", sum((line.quantity.value for line in receipt.lines), Decimal(0)))
    return echo.checked("944", body.segments, receipt, lambda tree, known: read(tree, known)[0], context)


def _receipt(message: LoopCursor) -> StockTransferReceipt:
    w17 = message.required("W17")
    bill_of_lading = references.one(message, *_BILL_OF_LADING, id="N9")
    parties, n9s = heading_parties.read(message, _ROLES)
    lines = [_line(loop) for loop in message.loops("W07")]
    for lx in message.loops("LX"):
        # A counter that only counts says nothing more.
        lx.trigger.take(1)
        if loops := lx.loops("W07"):
            sscc = pack_marks.read(lx.all("MAN"), with_tracking=False).sscc
            lines += [replace(_line(loop), sscc=sscc) for loop in loops]
    if (w14 := message.first("W14")) is not None:
        w14.accept_number(1, sum((line.quantity.value for line in lines), Decimal(0)))
    return StockTransferReceipt(
        number=w17.required(3),
        date=w17.required_day(2),
        lines=tuple(lines),
        report=w17.text(1),
        transfer_number=w17.text(4),
        shipment_number=w17.text(5),
        link=w17.text(8),
        link_sequence=w17.text(9),
        depositor=parties["depositor"] or Party(),
        warehouse=parties["warehouse"] or Party(),
        ship_from=parties["ship_from"],
        parties=party.others(message),
        bill_of_lading=bill_of_lading,
        carriage=conveyance.read(message, "W08"),
        notes=nte.read(message.all("NTE")),
        dates=g62.read(message.all("G62")),
        references=references.read(n9s),
    )


def _line(loop: LoopCursor) -> TransferReceiptLine:
    w07 = loop.trigger
    known = item_places.read(loop, _W07, (LINE_NUMBER,))
    quantity = quantities.read(w07, 1, 2)
    if quantity is None:
        raise w07.unreadable("the line has no quantity")
    return TransferReceiptLine(
        quantity=quantity,
        items=known.items,
        number=known.number,
        description=known.description,
        lot=known.lot,
        exceptions=tuple(_exception(inner) for inner in loop.loops("W13")),
        references=references.read(known.others),
    )


def _exception(loop: LoopCursor) -> ReceiptException:
    w13 = loop.trigger
    quantity = quantities.read(w13, 1, 2)
    if quantity is None:
        raise w13.unreadable("the exception has no quantity")
    return ReceiptException(quantity, w13.required(3), w13.text(4), w13.text(5), references.read(loop.all("N9")))


def _write_line(body: Body, line: TransferReceiptLine, at: str) -> None:
    value, unit = quantities.elements(line.quantity, f"{at}.quantity", "W0702")
    item_places.write(body, "W07", {1: value, 2: unit} | item_places.elements(body, _W07, line.items, at, line.lot))
    item_places.write_description(body, line.description, line.items, at)
    numbers = [(LINE_NUMBER, "number", line.number)]
    item_places.write_numbers(body, _W07, at, numbers, line.items, line.lot, line.references)
    for index, exception in enumerate(line.exceptions):
        name = f"{at}.exceptions[{index}]"
        body.add(
            "W13",
            *quantities.elements(exception.quantity, f"{name}.quantity", "W1302"),
            (f"{name}.condition", exception.condition),
            (f"{name}.lot", exception.lot),
            (f"{name}.damage", exception.damage),
        )
        references.write(body, exception.references, f"{name}.", "N9")
