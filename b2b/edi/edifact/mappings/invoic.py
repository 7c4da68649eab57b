"""INVOIC Invoice <-> `Invoice`, in the terms of EN 16931."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from b2b.documents import AllowanceCharge, Invoice, InvoiceLine, Party
from b2b.documents.minor_units import is_rounding
from b2b.documents.same import CREDIT_NOTES
from b2b.edi.edifact.mappings import (
    bank_account,
    beginning,
    dates,
    echo,
    exemptions,
    items,
    money,
    parties,
    quantities,
    references,
    taxes,
    terms,
    texts,
)
from b2b.edi.edifact.mappings.bank_account import BankAccount
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, SegmentCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body, not_writable
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import amounts, by_hand, invoice_totals
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.invoice_totals import Sums
from b2b.edi.x12.mappings.taxes import Vat, net, with_vat

# 1001. Not among them: what replaces another bill (384), asks for money in advance (386), goes to a factor (393, 396),
# or charges for more than goods and services (80, 84, 383).
_KINDS = by_hand.Kinds(
    "1001",
    frozenset({"82", "326", "380", "382", "385", "388", "389", "390", "394", "395", "780"}) | CREDIT_NOTES - {"396"},
    frozenset({"130", "325"}),
)

# 3035. Of a bill that names nobody else, who is sent it is the buyer.
_BUYER, _SUPPLIER = (*parties.BUYER, *parties.BILL_TO), (*parties.SUPPLIER, "II")

# 2005
_ISSUED, _DELIVERED, _OF_REFERENCE = "137", ("35", "50"), "171"

# 1153. A partner who names the invoice that he corrects with IV does so in a credit note.
_ORDER, _LINE_OF_ORDER = "ON", "LI"
_DESPATCH, _PRECEDING, _BUYER_REFERENCE, _PAYMENT_REFERENCE = ("AAK", "DQ"), "OI", "CR", "PQ"

# 5025: lines, taxable, tax, with tax, paid before, due; of a line.
_NET_TOTAL, _TAXABLE, _TAX, _GROSS, _PREPAID, _DUE = "79", "125", "124", ("77", "39", "86", "128"), "113", "9"
_ALLOWANCES, _CHARGES = "260", "259"
_OF_LINE = ("203", "66")

_INVOICED = ("47", "46", "12")


def read(tree: Node, context: Context) -> tuple[Invoice, tuple[Leftover, ...]]:
    """The invoice in an accepted INVOIC, and what of the message it has no place for.

    What a message does not say is derived from what it says, by the rules of EN 16931: net amounts of lines, totals,
    and the VAT of lines where the summary has only one. Errors: Unreadable where number, date, currency, total, a
    quantity or a price is missing or malformed, and where the message is no original or of a kind that is not paid as
    an invoice is. What is due may differ from the total by more than rounding: a check of the invoice says so.
    """
    message = opened(tree, context)
    return _invoice(message), message.leftovers()


def write(invoice: Invoice, context: Context) -> list[list[str]]:
    """The body of the INVOIC of an invoice. Errors: NotWritable names the field."""
    if invoice.kind not in _KINDS.payable:
        raise not_writable(f"{invoice.kind!r} is no kind of invoice that is paid as one", "kind", "BGM01")
    if not is_rounding(invoice.payable - invoice.gross_total + invoice.prepaid, invoice.currency):
        raise not_writable(f"{invoice.payable} is more or less than rounding makes of the total", "payable", "MOA")
    body = Body(context)
    body.add("BGM", [("kind", invoice.kind)], beginning.number("number", invoice.number), beginning.ORIGINAL)
    dates.write(body, _ISSUED, "date", invoice.date)
    dates.write(body, _DELIVERED[0], "delivery_date", invoice.delivery_date)
    if invoice.payment_means:
        body.add("PAI", [None, None, ("payment_means", invoice.payment_means)])
    if invoice.terms.text:
        texts.write(body, texts.TERMS_OF_PAYMENT, "terms.text", invoice.terms.text)
    exemptions.write(body, invoice.vat)
    texts.write_notes(body, invoice.notes)
    _write_references(body, invoice)
    parties.write(body, _SUPPLIER[0], invoice.supplier, "supplier")
    parties.write(body, _BUYER[0], invoice.buyer, "buyer")
    parties.write(body, parties.SHIP_TO[0], invoice.ship_to, "ship_to")
    parties.write(body, parties.BILL_TO[0], invoice.bill_to, "bill_to")
    account = BankAccount(invoice.iban, invoice.account_name, invoice.bic)
    if account != BankAccount():
        body.add("NAD", bank_account.PAYEE)
        bank_account.write(body, account)
    money.write_currency(body, invoice.currency)
    terms.write(body, invoice.terms, "terms")
    taxes.write_allowances_charges(body, invoice.allowances_charges)
    for index, line in enumerate(invoice.lines):
        _write_line(body, line, f"lines[{index}]")
    _write_summary(body, invoice)
    return echo.checked("INVOIC", body.segments, invoice, lambda tree, known: read(tree, known)[0], context)


def _invoice(message: LoopCursor) -> Invoice:
    bgm = message.required("BGM")
    called = f"invoice {bgm.peek(at(2))}"
    by_hand.require_original(bgm, at(3), by_hand.MESSAGE_FUNCTIONS, called)
    by_hand.require_payable(bgm, at(1), _KINDS, called)
    bgm.accept(at(3), beginning.ORIGINAL)
    kind, currency = bgm.required(at(1)), money.required_currency(message)
    date = dates.find(message, _ISSUED, "3")
    if date is None:
        raise bgm.unreadable("the date of the invoice (DTM 137) is missing")
    groups = message.loops("TAX")
    stated = taxes.breakdown(groups, currency)
    vat = stated[0][0] if len(stated) == 1 else Vat()
    lines = tuple(_line(loop, currency, vat) for loop in message.loops("LIN"))
    parts = with_vat(taxes.allowances_charges(message.loops("ALC"), currency), vat)
    breakdown, untaxed = exemptions.read(message, stated, _taxable(lines, parts))
    sums = invoice_totals.sums(lines, parts)
    totals = _totals(message, bgm, currency, len(lines), sums)
    if breakdown:
        vat_total = sum((part.tax for part in breakdown), Decimal(0))
    else:
        vat_total = totals.tax or taxes.untold(groups, currency)
    return Invoice(
        number=bgm.required(at(2)),
        date=date,
        kind=kind,
        currency=currency,
        lines=lines,
        vat=breakdown,
        net_total=sums.net,
        taxable_total=sums.taxable,
        vat_total=vat_total,
        gross_total=totals.gross,
        payable=totals.payable,
        allowance_total=sums.allowances,
        charge_total=sums.charges,
        prepaid=totals.prepaid,
        rounding=totals.payable - totals.gross + totals.prepaid,
        allowances_charges=parts,
        **_parties(message),
        **_payment(message),
        **_numbers(message, kind),
        delivery_date=dates.find(message, *_DELIVERED),
        notes=(*texts.notes(message.all("FTX")), *untaxed),
        references=references.read(message.loops("RFF")),
    )


def _parties(message: LoopCursor) -> dict[str, Any]:
    seller = message.loop("NAD", *_SUPPLIER)
    account = bank_account.read([message.loop("NAD", bank_account.PAYEE), seller])
    return {
        "supplier": parties.read(seller) if seller is not None else Party(),
        "buyer": parties.find(message, _BUYER) or Party(),
        "ship_to": parties.find(message, parties.SHIP_TO),
        "bill_to": parties.find(message, parties.BILL_TO),
        "iban": account.iban,
        "bic": account.bic,
        "account_name": account.name,
    }


def _payment(message: LoopCursor) -> dict[str, Any]:
    payment = message.first("PAI")
    said = texts.of_kind(message, texts.TERMS_OF_PAYMENT)
    return {
        "terms": terms.read(message, said),
        "payment_means": payment.text(at(1, 3)) if payment is not None else "",
        "payment_reference": references.one(message, _PAYMENT_REFERENCE),
    }


def _numbers(message: LoopCursor, kind: str) -> dict[str, Any]:
    """What the invoice refers to: the order, the ship notice, the invoice that it corrects, the buyer's reference."""
    order, order_date = _dated(message, _ORDER)
    preceding, preceding_date = _dated(message, _PRECEDING, *(("IV",) if kind == "381" else ()))
    return {
        "order_number": order,
        "order_date": order_date,
        "preceding_invoice": preceding,
        "preceding_date": preceding_date,
        "despatch_number": references.one(message, *_DESPATCH),
        "buyer_reference": references.one(message, _BUYER_REFERENCE),
    }


def _line(loop: LoopCursor, currency: str, vat: Vat) -> InvoiceLine:
    lin = loop.trigger
    quantity = quantities.find(loop, *_INVOICED)
    price, _ = quantities.unit_price(loop.loops("PRI"), quantity.unit if quantity is not None else "")
    if quantity is None or price is None:
        raise lin.unreadable(f"the line has no {'quantity' if quantity is None else 'price'}")
    known = taxes.of(loop) or vat
    parts = with_vat(taxes.allowances_charges(loop.loops("ALC"), currency), known)
    amount = money.amount(loop, *_OF_LINE, currency=currency)
    derived = amounts.product(quantity.value, price, currency) + net(parts)
    order = loop.loop("RFF", _ORDER)
    order_number = order.trigger.text(at(1, 2)) if order is not None else ""
    order_line = order.trigger.text(at(1, 3)) if order is not None else ""
    return InvoiceLine(
        number=lin.text(at(1)),
        quantity=quantity,
        unit_price=price,
        net_amount=derived if amount is None else amount,
        items=items.read(lin, loop.all("PIA")),
        description=texts.description(loop.all("IMD")),
        vat_category=known.category,
        vat_rate=known.rate,
        order_line=order_line or references.one(loop, _LINE_OF_ORDER),
        order_number=order_number,
        allowances_charges=parts,
    )


@dataclass(frozen=True, slots=True)
class _Totals:
    """What no lines tell: the tax, the total with it, what of it was paid before, and what is left."""

    tax: Decimal
    gross: Decimal
    prepaid: Decimal
    payable: Decimal


def _totals(message: LoopCursor, bgm: SegmentCursor, currency: str, lines: int, sums: Sums) -> _Totals:
    """The totals that are not derived; derived ones are taken where they are right, and else stay left over."""

    def said(*kinds: str) -> Decimal | None:
        return money.amount(message, *kinds, currency=currency)

    gross, dues = said(*_GROSS), money.amounts(message, _DUE, currency)
    if len(set(dues)) > 1:
        raise bgm.unreadable(f"several amounts are due (MOA 9): {' and '.join(map(str, dues))}")
    due = dues[0] if dues else None
    if gross is None and due is None:
        raise bgm.unreadable(f"the message has neither its total (MOA 77) nor what is due (MOA 9) in {currency}")
    tax = said(_TAX, "176") or Decimal(0)
    prepaid = sum(money.amounts(message, _PREPAID, currency), Decimal(0))
    _accept_derived(message, currency, lines, sums)
    gross = gross if gross is not None else (due or Decimal(0)) + prepaid
    return _Totals(tax, gross, prepaid, gross - prepaid if due is None else due)


def _accept_derived(message: LoopCursor, currency: str, lines: int, sums: Sums) -> None:
    derived = {
        _NET_TOTAL: sums.net,
        _TAXABLE: sums.taxable,
        _ALLOWANCES: sums.allowances,
        _CHARGES: sums.charges,
    }
    for group in message.loops("MOA"):
        moa = group.trigger
        value = derived.get(moa.peek(at(1)))
        if value is not None and money.is_in(moa, currency) and moa.accept_number(at(1, 2), value):
            moa.take(at(1))
    if (uns := message.first("UNS")) is not None:
        uns.take(at(1))
    for cnt in message.all("CNT"):
        if cnt.peek(at(1)) == "2" and cnt.accept_number(at(1, 2), Decimal(lines)):
            cnt.take(at(1))


def _dated(message: LoopCursor, *kinds: str) -> tuple[str, dt.date | None]:
    """The number and the date of a reference."""
    found = message.loop("RFF", *kinds)
    if found is None:
        return "", None
    return found.trigger.text(at(1, 2)), dates.find(found, _OF_REFERENCE)


def _taxable(lines: Sequence[InvoiceLine], parts: Sequence[AllowanceCharge]) -> Mapping[Vat, Decimal]:
    """What lines, allowances and charges add up to, by category and rate (EN 16931 BR-S-08 and its like)."""
    found: dict[Vat, Decimal] = {}
    for line in lines:
        vat = Vat(line.vat_category, line.vat_rate)
        found[vat] = found.get(vat, Decimal(0)) + line.net_amount
    for part in parts:
        vat = Vat(part.vat_category, part.vat_rate)
        found[vat] = found.get(vat, Decimal(0)) + net([part])
    return found


def _write_references(body: Body, invoice: Invoice) -> None:
    if invoice.order_number or invoice.order_date is not None:
        body.add("RFF", [_ORDER, ("order_number", invoice.order_number)])
        dates.write(body, _OF_REFERENCE, "order_date", invoice.order_date)
    references.write_one(body, _DESPATCH[0], "despatch_number", invoice.despatch_number)
    if invoice.preceding_invoice or invoice.preceding_date is not None:
        body.add("RFF", [_PRECEDING, ("preceding_invoice", invoice.preceding_invoice)])
        dates.write(body, _OF_REFERENCE, "preceding_date", invoice.preceding_date)
    references.write_one(body, _BUYER_REFERENCE, "buyer_reference", invoice.buyer_reference)
    references.write_one(body, _PAYMENT_REFERENCE, "payment_reference", invoice.payment_reference)
    references.write(body, invoice.references)


def _write_line(body: Body, line: InvoiceLine, name: str) -> None:
    items.write_line(body, line.number, line.items, name)
    texts.write_description(body, f"{name}.description", line.description)
    quantities.write(body, _INVOICED[0], line.quantity, f"{name}.quantity")
    money.write(body, _OF_LINE[0], f"{name}.net_amount", line.net_amount)
    quantities.write_price(body, f"{name}.unit_price", line.unit_price)
    if line.order_number:
        number = (f"{name}.order_number", line.order_number)
        body.add("RFF", [_ORDER, number, (f"{name}.order_line", line.order_line)])
    else:
        references.write_one(body, _LINE_OF_ORDER, f"{name}.order_line", line.order_line)
    taxes.write_vat(body, Vat(line.vat_category, line.vat_rate), name)
    taxes.write_allowances_charges(body, line.allowances_charges, f"{name}.")


def _write_summary(body: Body, invoice: Invoice) -> None:
    body.add("UNS", "S")
    body.add("CNT", ["2", len(invoice.lines)])
    money.write(body, _NET_TOTAL, "net_total", invoice.net_total)
    money.write(body, _TAXABLE, "taxable_total", invoice.taxable_total)
    money.write(body, _TAX, "vat_total", invoice.vat_total)
    money.write(body, _GROSS[0], "gross_total", invoice.gross_total)
    if invoice.prepaid:
        money.write(body, _PREPAID, "prepaid", invoice.prepaid)
    money.write(body, _DUE, "payable", invoice.payable)
    if invoice.allowance_total:
        money.write(body, _ALLOWANCES, "allowance_total", invoice.allowance_total)
    if invoice.charge_total:
        money.write(body, _CHARGES, "charge_total", invoice.charge_total)
    for index, part in enumerate(invoice.vat):
        taxes.write_breakdown(body, Vat(part.category, part.rate), part.taxable, part.tax, f"vat[{index}]")
