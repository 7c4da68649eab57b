"""Says what is missing or wrong in an invoice before anything is written: our own reading of the EN 16931 rules.

The published rules have the last word (`b2b.invoicing.rules`); this one is fast, needs no XML, and names the setting
to change. Rules about fields that our invoice does not have (payee, tax representative, periods) are not here.
"""

from __future__ import annotations

from collections.abc import Iterator

from b2b.documents import Invoice
from b2b.invoicing.check_amounts import amount_problems
from b2b.invoicing.check_lines import line_problems
from b2b.invoicing.check_parties import party_problems
from b2b.invoicing.check_payment import payment_problems
from b2b.invoicing.check_peppol import peppol_problems
from b2b.invoicing.check_vat import vat_problems
from b2b.invoicing.codes import codes
from b2b.invoicing.problem import Problem, Profile


def check(invoice: Invoice, profile: Profile = Profile.PEPPOL) -> tuple[Problem, ...]:
    """Every problem that the rules of EN 16931 and of `profile` would find, in reading order; empty means ready."""
    problems = [
        *_document(invoice),
        *party_problems(invoice),
        *line_problems(invoice),
        *amount_problems(invoice),
        *vat_problems(invoice),
        *payment_problems(invoice),
    ]
    if profile is Profile.PEPPOL:
        problems += peppol_problems(invoice)
    return tuple(problems)


def _document(invoice: Invoice) -> Iterator[Problem]:
    if not invoice.number.strip():
        yield Problem("BR-02", "BT-1", "invoice", "the invoice number is missing", "give the invoice a number")
    if not invoice.kind:
        yield Problem("BR-04", "BT-3", "invoice", "the invoice type is missing", "use 380, or 381 for a credit note")
    elif invoice.kind not in codes().invoice_types | codes().credit_note_types:
        yield Problem(
            "BR-CL-01", "BT-3", "invoice", f"{invoice.kind!r} is no invoice type", "use 380, or 381 for a credit note"
        )
    if not invoice.currency:
        yield Problem(
            "BR-05",
            "BT-5",
            "invoice",
            "the currency is missing",
            "set it: b2b partner set PARTNER terms.currency=EUR",
        )
    elif invoice.currency not in codes().currencies:
        yield Problem(
            "BR-CL-04",
            "BT-5",
            "invoice",
            f"{invoice.currency!r} is no ISO 4217 currency",
            "correct it: b2b partner set PARTNER terms.currency=EUR",
        )
    if not invoice.lines:
        yield Problem("BR-16", "BG-25", "invoice", "there is no line", "bill at least one line")
    if invoice.preceding_date is not None and not invoice.preceding_invoice:
        yield Problem(
            "BR-55",
            "BT-25",
            "invoice",
            "the preceding invoice has a date but no number",
            "name the invoice that this one corrects",
        )
