"""812 Credit/Debit Adjustment <-> `CreditDebit`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import CreditDebit, CreditDebitLine, Party, Reference
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import echo, heading, items, party, quantities, references, taxes
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.writing import Body, Named, Value

# BCD03: the adjustment is announced; how it is settled is said by a remittance advice.
_NOTICE = "H"

# Element 478, and element 248 of the tax that goes the same way.
_CREDIT, _DEBIT = "C", "D"
_TAX_TO_RECEIVER, _TAX_FROM_RECEIVER = "A", "C"

# CDD10 where the line names no price: as in the document.
_INVOICED = "INV"

# SAC02 of the tax that we write.
_TAX = "H850"


def read(tree: Node, context: Context) -> tuple[CreditDebit, tuple[Leftover, ...]]:
    """The adjustment in an accepted 812, and what of the message it has no place for.

    Taxes are the SAC of the heading that bear a code of a tax; other allowances and charges stay leftovers. Errors:
    Unreadable where number, date, currency, amount or direction is missing or malformed.
    """
    message = opened(tree, context)
    return _adjustment(message), message.leftovers()


def write(adjustment: CreditDebit, context: Context) -> list[list[str]]:
    """The body of the 812 of an adjustment. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BCD",
        ("date", adjustment.date),
        ("number", adjustment.number),
        _NOTICE,
        ("amount", adjustment.amount),
        _CREDIT if adjustment.credit else _DEBIT,
        ("invoice_date", adjustment.invoice_date),
        ("invoice_number", adjustment.invoice_number),
        None,
        ("order_date", adjustment.order_date),
        ("order_number", adjustment.order_number),
        ("purpose", adjustment.purpose),
    )
    body.add("CUR", "SE", ("currency", adjustment.currency))
    references.write(body, adjustment.references, id="N9")
    heading.write_named_dates(body, adjustment.dates)
    if adjustment.tax is not None:
        direction = _TAX_TO_RECEIVER if adjustment.credit else _TAX_FROM_RECEIVER
        body.add("SAC", direction, _TAX, None, None, ("tax", adjustment.tax))
    party.write(body, "SU", adjustment.supplier, "supplier", registered_in="N9")
    party.write(body, "BY", adjustment.buyer, "buyer", registered_in="N9")
    party.write(body, "ST", adjustment.ship_to, "ship_to", registered_in="N9")
    party.write(body, "BT", adjustment.bill_to, "bill_to", registered_in="N9")
    for index, line in enumerate(adjustment.lines):
        _write_line(body, line, f"lines[{index}]")
    return echo.checked("812", body.segments, adjustment, lambda tree, known: read(tree, known)[0], context)


def _adjustment(message: LoopCursor) -> CreditDebit:
    bcd = message.required("BCD")
    bcd.accept(3, _NOTICE)
    amount = bcd.implied(4, 2)
    if amount is None:
        raise bcd.unreadable("BCD04, the amount, is missing")
    credit = _is_credit(bcd, 5)
    named = (Reference(bcd.text(13), bcd.text(14)),) if bcd.peek(13) and bcd.peek(14) else ()
    return CreditDebit(
        number=bcd.required(2),
        date=bcd.required_day(1),
        credit=credit,
        amount=amount,
        currency=heading.required_currency(message),
        lines=tuple(_line(loop) for loop in message.loops("CDD")),
        tax=_tax(message.all("SAC"), credit),
        invoice_number=bcd.text(7),
        invoice_date=bcd.day(6),
        order_number=bcd.text(10),
        order_date=bcd.day(9),
        purpose=bcd.text(11),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        buyer=party.find(message, party.BILLED) or Party(),
        ship_to=party.find(message, party.SHIP_TO),
        bill_to=party.find(message, party.BILL_TO),
        dates=heading.named_dates(message.all("DTM")),
        references=(*named, *references.read(message.all("N9"))),
    )


def _is_credit(segment: SegmentCursor, element: int) -> bool:
    flag = segment.required(element)
    if flag not in (_CREDIT, _DEBIT):
        raise segment.unreadable(f"{segment.id}{element:02d} is neither a credit (C) nor a debit (D): {flag!r}")
    return flag == _CREDIT


def _tax(segments: Sequence[SegmentCursor], credit: bool) -> Decimal | None:
    """The taxes in the direction of the adjustment, None where there are none."""
    found = []
    for sac in segments:
        direction = sac.peek(1)
        if not taxes.is_tax(sac.peek(2)) or direction not in (_TAX_TO_RECEIVER, _TAX_FROM_RECEIVER) or not sac.peek(5):
            continue
        sac.take(1, 2)
        amount = sac.implied(5, 2)
        assert amount is not None
        found.append(amount if (direction == _TAX_TO_RECEIVER) is credit else -amount)
    return sum(found, Decimal(0)) if found else None


def _line(loop: LoopCursor) -> CreditDebitLine:
    cdd = loop.trigger
    lin = loop.first("LIN")
    return CreditDebitLine(
        reason=cdd.required(1),
        credit=_is_credit(cdd, 2),
        amount=cdd.implied(4, 2),
        number=cdd.text(3),
        quantity=quantities.read(cdd, 7, 8),
        unit_price=cdd.number(11),
        price_kind=cdd.text(10) or _INVOICED,
        price_difference=cdd.number(9),
        items=items.read(lin, 2)[0] if lin is not None else (),
        references=references.read(loop.all("N9")),
        dates=heading.named_dates(loop.all("DTM")),
    )


def _write_line(body: Body, line: CreditDebitLine, at: str) -> None:
    counted: tuple[Value | Named, Value | Named] = (None, None)
    if line.quantity is not None:
        counted = quantities.elements(line.quantity, f"{at}.quantity", "CDD08")
    body.add(
        "CDD",
        (f"{at}.reason", line.reason),
        _CREDIT if line.credit else _DEBIT,
        (f"{at}.number", line.number),
        (f"{at}.amount", line.amount),
        None,
        None,
        *counted,
        (f"{at}.price_difference", line.price_difference),
        (f"{at}.price_kind", line.price_kind if line.unit_price is not None else None),
        (f"{at}.unit_price", line.unit_price),
    )
    if line.items:
        body.add("LIN", None, *items.pairs(line.items, at))
    references.write(body, line.references, f"{at}.", id="N9")
    heading.write_named_dates(body, line.dates, f"{at}.")
