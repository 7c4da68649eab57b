"""What Peppol BIS Billing 3.0 asks beyond EN 16931, with its German national rules."""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from decimal import Decimal

from b2b.documents import Invoice, Party
from b2b.invoicing.check_parties import ASK_FOR_PLACE, BUYER, SELLER
from b2b.invoicing.content import SALES_ORDER
from b2b.invoicing.problem import Problem

# The published rule allows this much for rounding, which is not enough where a currency has no decimals.
_LINE_SLACK = Decimal("0.02")
_CATEGORY_OF_EXEMPTION = {
    "VATEX-EU-G": ("PEPPOL-EN16931-P0104", "G"),
    "VATEX-EU-O": ("PEPPOL-EN16931-P0105", "O"),
    "VATEX-EU-IC": ("PEPPOL-EN16931-P0106", "K"),
    "VATEX-EU-AE": ("PEPPOL-EN16931-P0107", "AE"),
    "VATEX-EU-D": ("PEPPOL-EN16931-P0108", "E"),
    "VATEX-EU-F": ("PEPPOL-EN16931-P0109", "E"),
    "VATEX-EU-I": ("PEPPOL-EN16931-P0110", "E"),
    "VATEX-EU-J": ("PEPPOL-EN16931-P0111", "E"),
}


def peppol_problems(invoice: Invoice) -> Iterator[Problem]:
    """Electronic addresses, references, the arithmetic of lines, and the national rules between German parties."""
    for party, rule, term, who, command in (
        (invoice.supplier, "PEPPOL-EN16931-R020", "BT-34", "seller", SELLER),
        (invoice.buyer, "PEPPOL-EN16931-R010", "BT-49", "buyer", BUYER),
    ):
        if party.endpoint is None or not party.endpoint.value:
            yield Problem(
                rule,
                term,
                who,
                f"the {who} has no electronic address",
                f"set it: {command} endpoint.scheme=9930 endpoint.value=DE123456789",
            )
        elif party.endpoint.scheme == "0088" and not is_gln(party.endpoint.value):
            yield Problem(
                "PEPPOL-COMMON-R040",
                term,
                who,
                f"{party.endpoint.value!r} is no GLN: it needs 13 digits and a fitting check digit",
                f"correct it: {command} endpoint.value=GLN",
            )
    named = invoice.order_number or any(reference.kind == SALES_ORDER for reference in invoice.references)
    if not (invoice.buyer_reference or named):
        yield Problem(
            "PEPPOL-EN16931-R003",
            "BT-10",
            "invoice",
            "there is neither a buyer's reference nor an order number",
            f"set the reference that the buyer wants to see: {BUYER} buyer_reference=REFERENCE",
        )
    yield from _lines(invoice)
    yield from _exemptions(invoice)
    if invoice.supplier.address.country == invoice.buyer.address.country == "DE":
        yield from _german(invoice)


def _lines(invoice: Invoice) -> Iterator[Problem]:
    for line in invoice.lines:
        with decimal.localcontext(prec=60):
            extras = sum((a.amount if a.is_charge else -a.amount for a in line.allowances_charges), Decimal(0))
            expected = line.quantity.value * line.unit_price + extras
            differs = abs(line.net_amount - expected) > _LINE_SLACK
        if differs:
            yield Problem(
                "PEPPOL-EN16931-R120",
                "BT-131",
                f"line {line.number}",
                f"the amount is {line.net_amount}, not {expected} (quantity times price, allowances and charges)",
                "bill whole units at prices that need no rounding, or let the invoice be calculated again",
            )


def _exemptions(invoice: Invoice) -> Iterator[Problem]:
    for group in invoice.vat:
        rule, category = _CATEGORY_OF_EXEMPTION.get(group.exemption_code.upper(), ("", group.category))
        if category != group.category:
            yield Problem(
                rule,
                "BT-121",
                f"VAT {group.category} {group.rate} %",
                f"{group.exemption_code} goes with VAT category {category}",
                "correct the VAT category or the code",
            )


def _german(invoice: Invoice) -> Iterator[Problem]:
    if not invoice.iban and invoice.payment_means in ("", "30", "58"):
        yield Problem(
            "DE-R-001",
            "BG-16",
            "payment",
            "German parties need payment instructions",
            f"set the account: {SELLER} iban=DE02120300000000202051",
        )
    if not invoice.buyer_reference:
        yield Problem(
            "DE-R-015",
            "BT-10",
            "invoice",
            "German parties need a buyer's reference (Leitweg-ID or any other)",
            f"set the reference that the buyer wants to see: {BUYER} buyer_reference=REFERENCE",
        )
    yield from _contact(invoice.supplier)
    for party, who, city, postal_code in (
        (invoice.supplier, "seller", ("DE-R-003", "BT-37"), ("DE-R-004", "BT-38")),
        (invoice.buyer, "buyer", ("DE-R-008", "BT-52"), ("DE-R-009", "BT-53")),
        (invoice.ship_to, "place of delivery", ("DE-R-010", "BT-77"), ("DE-R-011", "BT-78")),
    ):
        if party is None or not party.address.country:
            continue
        command = {"seller": SELLER, "buyer": BUYER}.get(who)
        if not party.address.city:
            how = f"set it: {command} address.city=CITY" if command else ASK_FOR_PLACE
            yield Problem(*city, who, f"the {who}'s city is missing", how)
        if not party.address.postal_code:
            how = f"set it: {command} address.postal_code=80331" if command else ASK_FOR_PLACE
            yield Problem(*postal_code, who, f"the {who}'s postal code is missing", how)


def _contact(seller: Party) -> Iterator[Problem]:
    contact = seller.contact
    if contact is None:
        yield Problem(
            "DE-R-002",
            "BG-6",
            "seller",
            "German parties need the seller's contact",
            f'set it: {SELLER} contact.name="NAME" contact.phone=NUMBER contact.email=ADDRESS',
        )
        return
    for rule, term, what, value, option in (
        ("DE-R-005", "BT-41", "name", contact.name, 'contact.name="NAME"'),
        ("DE-R-006", "BT-42", "telephone number", contact.phone, "contact.phone=NUMBER"),
        ("DE-R-007", "BT-43", "e-mail address", contact.email, "contact.email=ADDRESS"),
    ):
        if not value:
            yield Problem(rule, term, "seller", f"the seller's contact has no {what}", f"set it: {SELLER} {option}")


def is_gln(text: str) -> bool:
    """Whether `text` is a 13-digit number with a fitting GS1 check digit."""
    if len(text) != 13 or not (text.isascii() and text.isdigit()):
        return False
    weighted = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(text[:12]))
    return (10 - weighted % 10) % 10 == int(text[12])
