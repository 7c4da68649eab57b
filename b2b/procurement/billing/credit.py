"""Credit notes: what of an issued invoice is given back, wholly or by lines, never more than was billed.

A credit note says prices, taxes and parties as its invoice does; only quantities are its own. It is made, checked and
sent as an invoice is, and takes its total off what the customer owes of the invoice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.documents import Invoice, PaymentTerms, json_form
from b2b.errors import NotAllowed, NotFound
from b2b.procurement import parties
from b2b.procurement.billing.draft import DraftExemption, DraftLine, InvoiceDraft
from b2b.procurement.billing.planned import CREDIT_NOTE, planned
from b2b.procurement.orders.wording import price
from b2b.procurement.parties import Trade
from b2b.procurement.receivables import account
from b2b.store.money import from_minor, to_minor
from b2b.store.states import SalesInvoiceState
from b2b.store.tables import SalesInvoice, SalesOrder

# UNTDID 4461: it is cleared between the partners, no account is paid.
_CLEARING = "97"


def plan(
    session: Session,
    now: dt.datetime,
    actor: str,
    invoice: SalesInvoice,
    quantities: Mapping[str, Decimal] | None = None,
    reason: str = "",
) -> SalesInvoice:
    """The row of a credit note with its number, and the task that will make it: for these quantities by line number, or
    for all that is left of the invoice.

    NotFound: the invoice has no such line. NotAllowed: it is no issued invoice, or more than is left of it is asked.
    """
    where = f"invoice {invoice.number}"
    if invoice.kind == CREDIT_NOTE or invoice.state != SalesInvoiceState.ISSUED:
        what = "a credit note itself" if invoice.kind == CREDIT_NOTE else f"{invoice.state}, not issued"
        raise NotAllowed(f"it is {what}", where=where, next_step=f"b2b invoices show {invoice.number}")
    left = remaining(session, invoice)
    given = _given(invoice, left, quantities)
    trade = parties.trade(session, invoice.partner_id)
    order = session.exec(select(SalesOrder).where(col(SalesOrder.id) == invoice.sales_order_id)).one()
    given_back = {"lines": {line: format(quantity, "f") for line, quantity in given.items()}, "reason": reason}
    return planned(session, now, actor, trade, order, credits=invoice, credit=given_back)


def remaining(session: Session, invoice: SalesInvoice) -> dict[str, Decimal]:
    """What is left of each line, by number, less every credit note to the invoice, made or still to be made."""
    left = {line.number: line.quantity.value for line in _document(invoice).lines}
    for note in credit_notes(session, invoice):
        for line, quantity in _quantities(note).items():
            left[line] -= quantity
    return left


def credit_notes(session: Session, invoice: SalesInvoice) -> list[SalesInvoice]:
    """The credit notes to an invoice, oldest first."""
    query = select(SalesInvoice).where(col(SalesInvoice.credited_invoice_id) == invoice.id)
    return list(session.exec(query.order_by(col(SalesInvoice.number))))


def draft(session: Session, now: dt.datetime, trade: Trade, note: SalesInvoice) -> InvoiceDraft:
    """The draft of a credit note, dated today in the company's zone."""
    invoice = _document(credited(session, note))
    given = _quantities(note)
    assert invoice.order_date is not None
    assert invoice.delivery_date is not None
    lines = tuple(
        DraftLine(
            number=line.number,
            quantity=replace(line.quantity, value=given[line.number]),
            unit_price=line.unit_price,
            description=line.description,
            vat_category=line.vat_category,
            vat_rate=line.vat_rate,
            items=line.items,
            order_line=line.order_line,
            order_number=line.order_number,
        )
        for line in invoice.lines
        if line.number in given
    )
    categories = {line.vat_category for line in lines}
    reason = str((note.credit or {}).get("reason", ""))
    return InvoiceDraft(
        id=note.id,
        number=note.number,
        date=trade.our_day(now),
        kind=CREDIT_NOTE,
        currency=note.currency,
        supplier=invoice.supplier,
        buyer=invoice.buyer,
        lines=lines,
        terms=PaymentTerms(text=f"Set off against invoice {invoice.number}"),
        order_number=invoice.order_number,
        order_date=invoice.order_date,
        buyer_reference=invoice.buyer_reference,
        despatch_number=invoice.despatch_number,
        delivery_date=invoice.delivery_date,
        ship_to=invoice.ship_to,
        bill_to=invoice.bill_to,
        payment_means=_CLEARING,
        iban="",
        bic="",
        account_name="",
        formats=trade.theirs.invoice.forms,
        exemptions=tuple(
            DraftExemption(group.category, group.exemption_reason, group.exemption_code)
            for group in invoice.vat
            if group.exemption_reason and group.category in categories
        ),
        references=invoice.references,
        preceding_invoice=invoice.number,
        preceding_date=invoice.date,
        notes=(reason,) if reason else (),
        at_most=from_minor(_left(session, note), note.currency),
    )


def settle(session: Session, now: dt.datetime, actor: str, note: SalesInvoice) -> None:
    """Take an issued credit note off its invoice. NotAllowed: with those before it, it is more than was billed."""
    invoice, left, total = credited(session, note), _left(session, note), _document(note).payable
    if to_minor(total, note.currency) > left:
        raise NotAllowed(
            f"{price(total, note.currency)} is more than the {price(from_minor(left, note.currency), note.currency)}"
            f" left of {invoice.number}",
            where=f"credit note {note.number}",
            next_step=f"b2b invoices show {invoice.number}",
        )
    account.credit(session, now, actor, invoice, note, to_minor(total, note.currency))


def _left(session: Session, note: SalesInvoice) -> int:
    """What the other credit notes have left of the invoice, in minor units."""
    invoice = credited(session, note)
    others = (one for one in credit_notes(session, invoice) if one.id != note.id)
    given = (_document(one).payable for one in others if one.state == SalesInvoiceState.ISSUED)
    return invoice.gross - sum(to_minor(amount, invoice.currency) for amount in given)


def credited(session: Session, note: SalesInvoice) -> SalesInvoice:
    """The invoice that a credit note gives back."""
    return session.exec(select(SalesInvoice).where(col(SalesInvoice.id) == note.credited_invoice_id)).one()


def _given(
    invoice: SalesInvoice, left: Mapping[str, Decimal], quantities: Mapping[str, Decimal] | None
) -> dict[str, Decimal]:
    where = f"invoice {invoice.number}"
    given = {line: quantity for line, quantity in (quantities or left).items() if quantities or quantity > 0}
    for line, quantity in given.items():
        if line not in left:
            raise NotFound(f"it has no line {line}; its lines: {', '.join(left)}", where=where)
        if quantity <= 0 or quantity > left[line]:
            raise NotAllowed(
                f"{quantity:f} of line {line} cannot be credited, {left[line]:f} is left of it",
                where=where,
                next_step=f"b2b invoices show {invoice.number}",
            )
    if not given:
        raise NotAllowed("all of it was credited before", where=where, next_step=f"b2b why invoice:{invoice.number}")
    return given


def _quantities(note: SalesInvoice) -> dict[str, Decimal]:
    return {line: Decimal(quantity) for line, quantity in (note.credit or {}).get("lines", {}).items()}


def _document(invoice: SalesInvoice) -> Invoice:
    document = json_form.from_json(invoice.document)
    assert isinstance(document, Invoice)
    return document
