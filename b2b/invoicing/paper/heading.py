"""The top of the first page: who bills whom, and the facts that find the invoice again."""

from __future__ import annotations

import datetime as dt

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from b2b.documents import Invoice, Party
from b2b.invoicing.paper import wording
from b2b.invoicing.paper.style import (
    ACCENT,
    BODY,
    LABEL,
    PADDING,
    SELLER,
    SHADE,
    SMALL,
    STRONG,
    TITLE,
    WIDTH,
    grid,
    style,
    text,
)


def letterhead(invoice: Invoice) -> Table:
    """The seller on the left, what the paper is on the right."""
    title = text(wording.title(invoice), TITLE, "title")
    number = text(invoice.number, style("number", 11, bold=True, right=True), "number")
    sender = [text(invoice.supplier.name, SELLER, "seller name")]
    sender += [text(line, SMALL, "seller address") for line in wording.address(invoice.supplier.address)]
    return grid(
        [[sender, [title, Spacer(0, 3), number]]],
        [WIDTH * 0.58, WIDTH * 0.42],
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4 * mm),
        ("LINEBELOW", (0, 0), (-1, -1), 1.2, ACCENT),
    )


def heading(invoice: Invoice) -> Table:
    """Who gets the bill, the buyer and the place of delivery on the left; dates, orders and references on the right."""
    billed = invoice.bill_to if invoice.bill_to and invoice.bill_to.name else invoice.buyer
    parties = _party("Bill to", billed)
    if billed != invoice.buyer:
        parties += [Spacer(0, 3 * mm), *_party("Buyer", invoice.buyer)]
    if invoice.ship_to is not None:
        parties += [Spacer(0, 3 * mm), *_party("Deliver to", invoice.ship_to)]
    return grid(
        [[parties, _facts(invoice)]],
        [WIDTH * 0.54, WIDTH * 0.46],
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (0, 0), 6 * mm),
        ("RIGHTPADDING", (1, 0), (1, 0), 0),
    )


def _party(label: str, party: Party) -> list[Flowable]:
    where = label.lower()
    parts: list[Flowable] = [text(label, LABEL, where), text(party.name, STRONG, where)]
    parts += [text(line, BODY, where) for line in wording.address(party.address)]
    if party.vat_id:
        parts.append(text(f"VAT id {party.vat_id}", BODY, where))
    return parts


def _facts(invoice: Invoice) -> Table:
    facts = [
        ("Date", invoice.date.isoformat()),
        ("Due", invoice.terms.due.isoformat() if invoice.terms.due else ""),
        ("Currency", invoice.currency),
        ("Your order", _dated(invoice.order_number, invoice.order_date)),
        ("Your reference", invoice.buyer_reference),
        ("Delivery note", invoice.despatch_number),
        ("Delivered on", invoice.delivery_date.isoformat() if invoice.delivery_date else ""),
        ("Corrects invoice", _dated(invoice.preceding_invoice, invoice.preceding_date)),
        *((wording.reference(reference), reference.value) for reference in invoice.references),
    ]
    rows = [[text(k, LABEL, "facts"), text(v, BODY, k.lower())] for k, v in facts if v]
    return grid(
        rows,
        [WIDTH * 0.16, WIDTH * 0.30],
        ("BACKGROUND", (0, 0), (-1, -1), SHADE),
        ("TOPPADDING", (0, 0), (-1, -1), 1.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
    )


def _dated(number: str, date: dt.date | None) -> str:
    return f"{number} of {date.isoformat()}" if number and date else number
