"""880 Grocery Products Invoice <-> `Invoice`, in the terms of EN 16931."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from b2b.documents import Invoice, InvoiceLine, Party, Reference
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    amounts,
    by_hand,
    echo,
    g23,
    g62,
    g72,
    heading,
    heading_parties,
    invoice_notes,
    invoice_totals,
    item_places,
    party,
    quantities,
    references,
    taxes,
    unit_totals,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.item_places import BUYERS_LINE_NUMBER, LINE_NUMBER, Places
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.taxes import Vat
from b2b.edi.x12.mappings.writing import Body, not_writable

_G17 = Places("G17", 4, (5, 7))
_ROLES = {
    "supplier": ("SU", "SE", "VN", "II"),
    "buyer": party.BILLED,
    "ship_to": party.SHIP_TO,
    "bill_to": party.BILL_TO,
}
_REMIT_TO = ("RI", "RE")

# G0108: what we write. Partners have more types of invoice and of credit note (by_hand.BILLS).
_TYPES = {"380": "DI", "381": "CR"}

# N901: what an invoice has fields for, by the name of the field; then the invoice that is corrected.
_NUMBERS = {
    "despatch_number": "SI",
    "buyer_reference": "CR",
    "payment_means": "9V",
    "payment_reference": "4N",
    "iban": "PY",
}
_PRECEDING = "OI"
_VENDOR_ORDER, _ORDER = "VN", "PO"

# N103 of the remit-to party: bank identification code.
_BIC = "31"

_DELIVERED = "35"


def read(tree: Node, context: Context) -> tuple[Invoice, tuple[Leftover, ...]]:
    """The invoice in an accepted 880, and what of the message it has no place for.

    An 880 names no currency: it is the agreement's. What else it does not say is derived from what it says, by the
    rules of EN 16931. Errors: Unreadable where number, date, currency, total or a quantity is missing or malformed, and
    where a line has neither price nor amount, or the invoice is of a kind that is not paid as one.
    """
    message = opened(tree, context)
    return _invoice(message), message.leftovers()


def write(invoice: Invoice, context: Context) -> list[list[str]]:
    """The body of the 880 of an invoice. Errors: NotWritable names the field."""
    body = Body(context)
    if invoice.kind not in _TYPES:
        raise not_writable(f"{invoice.kind!r} is neither an invoice (380) nor a credit note (381)", "kind", "G0108")
    if invoice.currency != context.currency:
        known = context.currency or "none"
        raise not_writable(f"an 880 names no currency, and the agreement's is {known}", "currency", "880")
    body.add(
        "G01",
        ("date", invoice.date),
        ("number", invoice.number),
        ("order_date", invoice.order_date),
        ("order_number", invoice.order_number),
        *[None] * 3,
        _TYPES[invoice.kind],
    )
    _write_heading(body, invoice)
    g72.write_vat(body, invoice.vat)
    if not invoice.vat and invoice.vat_total:
        g72.write_tax(body, "vat_total", invoice.vat_total)
    g72.write(body, invoice.allowances_charges)
    vat = Vat(invoice.vat[0].category, invoice.vat[0].rate) if len(invoice.vat) == 1 else Vat()
    for index, line in enumerate(invoice.lines):
        _write_line(body, line, invoice.currency, vat, f"lines[{index}]")
    unit_totals.write(body, "G31", [line.quantity for line in invoice.lines])
    body.add("G33", ("gross_total", invoice.gross_total))
    return echo.checked("880", body.segments, invoice, lambda tree, known: read(tree, known)[0], context)


def _invoice(message: LoopCursor) -> Invoice:
    g01 = message.required("G01")
    by_hand.require_payable(g01, 8, by_hand.BILLS, f"invoice {g01.peek(2)}")
    currency = heading.required_currency(message)
    said = g72.read(message.loops("G72"), currency)
    vat = Vat(said.vat[0].category, said.vat[0].rate) if len(said.vat) == 1 else Vat()
    read_lines = [_line(loop, currency, vat) for loop in message.loops("G17")]
    lines = tuple(line for line, _ in read_lines)
    parts = taxes.with_vat(said.parts, vat)
    sums = invoice_totals.sums(lines, parts)
    vat_total = sum((part.tax for part in said.vat), said.tax + sum((tax for _, tax in read_lines), Decimal(0)))
    numbers: dict[str, Any] = {field: references.one(message, kind, id="N9") for field, kind in _NUMBERS.items()}
    numbers |= _preceding(message)
    parties, n9s = _parties(message)
    terms, ntes = g23.read(message.all("G23"), message.all("NTE"))
    notes, exemptions = invoice_notes.read(ntes, [part.category for part in said.vat])
    unit_totals.accept(message, "G31", [line.quantity for line in lines])
    gross = _gross(message, currency, sums.taxable + vat_total)
    return Invoice(
        number=g01.required(2),
        date=g01.required_day(1),
        kind=_kind(g01),
        currency=currency,
        lines=lines,
        vat=invoice_notes.apply(said.vat, exemptions),
        net_total=sums.net,
        taxable_total=sums.taxable,
        vat_total=vat_total,
        gross_total=gross,
        payable=gross,
        allowance_total=sums.allowances,
        charge_total=sums.charges,
        allowances_charges=parts,
        terms=terms,
        order_number=g01.text(4),
        order_date=g01.day(3),
        delivery_date=g62.day(message, _DELIVERED),
        notes=tuple(notes),
        references=(*_vendor_order(g01), *references.read(n9s)),
        **parties,
        **_account(message),
        **numbers,
    )


def _gross(message: LoopCursor, currency: str, come_to: Decimal) -> Decimal:
    g33 = message.required("G33")
    gross = invoice_totals.stated(g33, 1, currency, come_to)
    if gross is None:
        raise g33.unreadable("G3301, the total of the invoice, is missing")
    return gross


def _parties(message: LoopCursor) -> tuple[dict[str, Any], Sequence[SegmentCursor]]:
    """Supplier, buyer and ship-to, and the N9 that say nothing of them."""
    found, n9s = heading_parties.read(message, _ROLES)
    traders = heading_parties.read_contacts(message, {"BY": found["buyer"], "SU": found["supplier"]})
    parties = {
        "supplier": traders["SU"] or Party(),
        "buyer": traders["BY"] or Party(),
        "ship_to": found["ship_to"],
        "bill_to": found["bill_to"],
    }
    return parties, n9s


def _kind(g01: SegmentCursor) -> str:
    g01.accept(8, _TYPES["380"])
    return "381" if g01.accept(8, *by_hand.CREDITS) else "380"


def _vendor_order(g01: SegmentCursor) -> tuple[Reference, ...]:
    """The vendor's number of the order, which we would write as an N9."""
    number = g01.text(5)
    return (Reference(_VENDOR_ORDER, number),) if number else ()


def _preceding(message: LoopCursor) -> dict[str, Any]:
    """The invoice that this one corrects, and its date."""
    found = message.first("N9", _PRECEDING)
    return {} if found is None else {"preceding_invoice": found.text(2), "preceding_date": found.day(4)}


def _account(message: LoopCursor) -> dict[str, Any]:
    """Name of the account and BIC to pay to."""
    loop = message.loop("N1", *_REMIT_TO)
    if loop is None:
        return {}
    n1 = loop.trigger
    return {"account_name": n1.text(2), "bic": n1.text(4) if n1.accept(3, _BIC) else ""}


def _line(loop: LoopCursor, currency: str, vat: Vat) -> tuple[InvoiceLine, Decimal]:
    """A line, and the taxes of which only the amount is said in it."""
    g17 = loop.trigger
    order_line = references.one(loop, BUYERS_LINE_NUMBER, id="N9")
    order_number = references.one(loop, _ORDER, id="N9")
    known = item_places.read(loop, _G17, (LINE_NUMBER,), with_lot=False)
    quantity = quantities.read(g17, 1, 2)
    if quantity is None:
        raise g17.unreadable("the line has no quantity")
    price = g17.number(3)
    if price is None:
        price = _price(g17, quantity.value)
    said = g72.read(loop.loops("G72"), currency)
    own = Vat(said.vat[0].category, said.vat[0].rate) if said.vat else vat
    parts = taxes.with_vat(said.parts, own)
    extended = amounts.product(quantity.value, price, currency)
    stated = None if g17.accept_number(14, extended) else g17.number(14)
    line = InvoiceLine(
        number=known.number,
        quantity=quantity,
        unit_price=price,
        net_amount=extended + taxes.net(parts) if stated is None else stated,
        items=known.items,
        description=known.description,
        vat_category=own.category,
        vat_rate=own.rate,
        order_line=order_line,
        order_number=order_number,
        allowances_charges=parts,
    )
    return line, said.tax


def _price(g17: SegmentCursor, quantity: Decimal) -> Decimal:
    """The price of a line that only says its amount."""
    amount = g17.number(14)
    if amount is None or not quantity:
        raise g17.unreadable("the line has no price")
    return amounts.price(amount, quantity)


def _write_heading(body: Body, invoice: Invoice) -> None:
    """From N9 to the last N1 loop."""
    for field, kind in _NUMBERS.items():
        references.write_one(body, kind, field, getattr(invoice, field), "N9")
    if invoice.preceding_invoice:
        number, date = ("preceding_invoice", invoice.preceding_invoice), ("preceding_date", invoice.preceding_date)
        body.add("N9", _PRECEDING, number, None, date)
    for field, codes in _ROLES.items():
        heading_parties.write_numbers(body, codes[0], getattr(invoice, field), field, with_endpoint=True)
    references.write(body, invoice.references, id="N9")
    heading_parties.write_contact(body, "SU", invoice.supplier, "supplier")
    heading_parties.write_contact(body, "BY", invoice.buyer, "buyer")
    g62.write_day(body, _DELIVERED, "delivery_date", invoice.delivery_date)
    g23.write_note(body, invoice.terms, "terms")
    invoice_notes.write(body, invoice.notes, invoice.vat)
    g23.write(body, invoice.terms, "terms")
    for field, codes in _ROLES.items():
        heading_parties.write(body, codes[0], getattr(invoice, field), field, with_contact=False)
    if invoice.account_name or invoice.bic:
        bic = (_BIC, ("bic", invoice.bic)) if invoice.bic else ()
        body.add("N1", _REMIT_TO[0], ("account_name", invoice.account_name), *bic)


def _write_line(body: Body, line: InvoiceLine, currency: str, vat: Vat, at: str) -> None:
    value, unit = quantities.elements(line.quantity, f"{at}.quantity", "G1702")
    placed = item_places.elements(body, _G17, line.items, at)
    placed |= {1: value, 2: unit, 3: (f"{at}.unit_price", line.unit_price)}
    derived = amounts.product(line.quantity.value, line.unit_price, currency) + taxes.net(line.allowances_charges)
    if line.net_amount != derived:
        placed[14] = (f"{at}.net_amount", line.net_amount)
    item_places.write(body, "G17", placed)
    item_places.write_description(body, line.description, line.items, at)
    numbers = [
        (LINE_NUMBER, "number", line.number),
        (BUYERS_LINE_NUMBER, "order_line", line.order_line),
        (_ORDER, "order_number", line.order_number),
    ]
    item_places.write_numbers(body, _G17, at, numbers, line.items)
    if Vat(line.vat_category, line.vat_rate) != vat:
        g72.write_rate(body, line.vat_rate, line.net_amount, at)
    g72.write(body, line.allowances_charges, f"{at}.")
