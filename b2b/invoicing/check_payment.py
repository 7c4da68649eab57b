"""Payment terms and account: BT-9, BT-20, BG-16, BG-17."""

from __future__ import annotations

import re
from collections.abc import Iterator

from b2b.documents import Invoice
from b2b.documents.iban import iban_problem
from b2b.invoicing.check_parties import BUYER, SELLER
from b2b.invoicing.codes import codes
from b2b.invoicing.problem import Problem

# UNTDID 4461 codes of a credit transfer, which needs an account (BR-61).
CREDIT_TRANSFER = frozenset({"30", "58"})


def says_how_to_pay(invoice: Invoice) -> bool:
    """Whether payment instructions (BG-16) are written: not for a credit transfer to an unknown account."""
    return bool(invoice.iban) or invoice.payment_means not in CREDIT_TRANSFER | {""}


def payment_problems(invoice: Invoice) -> Iterator[Problem]:
    """What payment terms and account lack. A credit note needs no account."""
    terms = invoice.terms
    wants_money = invoice.payable > 0 and invoice.kind not in codes().credit_note_types
    if wants_money and terms.due is None and not terms.text.strip():
        yield Problem(
            "BR-CO-25",
            "BT-9",
            "payment terms",
            "there is neither a due date nor a text of payment terms",
            f"set them: {BUYER} terms.net_days=30",
        )
    if (terms.discount_percent is None) != (terms.discount_days is None):
        yield Problem(
            "discount",
            "BT-20",
            "payment terms",
            "a cash discount needs both its percentage and its days",
            "give both, or neither",
        )
    elif terms.discount_percent is not None and terms.discount_percent != round(terms.discount_percent, 2):
        yield Problem(
            "discount",
            "BT-20",
            "payment terms",
            f"the cash discount of {terms.discount_percent} % has more than two decimals",
            "round it",
        )
    if invoice.payment_means and invoice.payment_means not in codes().payment_means:
        yield Problem(
            "BR-CL-16",
            "BT-81",
            "payment",
            f"{invoice.payment_means!r} is no payment means (UNTDID 4461)",
            "use 58 for a SEPA transfer or 30 for another one",
        )
    yield from _account(invoice, wants_money)


def _account(invoice: Invoice, wants_money: bool) -> Iterator[Problem]:
    if not invoice.iban:
        if invoice.payment_means in CREDIT_TRANSFER and wants_money:
            yield Problem(
                "BR-61",
                "BT-84",
                "payment",
                "the account to pay to is missing",
                f"set it: {SELLER} iban=DE02120300000000202051",
            )
        return
    if not invoice.payment_means:
        yield Problem(
            "BR-49",
            "BT-81",
            "payment",
            "there is an account but no means of payment",
            "use 58 for a SEPA transfer or 30 for another one",
        )
    looks_like_one = re.match(r"[A-Z]{2}\d\d", invoice.iban) is not None
    problem = iban_problem(invoice.iban.replace(" ", ""))
    if problem and (looks_like_one or invoice.payment_means == "58"):
        yield Problem(
            "ISO 13616",
            "BT-84",
            "payment",
            f"{invoice.iban!r} is no IBAN: {problem}",
            f"correct it: {SELLER} iban=DE02120300000000202051",
        )
