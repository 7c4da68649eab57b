"""810 Invoice <-> `Invoice`, in the terms of EN 16931."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from b2b.documents import AllowanceCharge, Invoice, InvoiceLine, Party, VatBreakdown
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    amounts,
    by_hand,
    echo,
    heading,
    invoice_notes,
    invoice_totals,
    items,
    party,
    quantities,
    references,
    taxes,
    texts,
)
from b2b.edi.x12.mappings import terms as payment_terms
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.taxes import Vat
from b2b.edi.x12.mappings.writing import Body, not_writable

# BIG07: what we write. Partners have more types of invoice and of credit note (by_hand.BILLS).
_TYPES = {"380": "DI", "381": "CR"}

_SUPPLIER = ("SU", "SE", "VN", "II")
_REMIT_TO = ("RI", "RE")

# REF kinds: the last three are payment category (UNTDID 4461), special payment reference, account of the payee.
_DESPATCH, _PRECEDING, _BUYER_REFERENCE = "SI", "OI", "CR"
_PAYMENT_MEANS, _PAYMENT_REFERENCE, _ACCOUNT = "9V", "4N", "PY"

# N103 of the remit-to party: bank identification code.
_BIC = "31"

# Element 235 in IT1: the order's number and the buyer's line number in it.
_ORDER, _ORDER_LINE = "PO", "PL"

_DELIVERED = "035"
_NET_PRICE = "NET"

# AMT01: line total, amount due, what has been paid before, taxes.
_LINE_TOTAL, _DUE, _PAID, _TAX = "1", "BAP", "D", "T"


def read(tree: Node, context: Context) -> tuple[Invoice, tuple[Leftover, ...]]:
    """The invoice in an accepted 810, and what of the message it has no place for.

    What a message does not say is derived from what it says, by the rules of EN 16931: net amounts of lines, totals,
    and the VAT of lines where the summary has only one. Errors: Unreadable where number, date, currency, total, a
    quantity or a price is missing or malformed, where lines are in different currencies, and where the
    message is no original or of a kind that is not paid as an invoice is.
    """
    message = opened(tree, context)
    return _invoice(message), message.leftovers()


def write(invoice: Invoice, context: Context) -> list[list[str]]:
    """The body of the 810 of an invoice. Errors: NotWritable names the field."""
    body = Body(context)
    if invoice.kind not in _TYPES:
        raise not_writable(f"{invoice.kind!r} is neither an invoice (380) nor a credit note (381)", "kind", "BIG07")
    body.add(
        "BIG",
        ("date", invoice.date),
        ("number", invoice.number),
        ("order_date", invoice.order_date),
        ("order_number", invoice.order_number),
        None,
        None,
        _TYPES[invoice.kind],
        "00",
    )
    invoice_notes.write(body, invoice.notes, invoice.vat)
    body.add("CUR", "SE", ("currency", invoice.currency))
    _write_references(body, invoice)
    party.write(body, "SU", invoice.supplier, "supplier")
    party.write(body, "BY", invoice.buyer, "buyer")
    party.write(body, "ST", invoice.ship_to, "ship_to")
    party.write(body, "BT", invoice.bill_to, "bill_to")
    if invoice.account_name or invoice.bic:
        bic = (_BIC, ("bic", invoice.bic)) if invoice.bic else ()
        body.add("N1", "RI", ("account_name", invoice.account_name), *bic)
    payment_terms.write(body, invoice.terms, "terms")
    body.day(_DELIVERED, "delivery_date", invoice.delivery_date)
    for index, line in enumerate(invoice.lines):
        _write_line(body, line, invoice.currency, f"lines[{index}]")
    body.add("TDS", ("gross_total", invoice.gross_total))
    taxes.write_breakdown(body, invoice.vat, _taxable(invoice.lines, invoice.allowances_charges))
    _write_amounts(body, invoice)
    taxes.write_allowances_charges(body, invoice.allowances_charges)
    body.add("CTT", len(invoice.lines))
    return echo.checked("810", body.segments, invoice, lambda tree, known: read(tree, known)[0], context)


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be paid: the total with taxes, what of it was paid before, and what is left."""

    gross: Decimal
    prepaid: Decimal
    payable: Decimal


def _invoice(message: LoopCursor) -> Invoice:
    big = message.required("BIG")
    called = f"invoice {big.peek(2)}"
    by_hand.require_original(big, 8, by_hand.PURPOSES, called)
    by_hand.require_payable(big, 7, by_hand.BILLS, called)
    loops = message.loops("IT1")
    currency = heading.common_currency(message, loops) or heading.required_currency(message)
    txis = message.all("TXI")
    stated = taxes.breakdown(txis)
    vat = stated[0][0] if len(stated) == 1 else Vat()
    lines = tuple(_line(loop, currency, vat) for loop in loops)
    parts = taxes.with_vat(taxes.allowances_charges(message.loops("SAC")), vat)
    sums = invoice_totals.sums(lines, parts)
    breakdown, notes = _breakdown(message, stated, _taxable(lines, parts))
    if breakdown:
        vat_total = sum((part.tax for part in breakdown), Decimal(0))
    else:
        vat_total = _amount(message, _TAX) or taxes.untold(txis)
    heading.accept_totals(message, len(lines), (line.quantity.value for line in lines))
    for kind, derived in ((_LINE_TOTAL, sums.net), (_TAX, vat_total)):
        if (total := message.first("AMT", kind)) is not None:
            total.accept_number(2, derived)
    due = _due(message, currency, sums.taxable + vat_total)
    preceding, preceding_date = _preceding(message)
    return Invoice(
        number=big.required(2),
        date=big.required_day(1),
        kind=_kind(big),
        currency=currency,
        lines=lines,
        vat=breakdown,
        net_total=sums.net,
        taxable_total=sums.taxable,
        vat_total=vat_total,
        gross_total=due.gross,
        payable=due.payable,
        allowance_total=sums.allowances,
        charge_total=sums.charges,
        prepaid=due.prepaid,
        rounding=due.payable - due.gross + due.prepaid,
        allowances_charges=parts,
        terms=payment_terms.read(message.first("ITD")),
        order_number=big.text(4),
        order_date=big.day(3),
        preceding_invoice=preceding,
        preceding_date=preceding_date,
        delivery_date=message.day(_DELIVERED),
        **_parties(message),
        **_account(message),
        notes=notes,
        despatch_number=references.one(message, _DESPATCH),
        buyer_reference=references.one(message, _BUYER_REFERENCE),
        payment_means=references.one(message, _PAYMENT_MEANS),
        payment_reference=references.one(message, _PAYMENT_REFERENCE),
        references=references.read(message.all("REF")),
    )


def _breakdown(
    message: LoopCursor, stated: Sequence[tuple[Vat, Decimal, Decimal | None]], taxable: Mapping[Vat, Decimal]
) -> tuple[tuple[VatBreakdown, ...], tuple[str, ...]]:
    """The VAT by category and rate, with the reasons of exemptions, which stand among the notes; the other notes."""
    notes, exemptions = invoice_notes.read(message.all("NTE"), [known.category for known, _, _ in stated])
    parts = [
        VatBreakdown(known.category, known.rate, taxable.get(known, Decimal(0)) if base is None else base, tax)
        for known, tax, base in stated
    ]
    for _, said in texts.noted_loops(message.loops("N9")):
        notes += said
    return invoice_notes.apply(parts, exemptions), tuple(notes)


def _due(message: LoopCursor, currency: str, come_to: Decimal) -> _Due:
    tds = message.required("TDS")
    gross = invoice_totals.stated(tds, 1, currency, come_to)
    if gross is None:
        raise tds.unreadable("TDS01, the total of the invoice, is missing")
    due, paid = _amount(message, _DUE), _amount(message, _PAID) or Decimal(0)
    return _Due(gross, paid, gross - paid if due is None else due)


def _parties(message: LoopCursor) -> dict[str, Any]:
    return {
        "supplier": party.find(message, _SUPPLIER) or Party(),
        "buyer": party.find(message, party.BILLED) or Party(),
        "ship_to": party.find(message, party.SHIP_TO),
        "bill_to": party.find(message, party.BILL_TO),
    }


def _kind(big: SegmentCursor) -> str:
    big.accept(8, "00")
    big.accept(7, _TYPES["380"])
    return "381" if big.accept(7, *by_hand.CREDITS) else "380"


def _amount(message: LoopCursor, kind: str) -> Decimal | None:
    """The amounts of this kind together, such as several payments; None where there are none."""
    found = []
    while (amt := message.first("AMT", kind)) is not None:
        found.append(amt.required_number(2))
    return sum(found, Decimal(0)) if found else None


def _preceding(message: LoopCursor) -> tuple[str, dt.date | None]:
    """The invoice that this one corrects, and its date (ISO 8601), which a REF can only hold as text."""
    found = message.first("REF", _PRECEDING)
    if found is None:
        return "", None
    try:
        date = dt.date.fromisoformat(found.peek(3))
    except ValueError:
        return found.text(2), None
    found.take(3)
    return found.text(2), date


def _account(message: LoopCursor) -> dict[str, Any]:
    """The account to pay to: name, BIC and IBAN."""
    iban = references.one(message, _ACCOUNT)
    loop = message.loop("N1", *_REMIT_TO)
    if loop is None:
        return {"iban": iban}
    n1 = loop.trigger
    bic = n1.text(4) if n1.accept(3, _BIC) else ""
    return {"account_name": n1.text(2), "bic": bic, "iban": iban or references.one(loop, _ACCOUNT)}


def _line(loop: LoopCursor, currency: str, vat: Vat) -> InvoiceLine:
    it1 = loop.trigger
    ids, apart = items.read(it1, 6, (_ORDER, _ORDER_LINE))
    ctps = loop.all("CTP")
    quantity, price = quantities.read(it1, 2, 3), quantities.unit_price(it1, ctps)
    if quantity is None or price is None:
        raise it1.unreadable(f"the line has no {'quantity' if quantity is None else 'price'}")
    known = taxes.of(loop.all("TXI")) or vat
    parts = taxes.with_vat(taxes.allowances_charges(loop.loops("SAC")), known)
    net = amounts.product(quantity.value, price, currency) + taxes.net(parts)
    for ctp in ctps:
        if ctp.peek(8) and not ctp.peek(3) and ctp.accept(2, _NET_PRICE):
            net = ctp.required_number(8)
    return InvoiceLine(
        number=it1.text(1),
        quantity=quantity,
        unit_price=price,
        net_amount=net,
        items=ids,
        description=texts.described(loop) or items.named_in_part(ids),
        vat_category=known.category,
        vat_rate=known.rate,
        order_line=apart.get(_ORDER_LINE, ""),
        order_number=apart.get(_ORDER, ""),
        allowances_charges=parts,
    )


def _taxable(lines: Sequence[InvoiceLine], parts: Sequence[AllowanceCharge]) -> Mapping[Vat, Decimal]:
    """What lines, allowances and charges add up to, by category and rate (EN 16931 BR-S-08 and its like)."""
    found: dict[Vat, Decimal] = {}
    for line in lines:
        vat = Vat(line.vat_category, line.vat_rate)
        found[vat] = found.get(vat, Decimal(0)) + line.net_amount
    for part in parts:
        vat = Vat(part.vat_category, part.vat_rate)
        found[vat] = found.get(vat, Decimal(0)) + taxes.net([part])
    return found


def _write_references(body: Body, invoice: Invoice) -> None:
    references.write_one(body, _DESPATCH, "despatch_number", invoice.despatch_number)
    if invoice.preceding_invoice:
        date = invoice.preceding_date.isoformat() if invoice.preceding_date else ""
        body.add("REF", _PRECEDING, ("preceding_invoice", invoice.preceding_invoice), ("preceding_date", date))
    references.write_one(body, _BUYER_REFERENCE, "buyer_reference", invoice.buyer_reference)
    references.write_one(body, _PAYMENT_MEANS, "payment_means", invoice.payment_means)
    references.write_one(body, _PAYMENT_REFERENCE, "payment_reference", invoice.payment_reference)
    references.write_one(body, _ACCOUNT, "iban", invoice.iban)
    references.write(body, invoice.references)


def _write_line(body: Body, line: InvoiceLine, currency: str, at: str) -> None:
    value, unit = quantities.elements(line.quantity, f"{at}.quantity", "IT103")
    apart = ((_ORDER, f"{at}.order_number", line.order_number), (_ORDER_LINE, f"{at}.order_line", line.order_line))
    price = (f"{at}.unit_price", line.unit_price)
    body.add("IT1", (f"{at}.number", line.number), value, unit, price, None, *items.pairs(line.items, at, *apart))
    taxes.write_vat(body, Vat(line.vat_category, line.vat_rate), at)
    derived = amounts.product(line.quantity.value, line.unit_price, currency) + taxes.net(line.allowances_charges)
    if line.net_amount != derived:
        body.add("CTP", None, _NET_PRICE, *[None] * 5, (f"{at}.net_amount", line.net_amount))
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    taxes.write_allowances_charges(body, line.allowances_charges, f"{at}.")


def _write_amounts(body: Body, invoice: Invoice) -> None:
    if invoice.payable != invoice.gross_total - invoice.prepaid:
        body.add("AMT", _DUE, ("payable", invoice.payable))
    if invoice.prepaid:
        body.add("AMT", _PAID, ("prepaid", invoice.prepaid))
    if not invoice.vat and invoice.vat_total:
        body.add("AMT", _TAX, ("vat_total", invoice.vat_total))
