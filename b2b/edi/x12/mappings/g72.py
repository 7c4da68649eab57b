"""Allowances, charges and taxes of a grocery invoice: G72, with what they are for in G73.

A tax (G7201 `501`) with percentage and basis is a part of the VAT breakdown; one with an amount alone is part of the
total of taxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents import AllowanceCharge, VatBreakdown
from b2b.edi.x12.mappings import amounts, free_form
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.taxes import Vat
from b2b.edi.x12.mappings.writing import Body

# G7202: what is deducted from the invoice, what is added to it. The first of each is what we write; bill-backs and
# cheques are no part of an invoice and stay leftovers.
_OFF_INVOICE, _TO_BE_PAID = ("02", "08"), ("06", "CA")

# G7201: taxes (what we write, and those of a state), and what is in no code of the list.
_TAX, _TAXES = "501", ("501", "537")
_MUTUALLY_DEFINED = "88"

# Codes of element 340 keep a mark, so that they are not taken for one of the United Nations.
_X12 = "x12:"

_NUMBER = re.compile(r"-?(?:[0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})").fullmatch


@dataclass(frozen=True, slots=True)
class Said:
    """Allowances and charges, the VAT breakdown, and the taxes of which only the amount is said."""

    parts: tuple[AllowanceCharge, ...]
    vat: tuple[VatBreakdown, ...]
    tax: Decimal


def read(loops: Iterable[LoopCursor], currency: str) -> Said:
    """What the G72 loops say. Of what is reckoned (rate by quantity, percent of a basis) the figures stay leftovers."""
    parts: list[AllowanceCharge] = []
    vat: list[VatBreakdown] = []
    tax = Decimal(0)
    for loop in loops:
        g72 = loop.trigger
        if g72.peek(1) not in _TAXES:
            parts += _part(loop, currency)
            continue
        if (amount := g72.implied(8, 2)) is not None:
            tax += amount
        elif (part := _vat(g72, currency)) is not None:
            vat.append(part)
        else:
            continue
        # The tax of a state counts as any other, and that it is one of a state stays a leftover.
        g72.accept(1, _TAX)
        g72.accept(2, _TO_BE_PAID[0])
    return Said(tuple(parts), tuple(vat), tax)


def by_rate(rate: Decimal) -> Vat:
    """The VAT of a rate: the category is standard, zero where the rate is."""
    return Vat("S" if rate else "Z", rate)


def write_vat(body: Body, vat: Sequence[VatBreakdown], at: str = "") -> None:
    """A G72 for each part of the breakdown, with its percentage and basis; `at` is the path before `vat`."""
    for index, part in enumerate(vat):
        name = f"{at}vat[{index}]"
        percent, basis = (f"{name}.rate", part.rate), (f"{name}.taxable", part.taxable)
        body.add("G72", _TAX, _TO_BE_PAID[0], *[None] * 6, percent, basis)


def write_rate(body: Body, rate: Decimal, net: Decimal, at: str) -> None:
    """The G72 that says at which rate a line is taxed."""
    body.add("G72", _TAX, _TO_BE_PAID[0], *[None] * 6, (f"{at}.vat_rate", rate), (f"{at}.net_amount", net))


def write_tax(body: Body, name: str, tax: Decimal) -> None:
    """The G72 of taxes of which only the amount is known."""
    body.add("G72", _TAX, _TO_BE_PAID[0], *[None] * 5, (name, tax))


def write(body: Body, parts: Sequence[AllowanceCharge], at: str = "") -> None:
    """A G72 for each; `at` is the path of the field that holds them, with its dot. Allowances are negative there."""
    for index, part in enumerate(parts):
        name = f"{at}allowances_charges[{index}]"
        code = part.reason_code.removeprefix(_X12) if part.reason_code else _MUTUALLY_DEFINED
        method = _TO_BE_PAID[0] if part.is_charge else _OFF_INVOICE[0]
        amount = part.amount if part.is_charge else -part.amount
        body.add("G72", (f"{name}.reason_code", code), method, *[None] * 5, (f"{name}.amount", amount))
        free_form.write(body, "G73", f"{name}.reason", part.reason)


def _part(loop: LoopCursor, currency: str) -> list[AllowanceCharge]:
    """The allowance or charge of a loop, none where its amount is not said or is settled apart from the invoice."""
    g72 = loop.trigger
    is_charge = g72.peek(2) in _TO_BE_PAID
    if not is_charge and g72.peek(2) not in _OFF_INVOICE:
        return []
    amount = g72.implied(8, 2)
    if amount is None:
        amount = _reckoned(g72, currency)
    if amount is None:
        return []
    code = g72.text(1)
    g72.accept(2, _OFF_INVOICE[0], _TO_BE_PAID[0])
    # Most partners send allowances with a sign, some without.
    return [
        AllowanceCharge(
            is_charge,
            amount if is_charge else abs(amount),
            free_form.read(loop.all("G73")),
            "" if code == _MUTUALLY_DEFINED else _X12 + code,
            vat_category="",
        )
    ]


def _reckoned(g72: SegmentCursor, currency: str) -> Decimal | None:
    for one, other, scale in ((5, 6, 0), (9, 10, -2)):
        left, right = _figure(g72, one), _figure(g72, other)
        if left is not None and right is not None:
            return amounts.product(right, left.scaleb(scale), currency)
    return None


def _vat(g72: SegmentCursor, currency: str) -> VatBreakdown | None:
    rate, taxable = g72.number(9), g72.number(10)
    if rate is None or taxable is None:
        return None
    vat = by_rate(rate)
    return VatBreakdown(vat.category, rate, taxable, amounts.product(taxable, rate.scaleb(-2), currency))


def _figure(g72: SegmentCursor, element: int) -> Decimal | None:
    """A number that is not taken by being looked at."""
    text = g72.peek(element)
    return Decimal(text) if _NUMBER(text) else None
