"""A credit note in the terms of EN 16931 from a credit adjustment (X12 812), and back.

The 812 knows neither rates nor categories of VAT. What a credit is taxed with is what the goods were taxed with: it is
taken from the invoice that the 812 adjusts, and has to come to the tax that the 812 states. Where it does not, or where
the 812 states none, no credit note is made: that is for people to decide.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from b2b.documents.credit_debit import CreditDebit, CreditDebitLine
from b2b.documents.invoice import Invoice, InvoiceLine, VatBreakdown
from b2b.documents.values import Quantity
from b2b.errors import NotWritable, Unreadable

_CREDIT_NOTE = "381"
_ONE = "C62"
_CENT = Decimal("0.01")
_EXACT = Context(prec=100)


def credit_note(adjustment: CreditDebit, invoice: Invoice) -> Invoice:
    """The credit note (BT-3 `381`) that an adjustment of `invoice` amounts to; lines that take something back are
    negative.

    Errors: Unreadable where it cancels or replaces another, is a debit or of another invoice or currency, where its
    parts do not add up to it, and where its tax cannot be told.
    """
    _check(adjustment, invoice)
    lines = tuple(_line(line, number, invoice) for number, line in enumerate(adjustment.lines, start=1))
    vat = _breakdown(lines, invoice)
    net, tax = sum((line.net_amount for line in lines), Decimal(0)), sum((part.tax for part in vat), Decimal(0))
    if tax != (adjustment.tax or Decimal(0)):
        stated = "none" if adjustment.tax is None else str(adjustment.tax)
        raise _unreadable(f"at the rates of invoice {invoice.number} its tax is {tax}, it states {stated}", "tax")
    if net + tax != adjustment.amount:
        raise _unreadable(f"its lines and its tax come to {net + tax}, it says {adjustment.amount}", "amount")
    return Invoice(
        number=adjustment.number,
        date=adjustment.date,
        kind=_CREDIT_NOTE,
        currency=adjustment.currency,
        supplier=invoice.supplier,
        buyer=invoice.buyer,
        lines=lines,
        vat=vat,
        net_total=net,
        taxable_total=net,
        vat_total=tax,
        gross_total=adjustment.amount,
        payable=adjustment.amount,
        order_number=adjustment.order_number or invoice.order_number,
        order_date=adjustment.order_date or invoice.order_date,
        preceding_invoice=invoice.number,
        preceding_date=invoice.date,
        ship_to=adjustment.ship_to,
        bill_to=adjustment.bill_to or invoice.bill_to,
        references=adjustment.references,
    )


def adjustment(note: Invoice, reason: str) -> CreditDebit:
    """The credit adjustment of a credit note, for a partner who reads 812; `reason` is X12 element 426.

    Errors: NotWritable where it is an invoice, and where it has allowances, charges or a prepaid amount, which an 812
    cannot tell apart.
    """
    if note.kind != _CREDIT_NOTE:
        raise _not_writable(f"{note.kind!r} is not a credit note ({_CREDIT_NOTE})", "kind")
    if note.allowances_charges or note.payable != note.gross_total:
        raise _not_writable("allowances, charges and prepaid amounts have no place in an 812", "allowances_charges")
    return CreditDebit(
        number=note.number,
        date=note.date,
        credit=True,
        amount=note.payable,
        currency=note.currency,
        lines=tuple(_adjusted(line, reason) for line in note.lines),
        tax=note.vat_total,
        invoice_number=note.preceding_invoice,
        invoice_date=note.preceding_date,
        order_number=note.order_number,
        order_date=note.order_date,
        supplier=note.supplier,
        buyer=note.buyer,
        ship_to=note.ship_to,
        bill_to=note.bill_to,
        references=note.references,
    )


def _check(adjustment: CreditDebit, invoice: Invoice) -> None:
    if adjustment.purpose not in ("00", ""):
        raise _unreadable(f"by its purpose {adjustment.purpose} it is no new one", "purpose")
    if not adjustment.credit:
        raise _unreadable("it is a debit, no credit note", "credit")
    if adjustment.invoice_number != invoice.number:
        adjusted = adjustment.invoice_number or "no invoice"
        raise _unreadable(f"it adjusts {adjusted}, not {invoice.number}", "invoice_number")
    if adjustment.currency != invoice.currency:
        problem = f"it is in {adjustment.currency}, invoice {invoice.number} in {invoice.currency}"
        raise _unreadable(problem, "currency")
    for index, line in enumerate(adjustment.lines):
        if line.amount is None:
            raise _unreadable("the line names no amount", f"lines[{index}].amount")
    if not adjustment.lines:
        raise _unreadable("it has no lines", "lines")


def _line(line: CreditDebitLine, number: int, invoice: Invoice) -> InvoiceLine:
    values = {item.value for item in line.items}
    alike = [sold for sold in invoice.lines if values & {item.value for item in sold.items}]
    category, rate = _vat(alike or list(invoice.lines), number)
    quantity, price = _counted(line)
    return InvoiceLine(
        number=line.number or str(number),
        quantity=quantity,
        unit_price=price,
        net_amount=line.towards_receiver,
        items=line.items,
        description=next((sold.description for sold in alike), "") or f"adjustment {line.reason}",
        vat_category=category,
        vat_rate=rate,
        order_line=alike[0].order_line if len(alike) == 1 else "",
        order_number=alike[0].order_number if len(alike) == 1 else "",
    )


def _vat(sold: list[InvoiceLine], number: int) -> tuple[str, Decimal]:
    """The one category and rate of these lines."""
    found = {(line.vat_category, line.vat_rate) for line in sold}
    if len(found) != 1:
        raise _unreadable("the invoice has several rates of VAT, and the line names no article of it", f"line {number}")
    return found.pop()


def _counted(line: CreditDebitLine) -> tuple[Quantity, Decimal]:
    """Quantity and price where they come to the amount, else one unit of the whole amount."""
    sign = 1 if line.credit else -1
    assert line.amount is not None
    price = line.unit_price if line.price_difference is None else abs(line.price_difference)
    if line.quantity is not None and price is not None and _cents(line.quantity.value * price) == line.amount:
        return Quantity(sign * line.quantity.value, line.quantity.unit), price
    return Quantity(Decimal(sign), _ONE), line.amount


def _breakdown(lines: tuple[InvoiceLine, ...], invoice: Invoice) -> tuple[VatBreakdown, ...]:
    """The VAT of the lines by category and rate (EN 16931 BR-S-08, BR-S-09), exemptions as the invoice has them."""
    sums: dict[tuple[str, Decimal], Decimal] = {}
    for line in lines:
        at = (line.vat_category, line.vat_rate)
        sums[at] = sums.get(at, Decimal(0)) + line.net_amount
    known = {(part.category, part.rate): part for part in invoice.vat}
    found = []
    for (category, rate), taxable in sums.items():
        part = known.get((category, rate))
        reason, code = (part.exemption_reason, part.exemption_code) if part is not None else ("", "")
        found.append(VatBreakdown(category, rate, taxable, _cents(taxable * rate / 100), reason, code))
    return tuple(found)


def _adjusted(line: InvoiceLine, reason: str) -> CreditDebitLine:
    credit = line.net_amount >= 0
    counted = line.quantity.unit and (line.quantity.value >= 0) is credit
    return CreditDebitLine(
        reason=reason,
        credit=credit,
        amount=abs(line.net_amount),
        number=line.number,
        quantity=Quantity(abs(line.quantity.value), line.quantity.unit) if counted else None,
        unit_price=line.unit_price if counted else None,
        items=line.items,
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP, _EXACT)


def _unreadable(problem: str, where: str) -> Unreadable:
    return Unreadable(
        f"the adjustment cannot be taken for a credit note: {problem}",
        where=where,
        next_step="ask the supplier for a credit note (810 with type CR), or book it by hand",
    )


def _not_writable(problem: str, where: str) -> NotWritable:
    return NotWritable(problem, where=where, next_step="send it as an 810 credit memo")
