"""Lines and their allowances, charges and codes: BG-20, BG-21, BG-25 to BG-31."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.documents import AllowanceCharge, Invoice, InvoiceLine
from b2b.invoicing.check_parties import SELLER
from b2b.invoicing.codes import codes
from b2b.invoicing.problem import Problem


def line_problems(invoice: Invoice) -> Iterator[Problem]:
    """What a line or an allowance or charge lacks."""
    for position, line in enumerate(invoice.lines, 1):
        where = f"line {line.number or position}"
        yield from _line(line, where)
        for extra in line.allowances_charges:
            rules = ("BR-44", "BT-144", "BR-CO-24") if extra.is_charge else ("BR-42", "BT-139", "BR-CO-23")
            yield from _allowance_charge(extra, where, rules)
    for extra in invoice.allowances_charges:
        rules = ("BR-38", "BT-104", "BR-CO-22") if extra.is_charge else ("BR-33", "BT-97", "BR-CO-21")
        yield from _allowance_charge(extra, "invoice", rules)


def _line(line: InvoiceLine, where: str) -> Iterator[Problem]:
    if not line.number.strip():
        yield Problem("BR-21", "BT-126", where, "the line has no number", "number the lines")
    if not line.quantity.unit:
        yield Problem(
            "BR-23",
            "BT-130",
            where,
            "the unit is missing",
            "give the item a unit in its catalog: b2b catalog import FILE",
        )
    elif line.quantity.unit not in codes().units:
        yield Problem(
            "BR-CL-23",
            "BT-130",
            where,
            f"{line.quantity.unit!r} is no unit of UN/ECE Recommendation 20 or 21",
            "give the partner's unit its Recommendation 20 code, for instance EA or KGM",
        )
    if not line.description.strip():
        yield Problem(
            "BR-25",
            "BT-153",
            where,
            "the item has no name",
            "give the item a description in its catalog: b2b catalog import FILE",
        )
    if line.unit_price < 0:
        yield Problem(
            "BR-27",
            "BT-146",
            where,
            f"the price {line.unit_price} is negative",
            "bill a negative quantity or an allowance instead of a negative price",
        )
    if not line.vat_category:
        yield Problem(
            "BR-CO-04",
            "BT-151",
            where,
            "the VAT category is missing",
            f"set one for all items: {SELLER} vat_category=S vat_rate=19",
        )


def _allowance_charge(extra: AllowanceCharge, where: str, rules: tuple[str, str, str]) -> Iterator[Problem]:
    rule, term, twin = rules
    what = "charge" if extra.is_charge else "allowance"
    if not (extra.reason or extra.reason_code):
        message = f"the {what} of {extra.amount} has no reason"
        yield Problem(rule, term, where, message, f"say what the {what} is for")
        yield Problem(twin, term, where, message, f"say what the {what} is for")
    allowed = codes().charge_reasons if extra.is_charge else codes().allowance_reasons
    if extra.reason_code and extra.reason_code not in allowed:
        yield Problem(
            "BR-CL-20" if extra.is_charge else "BR-CL-19",
            term,
            where,
            f"{extra.reason_code!r} is no reason code for {'a charge' if extra.is_charge else 'an allowance'}",
            f"use a code of UNTDID {'7161' if extra.is_charge else '5189'}, or give the reason in words",
        )
