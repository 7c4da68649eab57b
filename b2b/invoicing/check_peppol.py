"""What Peppol BIS Billing 3.0 asks beyond EN 16931, with its German national rules."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.documents import Invoice, Party
from b2b.invoicing.check_parties import BUYER, SELLER
from b2b.invoicing.problem import Problem


def peppol_problems(invoice: Invoice) -> Iterator[Problem]:
    """Electronic addresses, a reference of the buyer, and the national rules where both parties are German."""
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
                f"set it: {command} --endpoint 9930:DE123456789",
            )
        elif party.endpoint.scheme == "0088" and not is_gln(party.endpoint.value):
            yield Problem(
                "PEPPOL-COMMON-R040",
                term,
                who,
                f"{party.endpoint.value!r} is no GLN: it needs 13 digits and a fitting check digit",
                f"correct it: {command} --endpoint 0088:GLN",
            )
    if not (invoice.buyer_reference or invoice.order_number):
        yield Problem(
            "PEPPOL-EN16931-R003",
            "BT-10",
            "invoice",
            "there is neither a buyer's reference nor an order number",
            f"set the reference that the buyer wants to see: {BUYER} --buyer-reference REFERENCE",
        )
    if invoice.supplier.address.country == invoice.buyer.address.country == "DE":
        yield from _german(invoice)


def _german(invoice: Invoice) -> Iterator[Problem]:
    if not invoice.iban and invoice.payment_means in ("", "30", "58"):
        yield Problem(
            "DE-R-001",
            "BG-16",
            "payment",
            "German parties need payment instructions",
            f"set the account: {SELLER} --iban DE02120300000000202051",
        )
    if not invoice.buyer_reference:
        yield Problem(
            "DE-R-015",
            "BT-10",
            "invoice",
            "German parties need a buyer's reference (Leitweg-ID or any other)",
            f"set the reference that the buyer wants to see: {BUYER} --buyer-reference REFERENCE",
        )
    yield from _contact(invoice.supplier)
    places = [(invoice.supplier, "seller", SELLER, ("DE-R-003", "BT-37"), ("DE-R-004", "BT-38"))]
    places.append((invoice.buyer, "buyer", BUYER, ("DE-R-008", "BT-52"), ("DE-R-009", "BT-53")))
    if invoice.ship_to is not None and invoice.ship_to.address.country:
        where = BUYER + " --location"
        places.append((invoice.ship_to, "place of delivery", where, ("DE-R-010", "BT-77"), ("DE-R-011", "BT-78")))
    for party, who, command, city, postal_code in places:
        if not party.address.city:
            yield Problem(*city, who, f"the {who}'s city is missing", f"set it: {command} --city CITY")
        if not party.address.postal_code:
            yield Problem(
                *postal_code, who, f"the {who}'s postal code is missing", f"set it: {command} --postal-code 80331"
            )


def _contact(seller: Party) -> Iterator[Problem]:
    contact = seller.contact
    if contact is None:
        yield Problem(
            "DE-R-002",
            "BG-6",
            "seller",
            "German parties need the seller's contact",
            f'set it: {SELLER} --contact "NAME" --phone NUMBER --email ADDRESS',
        )
        return
    for rule, term, what, value, option in (
        ("DE-R-005", "BT-41", "name", contact.name, '--contact "NAME"'),
        ("DE-R-006", "BT-42", "telephone number", contact.phone, "--phone NUMBER"),
        ("DE-R-007", "BT-43", "e-mail address", contact.email, "--email ADDRESS"),
    ):
        if not value:
            yield Problem(rule, term, "seller", f"the seller's contact has no {what}", f"set it: {SELLER} {option}")


def is_gln(text: str) -> bool:
    """Whether `text` is a 13-digit number with a fitting GS1 check digit."""
    if len(text) != 13 or not (text.isascii() and text.isdigit()):
        return False
    weighted = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(text[:12]))
    return (10 - weighted % 10) % 10 == int(text[12])
