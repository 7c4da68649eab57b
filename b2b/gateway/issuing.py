"""Issues an invoice: draft, arithmetic, our own check, the three forms, the official rules; only then it is recorded.

Nothing leaves that the rules reject: the invoice is blocked with an exception that says what is missing. Rendering and
rules take seconds and happen outside of any transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from b2b.documents import Invoice
from b2b.errors import NotAllowed, NotWritable
from b2b.gateway.bootstrap import Gateway
from b2b.invoicing import render as rendering
from b2b.invoicing.calculate import BilledLine, Exemption, build_invoice
from b2b.invoicing.check import check
from b2b.invoicing.check_received import check_received
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.problem import Problem, Profile
from b2b.invoicing.render import Rendered
from b2b.invoicing.rule_report import RuleReport
from b2b.procurement.billing import service as billing
from b2b.procurement.billing.draft import Blocked, InvoiceDraft
from b2b.store import blobs
from b2b.store.states import SalesInvoiceState
from b2b.store.tables import SalesInvoice

INCOMPLETE = "invoice-incomplete"
REJECTED = "invoice-rejected-by-rules"


class InvoiceBlocked(NotAllowed):
    """The invoice is blocked; an exception that says why stands open already."""


def issue_invoice(gateway: Gateway, invoice_id: str) -> dict[str, Any]:
    """Issue the invoice of this row; done before is done. InvoiceBlocked: something is missing or the rules say no.

    TechnicalError: the rules could not be run; nothing is known, and nothing left.
    """
    if (issued := _issued(gateway, invoice_id)) is not None:
        return {"number": issued, "duplicate": True}
    now = gateway.clock.now()
    with gateway.store.write() as session:
        draft = billing.prepare(session, now, gateway.actor, invoice_id)
    if isinstance(draft, Blocked):
        raise InvoiceBlocked("data are missing", where=f"invoice {draft.number}", next_step=_look(draft.case))
    invoice = calculate(draft)
    forms = [form for form in rendering.FORMS if form in draft.formats]
    if forms:
        rendered = _european(gateway, invoice_id, invoice, forms, now)
    elif problems := [problem for problem in check_received(invoice, InvoiceFormat.X12) if problem.is_fatal]:
        raise _blocked(gateway, invoice_id, invoice, INCOMPLETE, problems)
    else:
        rendered = Rendered()
    _record(gateway, invoice_id, invoice, rendered, forms)
    return {"number": invoice.number, "duplicate": False}


def _european(gateway: Gateway, invoice_id: str, invoice: Invoice, forms: Sequence[str], now: dt.datetime) -> Rendered:
    """The files in the forms of EN 16931, once its rules accept them."""
    profile = Profile.PEPPOL if invoice.supplier.endpoint and invoice.buyer.endpoint else Profile.EN16931
    if problems := check(invoice, profile):
        raise _blocked(gateway, invoice_id, invoice, INCOMPLETE, problems)
    try:
        rendered = rendering.render(invoice, made_at=now, profile=profile, forms=forms)
    except NotWritable as problem:
        own = Problem("", "", problem.where, problem.message, problem.next_step)
        raise _blocked(gateway, invoice_id, invoice, INCOMPLETE, [own]) from problem
    report = rendering.verify(rendered, packs=gateway.rule_packs)
    if not report.passed:
        raise _blocked(gateway, invoice_id, invoice, REJECTED, _failures(report))
    return rendered


def calculate(draft: InvoiceDraft) -> Invoice:
    """The complete invoice of a draft. Where no VAT is known at all, as in an 810 from outside its reach, there is no
    breakdown either.
    """
    invoice = _built(draft)
    if draft.at_most is not None and invoice.payable > draft.at_most:
        invoice = _built(draft, draft.at_most - invoice.payable)
    return invoice if any(line.vat_category for line in invoice.lines) else replace(invoice, vat=())


def _built(draft: InvoiceDraft, rounding: Decimal = Decimal(0)) -> Invoice:
    lines = [BilledLine(**{name: getattr(line, name) for name in _LINE_FIELDS}) for line in draft.lines]
    return build_invoice(
        number=draft.number,
        date=draft.date,
        kind=draft.kind,
        currency=draft.currency,
        supplier=draft.supplier,
        buyer=draft.buyer,
        lines=lines,
        terms=draft.terms,
        order_number=draft.order_number,
        order_date=draft.order_date,
        buyer_reference=draft.buyer_reference,
        despatch_number=draft.despatch_number,
        delivery_date=draft.delivery_date,
        ship_to=draft.ship_to,
        bill_to=draft.bill_to,
        payment_means=draft.payment_means,
        iban=draft.iban,
        bic=draft.bic,
        account_name=draft.account_name,
        references=draft.references,
        preceding_invoice=draft.preceding_invoice,
        preceding_date=draft.preceding_date,
        notes=draft.notes,
        exemptions={one.category: Exemption(one.reason, one.code) for one in draft.exemptions},
        rounding=rounding,
    )


_LINE_FIELDS = (
    "number",
    "quantity",
    "unit_price",
    "description",
    "vat_category",
    "vat_rate",
    "items",
    "order_line",
    "order_number",
)


def _issued(gateway: Gateway, invoice_id: str) -> str | None:
    """The number of an invoice that a run before a crash has issued already."""
    query = select(SalesInvoice.number).where(
        col(SalesInvoice.id) == invoice_id, col(SalesInvoice.state) == SalesInvoiceState.ISSUED
    )
    with gateway.store.read() as session:
        return session.exec(query).first()


def _record(gateway: Gateway, invoice_id: str, invoice: Invoice, rendered: Rendered, forms: Sequence[str]) -> None:
    files = {form: getattr(rendered, form) for form in forms}
    for content in files.values():
        blobs.stage(gateway.store, content)
    with gateway.store.write() as session:
        now = gateway.clock.now()
        sha256 = {form: blobs.put(session, gateway.store, content, now) for form, content in files.items()}
        billing.record_issued(
            session,
            now,
            gateway.actor,
            invoice_id,
            invoice,
            ubl_sha256=sha256.get("ubl"),
            cii_sha256=sha256.get("cii"),
            pdf_sha256=sha256.get("pdf"),
        )


def _blocked(
    gateway: Gateway, invoice_id: str, invoice: Invoice, code: str, problems: Sequence[Problem]
) -> InvoiceBlocked:
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    message = f"invoice {invoice.number} is not sent: {problems[0].message}{more}"
    details = {"problems": [asdict(problem) for problem in problems]}
    with gateway.store.write() as session:
        case = billing.block(session, gateway.clock.now(), gateway.actor, invoice_id, code, message, details)
    return InvoiceBlocked(problems[0].message, where=f"invoice {invoice.number}", next_step=_look(case))


def _failures(report: RuleReport) -> list[Problem]:
    return [
        Problem(f.rule, "", f.location, f.text, "report it: our own check should have said so") for f in report.failures
    ]


def _look(case: int) -> str:
    return f"b2b exceptions show {case}"
