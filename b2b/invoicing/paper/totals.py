"""The end of the invoice: VAT breakdown, totals, and how to pay."""

from __future__ import annotations

from collections.abc import Iterable

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from b2b.documents import Invoice, VatBreakdown
from b2b.invoicing import terms as payment_terms
from b2b.invoicing.paper import typeface, wording
from b2b.invoicing.paper.style import ACCENT, BODY, LABEL, LINE, SHADE, SMALL, STRONG, WIDTH, grid, style, text
from b2b.invoicing.paper.typeface import BOLD


def summary(invoice: Invoice) -> Table:
    """The VAT breakdown on the left, the totals on the right."""
    return grid(
        [[_vat(invoice), _totals(invoice)]],
        [WIDTH * 0.52, WIDTH * 0.48],
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (0, 0), 5 * mm),
        ("RIGHTPADDING", (1, 0), (1, 0), 0),
    )


def _vat(invoice: Invoice) -> list[Flowable]:
    names = [_vat_name(group) for group in invoice.vat]
    taxable = [wording.amount(group.taxable, invoice.currency) for group in invoice.vat]
    tax = [wording.amount(group.tax, invoice.currency) for group in invoice.vat]
    for size in (8.0, 7.0, 6.0, 5.0, 4.0):
        widths = [_widest(taxable, size), _widest(tax, size)]
        rest = WIDTH * 0.485 - sum(widths)
        if rest >= 24 * mm:
            break
    small, right = style(f"vat {size}", size), style(f"vat right {size}", size, right=True)
    head, head_right = style("vat head", 7.5, bold=True), style("vat head right", 7.5, bold=True, right=True)
    rows = [[text("VAT", head, "VAT"), text("Taxable", head_right, "VAT"), text("VAT", head_right, "VAT")]]
    for name, base, amount in zip(names, taxable, tax, strict=True):
        rows.append([text(name, small, "VAT"), text(base, right, "VAT"), text(amount, right, "VAT")])
    table = grid(
        rows,
        [max(rest, 10 * mm), *widths],
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 1),
        ("RIGHTPADDING", (0, 0), (-1, -1), 1),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    )
    return [table, Spacer(0, 1.5 * mm), *_exemptions(invoice)]


def _vat_name(group: VatBreakdown) -> str:
    name = wording.VAT_CATEGORIES.get(group.category, group.category)
    return f"{name} {wording.number(group.rate)} %" if group.category in ("S", "L", "M") else name


def _exemptions(invoice: Invoice) -> list[Flowable]:
    """Why a group bears no VAT, as the law wants it said on paper."""
    reasons: list[Flowable] = []
    for group in invoice.vat:
        code = f"({group.exemption_code})" if group.exemption_code else ""
        reason = " ".join(filter(None, (group.exemption_reason, code)))
        if reason:
            reasons.append(text(f"{_vat_name(group)}: {reason}", SMALL, "exemption reason"))
    return reasons


def _totals(invoice: Invoice) -> Table:
    currency = invoice.currency
    rows = [("Sum of lines", wording.amount(invoice.net_total, currency))]
    for extra in invoice.allowances_charges:
        what = extra.reason or ("Charge" if extra.is_charge else "Allowance")
        rows.append((what, wording.amount(extra.amount if extra.is_charge else -extra.amount, currency)))
    rows += [
        ("Total without VAT", wording.amount(invoice.taxable_total, currency)),
        ("VAT", wording.amount(invoice.vat_total, currency)),
        ("Total with VAT", wording.amount(invoice.gross_total, currency)),
    ]
    if invoice.prepaid:
        rows.append(("Paid already", wording.amount(-invoice.prepaid, currency)))
    if invoice.rounding:
        rows.append(("Rounding", wording.amount(invoice.rounding, currency)))
    due = "To be credited" if wording.title(invoice) == "Credit note" else "Amount due"
    rows.append((f"{due} ({currency})", wording.amount(invoice.payable, currency)))
    last = len(rows) - 1
    cells = [
        [
            text(name, style("total bold", 10, bold=True) if i == last else BODY, "totals"),
            text(value, style(f"value {i == last}", 10 if i == last else 9, bold=i == last, right=True), "totals"),
        ]
        for i, (name, value) in enumerate(rows)
    ]
    values = _widest((value for _, value in rows), 10)
    return grid(
        cells,
        [max(WIDTH * 0.48 - values, 20 * mm), values],
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LINEABOVE", (0, last), (-1, last), 0.8, ACCENT),
        ("BACKGROUND", (0, last), (-1, last), SHADE),
    )


def _widest(values: Iterable[str], size: float) -> float:
    """The width of a column in which every number stands on one line."""
    return max([20 * mm, *(typeface.width(value, BOLD, size) + 14 for value in values)])


def payment(invoice: Invoice) -> list[Flowable]:
    """When, how much less for paying soon, and to which account."""
    terms = invoice.terms
    lines = [
        f"Please pay by {terms.due.isoformat()}." if terms.due and invoice.payable > 0 else "",
        f"{payment_terms.sentence(terms)}." if payment_terms.sentence(terms) else "",
        terms.text,
    ]
    parts: list[Flowable] = [text(line, BODY, "payment terms") for line in lines if line]
    account = [
        ("Account", invoice.account_name),
        ("IBAN", wording.iban(invoice.iban)),
        ("BIC", invoice.bic),
        ("Payment reference", invoice.payment_reference),
    ]
    rows = [[text(k, LABEL, "account"), text(v, STRONG, "account")] for k, v in account if v]
    if invoice.iban:
        table = grid(
            rows,
            [WIDTH * 0.18, WIDTH * 0.6],
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        )
        parts += [Spacer(0, 2 * mm), table]
    return parts or [Spacer(0, 1)]
