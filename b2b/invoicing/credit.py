"""Gives an invoice back, whole or in part: a credit note (381) with positive amounts that names what it corrects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from b2b.documents import AllowanceCharge, Invoice, InvoiceLine, PaymentTerms, Quantity
from b2b.documents.same import is_credit
from b2b.errors import NotAllowed, NotFound
from b2b.invoicing.calculate import BilledLine, Exemption, build_invoice

# UNTDID 4461: settled between the partners, so that nobody looks for an account to pay to.
CLEARING = "97"


def credit_note(
    invoice: Invoice,
    *,
    number: str,
    date: dt.date,
    quantities: Mapping[str, Decimal] | None = None,
    allowances_charges: Sequence[AllowanceCharge] | None = None,
    reason: str = "",
) -> Invoice:
    """The credit note to `invoice`, in its currency, VAT and references; `reason` becomes its note (BT-22).

    `quantities` is what is given back by line number (BT-126), in the unit of the line; None gives everything back, to
    the cent. Allowances and charges of a line go with it in proportion; those of the document have to be said
    (`allowances_charges`, perhaps none) unless everything is given back. What was paid already is left to the books.

    Raises NotFound for a line that the invoice does not have, NotAllowed for a quantity that was not billed, an invoice
    that is itself a credit note or asks for nothing, and document level amounts about which nothing is said.
    """
    where = f"invoice {invoice.number}"
    if is_credit(invoice.kind) or invoice.gross_total <= 0:
        raise NotAllowed(
            "there is nothing to give back: it is a credit note, or not above zero",
            where=where,
            next_step="bill the amount with a new invoice",
        )
    note = _whole(invoice) if quantities is None else _part(invoice, quantities, allowances_charges, where)
    return replace(
        note,
        number=number,
        date=date,
        kind="381",
        terms=PaymentTerms(),
        payment_means=CLEARING,
        iban="",
        bic="",
        account_name="",
        payment_reference="",
        preceding_invoice=invoice.number,
        preceding_date=invoice.date,
        notes=(reason,) if reason else (),
    )


def _whole(invoice: Invoice) -> Invoice:
    return replace(invoice, prepaid=Decimal(0), payable=invoice.gross_total + invoice.rounding)


def _part(
    invoice: Invoice,
    quantities: Mapping[str, Decimal],
    allowances_charges: Sequence[AllowanceCharge] | None,
    where: str,
) -> Invoice:
    if allowances_charges is None and invoice.allowances_charges:
        raise NotAllowed(
            "the invoice has allowances or charges of its own, and it is not said how much of them is given back",
            where=where,
            next_step="say which of them are given back, or that none is",
        )
    return build_invoice(
        number="",
        date=invoice.date,
        currency=invoice.currency,
        supplier=invoice.supplier,
        buyer=invoice.buyer,
        lines=tuple(_lines(invoice, quantities, where)),
        kind="381",
        allowances_charges=allowances_charges or (),
        exemptions={group.category: Exemption(group.exemption_reason, group.exemption_code) for group in invoice.vat},
        order_number=invoice.order_number,
        order_date=invoice.order_date,
        despatch_number=invoice.despatch_number,
        delivery_date=invoice.delivery_date,
        ship_to=invoice.ship_to,
        bill_to=invoice.bill_to,
        buyer_reference=invoice.buyer_reference,
        references=invoice.references,
    )


def _lines(invoice: Invoice, quantities: Mapping[str, Decimal], where: str) -> Iterator[BilledLine]:
    """The lines that are given back, in the order of the invoice."""
    known = {line.number: line for line in invoice.lines}
    if unknown := sorted(quantities.keys() - known.keys()):
        raise NotFound(
            f"the invoice has no line {', '.join(unknown)}", where=where, next_step=f"its lines are {', '.join(known)}"
        )
    if len(known) < len(invoice.lines) or not quantities:
        raise NotAllowed(
            "it is not clear which lines are given back", where=where, next_step="name lines by numbers that differ"
        )
    for number, line in known.items():
        if number in quantities:
            yield _line(line, quantities[number], where)


def _line(line: InvoiceLine, quantity: Decimal, where: str) -> BilledLine:
    billed = line.quantity.value
    if not quantity.is_finite() or not billed or not 0 < quantity / billed <= 1:
        raise NotAllowed(
            f"{quantity} cannot be given back of the {line.quantity} that were billed",
            where=f"{where}, line {line.number}",
            next_step="give back at most what was billed",
        )
    share = quantity / billed
    return BilledLine(
        number=line.number,
        quantity=Quantity(quantity, line.quantity.unit),
        unit_price=line.unit_price,
        description=line.description,
        vat_category=line.vat_category,
        vat_rate=line.vat_rate,
        items=line.items,
        order_line=line.order_line,
        order_number=line.order_number,
        allowances_charges=tuple(replace(extra, amount=extra.amount * share) for extra in line.allowances_charges),
    )
