"""Does an invoice that came in add up? Our own arithmetic on the invoice itself, whatever format it came in.

Unlike `check`, which keeps our own invoices from leaving, this says nothing about fields that a sender owes only to
EN 16931 (VAT ids, electronic addresses): the official rules do that for UBL and CII, and an 810 owes them to nobody.
Checked is what would be paid: lines, sums, VAT, signs and currency. What is fatal must not be paid as it is; a
warning is worth a look.
"""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from b2b.documents import Invoice, InvoiceLine, VatBreakdown
from b2b.documents.minor_units import invoice_digits, is_rounding
from b2b.documents.same import is_credit
from b2b.invoicing.calculate import vat_bases
from b2b.invoicing.check_amounts import amount_problems
from b2b.invoicing.check_vat import PREFIX
from b2b.invoicing.codes import codes
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.problem import Problem
from b2b.invoicing.reading import InvoiceReading

_ASK = "ask the sender for a correct invoice, or for a credit note"
_SEE_LEFTOVERS = "see the leftovers of the message for a tax or charge that an invoice cannot hold, or ask the sender"
_EXACT = decimal.Context(prec=60)
# PEPPOL-EN16931-R120 allows this much between a line's amount and quantity times price.
_LINE_SLACK = Decimal("0.02")
# BR-CO-17 as it is published: systems that round VAT line by line are allowed less than one unit of currency.
_VAT_SLACK = Decimal(1)


def check_reading(reading: InvoiceReading) -> tuple[Problem, ...]:
    """`check_received` of what was read from a file, with what the reader found by itself."""
    return reading.problems + check_received(reading.invoice, reading.format)


def check_received(invoice: Invoice, source: InvoiceFormat) -> tuple[Problem, ...]:
    """Everything that does not add up, in reading order; empty means that the invoice agrees with itself.

    `source` decides which rules apply: an 810 has a VAT breakdown only where its sender gives one.
    """
    with decimal.localcontext(_EXACT):
        problems = [
            *_document(invoice),
            *(problem for line in invoice.lines for problem in _line(line, invoice.currency)),
            *_sums(invoice, source),
            *_vat(invoice, source),
            *_signs(invoice),
        ]
    return tuple(problems)


def _document(invoice: Invoice) -> Iterator[Problem]:
    if not invoice.number.strip():
        yield Problem("BR-02", "BT-1", "invoice", "the invoice has no number", _ASK)
    if not invoice.currency:
        yield Problem("BR-05", "BT-5", "invoice", "the invoice has no currency", _ASK)
    elif invoice.currency not in codes().currencies:
        yield Problem("BR-CL-04", "BT-5", "invoice", f"{invoice.currency!r} is no ISO 4217 currency", _ASK)
    if not invoice.lines:
        yield _warning(
            "BR-16",
            "BG-25",
            "invoice",
            "the invoice has no lines, so that it can only be compared by its totals",
            "compare it with the order by hand",
        )
    if invoice.terms.due is not None and invoice.terms.due < invoice.date:
        yield _warning(
            "due date",
            "BT-9",
            "payment terms",
            f"it was due on {invoice.terms.due}, before its date {invoice.date}",
            "ask the sender when it is due, or pay at once",
        )


def _line(line: InvoiceLine, currency: str) -> Iterator[Problem]:
    where = f"line {line.number}"
    extras = sum((a.amount if a.is_charge else -a.amount for a in line.allowances_charges), Decimal(0))
    expected = line.quantity.value * line.unit_price + extras
    difference = abs(line.net_amount - expected)
    if difference > max(_LINE_SLACK, Decimal(1).scaleb(-invoice_digits(currency))) + _cut_off(line, 6):
        message = f"the amount is {line.net_amount}, but {line.quantity} at {line.unit_price}"
        message += " with allowances and charges" if extras else ""
        message += f" are {_rounded(expected, currency)}"
        # A sender that calculates with more digits of the price than it shows is no reason to refuse.
        is_fatal = difference > _LINE_SLACK + _cut_off(line, 2)
        yield Problem("PEPPOL-EN16931-R120", "BT-131", where, message, _ASK, is_fatal)
    if line.unit_price < 0:
        yield Problem("BR-27", "BT-146", where, f"the price {line.unit_price} is negative", _ASK)
    if line.quantity.value < 0:
        yield _warning(
            "negative quantity",
            "BT-129",
            where,
            f"{line.quantity} are billed",
            "see whether something was sent back",
        )


def _cut_off(line: InvoiceLine, least: int) -> Decimal:
    """What digits of the price behind those that are shown (at least so many) can make of the line's amount."""
    exponent = line.unit_price.as_tuple().exponent
    assert isinstance(exponent, int), "a price is a number"
    digits = -exponent
    return abs(line.quantity.value) * Decimal(1).scaleb(-max(digits, least)) / 2


def _sums(invoice: Invoice, source: InvoiceFormat) -> Iterator[Problem]:
    for problem in amount_problems(invoice):
        if problem.rule == "BR-CO-10" and not invoice.lines:
            continue
        if problem.rule == "BR-CO-14" and not invoice.vat:
            continue
        if problem.rule == "BR-CO-15" and source is InvoiceFormat.X12:
            yield replace(problem, next_step=_SEE_LEFTOVERS)
        else:
            yield replace(problem, next_step=_ASK)
    # UBL and CII say by what they round; 810 and INVOIC have an amount due and no word for why it is another one.
    if source is InvoiceFormat.X12 and not is_rounding(invoice.rounding, invoice.currency):
        left = f"{invoice.gross_total} less {invoice.prepaid} paid before" if invoice.prepaid else invoice.gross_total
        message = f"the amount due is {invoice.payable}, the total is {left}, and nothing says why they differ"
        yield Problem("amount due", "BT-115", "totals", message, _SEE_LEFTOVERS)


def _vat(invoice: Invoice, source: InvoiceFormat) -> Iterator[Problem]:
    if not invoice.vat:
        if source is not InvoiceFormat.X12 and invoice.lines:
            yield Problem("BR-CO-18", "BG-23", "VAT breakdown", "the invoice has no VAT breakdown", _ASK)
        return
    for group in invoice.vat:
        yield from _group(group, len(invoice.lines), invoice.currency)
    bases = vat_bases(invoice.lines, invoice.allowances_charges)
    if source is InvoiceFormat.X12 and any(not category for category, _ in bases):
        message = "the VAT of some lines is not said, so that its bases cannot be compared"
        yield _warning("BR-CO-04", "BT-151", "VAT breakdown", message, "see the 810 for TXI segments of the lines")
        return
    for group in invoice.vat:
        base = bases.pop((group.category, group.rate), Decimal(0))
        if invoice.lines and abs(group.taxable - base) >= _VAT_SLACK:
            message = f"the taxable amount is {group.taxable}, but its lines, allowances and charges make {base}"
            yield Problem(f"{PREFIX.get(group.category, 'BR-S')}-08", "BT-116", _name(group), message, _ASK)
    for category, rate in bases:
        message = f"no VAT is stated for lines of category {category or 'unknown'} at {rate} %"
        yield Problem(f"{PREFIX.get(category, 'BR-S')}-01", "BG-23", "VAT breakdown", message, _ASK)


def _group(group: VatBreakdown, lines: int, currency: str) -> Iterator[Problem]:
    expected = group.taxable * group.rate / 100
    difference = abs(group.tax - expected)
    # Half a minor unit is rounding; as much for each line is rounding line by line.
    rounding = Decimal(1).scaleb(-invoice_digits(currency)) / 2 * max(lines, 1)
    if difference <= rounding:
        return
    found = Problem(
        "BR-CO-17",
        "BT-117",
        _name(group),
        f"the VAT is {group.tax}, but {group.rate} % of {group.taxable} are {_rounded(expected, currency)}",
        _ASK,
    )
    yield found if difference >= _VAT_SLACK else replace(found, is_fatal=False)


def _signs(invoice: Invoice) -> Iterator[Problem]:
    if invoice.gross_total >= 0:
        return
    if is_credit(invoice.kind):
        yield Problem(
            "credit note sign",
            "BT-112",
            "totals",
            f"the credit note has a negative total of {invoice.gross_total}: it may mean to give money or to take it",
            "ask the sender for a credit note with positive amounts, or for an invoice",
        )
    else:
        yield _warning(
            "negative invoice",
            "BT-112",
            "totals",
            f"the invoice has a negative total of {invoice.gross_total}",
            "see whether it is meant as a credit note",
        )


def _warning(rule: str, term: str, where: str, message: str, next_step: str) -> Problem:
    return Problem(rule, term, where, message, next_step, is_fatal=False)


def _name(group: VatBreakdown) -> str:
    return f"VAT {group.category or '(no category)'} {group.rate} %"


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return round(amount, invoice_digits(currency))
