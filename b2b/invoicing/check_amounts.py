"""Do the amounts add up (BR-CO-10 to BR-CO-16), and do they have at most two decimals (BR-DEC-*)?"""

from __future__ import annotations

import decimal
from collections.abc import Iterator, Sequence
from decimal import Decimal

from b2b.documents import AllowanceCharge, Invoice
from b2b.invoicing.problem import Problem

_CALCULATE = "let the invoice be calculated again from its lines"
_EXACT = decimal.Context(prec=60)


def amount_problems(invoice: Invoice) -> Iterator[Problem]:
    """Totals that are not what they should be, and amounts with too many decimals."""
    with decimal.localcontext(_EXACT):
        yield from _sums(invoice)
    yield from _decimals(invoice)


def _sums(invoice: Invoice) -> Iterator[Problem]:
    lines = sum((line.net_amount for line in invoice.lines), Decimal(0))
    for rule, term, name, is_value, should_be in (
        ("BR-CO-10", "BT-106", "sum of the lines", invoice.net_total, lines),
        ("BR-CO-11", "BT-107", "sum of allowances", invoice.allowance_total, _total(invoice.allowances_charges, False)),
        ("BR-CO-12", "BT-108", "sum of charges", invoice.charge_total, _total(invoice.allowances_charges, True)),
        (
            "BR-CO-13",
            "BT-109",
            "total without VAT",
            invoice.taxable_total,
            invoice.net_total - invoice.allowance_total + invoice.charge_total,
        ),
        ("BR-CO-14", "BT-110", "VAT total", invoice.vat_total, sum((g.tax for g in invoice.vat), Decimal(0))),
        ("BR-CO-15", "BT-112", "total with VAT", invoice.gross_total, invoice.taxable_total + invoice.vat_total),
        (
            "BR-CO-16",
            "BT-115",
            "amount due",
            invoice.payable,
            invoice.gross_total - invoice.prepaid + invoice.rounding,
        ),
    ):
        if is_value != should_be:
            yield Problem(rule, term, "totals", f"the {name} is {is_value}, not {should_be}", _CALCULATE)


def _total(extras: Sequence[AllowanceCharge], is_charge: bool) -> Decimal:
    return sum((extra.amount for extra in extras if extra.is_charge == is_charge), Decimal(0))


def _decimals(invoice: Invoice) -> Iterator[Problem]:
    amounts = [
        ("BR-DEC-09", "BT-106", "totals", invoice.net_total),
        ("BR-DEC-10", "BT-107", "totals", invoice.allowance_total),
        ("BR-DEC-11", "BT-108", "totals", invoice.charge_total),
        ("BR-DEC-12", "BT-109", "totals", invoice.taxable_total),
        ("BR-DEC-13", "BT-110", "totals", invoice.vat_total),
        ("BR-DEC-14", "BT-112", "totals", invoice.gross_total),
        ("BR-DEC-16", "BT-113", "totals", invoice.prepaid),
        ("BR-DEC-17", "BT-114", "totals", invoice.rounding),
        ("BR-DEC-18", "BT-115", "totals", invoice.payable),
    ]
    for group in invoice.vat:
        amounts.append(("BR-DEC-19", "BT-116", "VAT breakdown", group.taxable))
        amounts.append(("BR-DEC-20", "BT-117", "VAT breakdown", group.tax))
    for extra in invoice.allowances_charges:
        rule, term = ("BR-DEC-05", "BT-99") if extra.is_charge else ("BR-DEC-01", "BT-92")
        amounts.append((rule, term, "invoice", extra.amount))
    for line in invoice.lines:
        amounts.append(("BR-DEC-23", "BT-131", f"line {line.number}", line.net_amount))
        for extra in line.allowances_charges:
            rule, term = ("BR-DEC-27", "BT-141") if extra.is_charge else ("BR-DEC-24", "BT-136")
            amounts.append((rule, term, f"line {line.number}", extra.amount))
    for rule, term, where, amount in amounts:
        if amount != round(amount, 2):
            yield Problem(rule, term, where, f"{amount} has more than two decimals", _CALCULATE)
