"""The arithmetic of an invoice (EN 16931-1 section 6.4: BR-CO-10 to BR-CO-17).

Every line is rounded half up to the currency's minor unit, VAT is taken once per category and rate on the sum of the
rounded lines, and totals are sums of what is printed: adding up the paper by hand gives the same figures.
"""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, TypedDict, Unpack

from b2b.documents import (
    AllowanceCharge,
    Invoice,
    InvoiceLine,
    ItemId,
    Party,
    PaymentTerms,
    Quantity,
    Reference,
    VatBreakdown,
)
from b2b.documents.minor_units import invoice_digits
from b2b.errors import NotWritable
from b2b.invoicing import terms as payment_terms

# Enough digits that no product of a quantity and a price loses one before it is rounded on purpose.
_EXACT = decimal.Context(prec=60)


@dataclass(frozen=True, slots=True)
class BilledLine:
    """What is billed: `unit_price` per unit of `quantity`, net of VAT, not rounded; `allowances_charges` are those of
    this line (BG-27, BG-28) and take its VAT.
    """

    number: str
    quantity: Quantity
    unit_price: Decimal
    description: str
    vat_category: str
    vat_rate: Decimal
    items: tuple[ItemId, ...] = ()
    order_line: str = ""
    order_number: str = ""
    allowances_charges: tuple[AllowanceCharge, ...] = ()


class Exemption(NamedTuple):
    """Why no VAT is charged: text BT-120 and VATEX code BT-121."""

    reason: str
    code: str = ""


# The wording that the rules BR-AE-10, BR-IC-10, BR-G-10 and BR-O-10 accept; E needs the seller's own reason.
DEFAULT_EXEMPTIONS: Mapping[str, Exemption] = {
    "AE": Exemption("Reverse charge", "VATEX-EU-AE"),
    "K": Exemption("Intra-community supply", "VATEX-EU-IC"),
    "G": Exemption("Export outside the EU", "VATEX-EU-G"),
    "O": Exemption("Not subject to VAT", "VATEX-EU-O"),
}


class InvoiceDetails(TypedDict, total=False):
    """The fields of `Invoice` that need no arithmetic and may be left out."""

    order_number: str
    order_date: dt.date | None
    despatch_number: str
    preceding_invoice: str
    preceding_date: dt.date | None
    delivery_date: dt.date | None
    ship_to: Party | None
    bill_to: Party | None
    buyer_reference: str
    payment_means: str
    iban: str
    bic: str
    account_name: str
    payment_reference: str
    notes: tuple[str, ...]
    references: tuple[Reference, ...]


def round_amount(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half up (away from zero) to the minor unit of `currency`, at most two decimals."""
    if not amount.is_finite():
        raise NotWritable(f"{amount} is not an amount", next_step="correct the quantity, price or allowance behind it")
    rounded = amount.quantize(Decimal(1).scaleb(-invoice_digits(currency)), ROUND_HALF_UP, _EXACT)
    return rounded if rounded else abs(rounded)  # no "-0.00" on paper


def build_invoice(
    *,
    number: str,
    date: dt.date,
    currency: str,
    supplier: Party,
    buyer: Party,
    lines: Sequence[BilledLine],
    kind: str = "380",
    allowances_charges: Sequence[AllowanceCharge] = (),
    terms: PaymentTerms | None = None,
    prepaid: Decimal = Decimal(0),
    rounding: Decimal = Decimal(0),
    exemptions: Mapping[str, Exemption] | None = None,
    **details: Unpack[InvoiceDetails],
) -> Invoice:
    """A complete invoice or, with `kind="381"`, credit note.

    Amounts are in `currency`; allowances, charges, `prepaid` and `rounding` are rounded to its minor unit too.
    `exemptions` says by VAT category why none is charged, over `DEFAULT_EXEMPTIONS`. Nothing is looked up or invented:
    what is missing stays missing, and `check` names it. Raises NotWritable for a quantity or price that is no number.
    """
    with decimal.localcontext(_EXACT):
        billed = tuple(_line(line, currency) for line in lines)
        document_level = tuple(replace(a, amount=round_amount(a.amount, currency)) for a in allowances_charges)
        net = sum((line.net_amount for line in billed), Decimal(0))
        allowances = sum((a.amount for a in document_level if not a.is_charge), Decimal(0))
        charges = sum((a.amount for a in document_level if a.is_charge), Decimal(0))
        taxable = net - allowances + charges
        breakdown = _breakdown(billed, document_level, currency, {**DEFAULT_EXEMPTIONS, **(exemptions or {})})
        vat = sum((group.tax for group in breakdown), Decimal(0))
        paid, correction = round_amount(prepaid, currency), round_amount(rounding, currency)
        return Invoice(
            number=number,
            date=date,
            kind=kind,
            currency=currency,
            supplier=supplier,
            buyer=buyer,
            lines=billed,
            vat=breakdown,
            net_total=net,
            taxable_total=taxable,
            vat_total=vat,
            gross_total=taxable + vat,
            payable=taxable + vat - paid + correction,
            allowance_total=allowances,
            charge_total=charges,
            prepaid=paid,
            rounding=correction,
            allowances_charges=document_level,
            terms=payment_terms.complete(terms or PaymentTerms(), date),
            **details,
        )


def line_amount(
    quantity: Decimal, unit_price: Decimal, allowances_charges: Sequence[AllowanceCharge], currency: str
) -> Decimal:
    """BT-131: quantity times price, rounded, less its allowances, plus its charges (each rounded)."""
    with decimal.localcontext(_EXACT):
        amount = round_amount(quantity * unit_price, currency)
        for extra in allowances_charges:
            rounded = round_amount(extra.amount, currency)
            amount += rounded if extra.is_charge else -rounded
        return amount


def _line(line: BilledLine, currency: str) -> InvoiceLine:
    extras = tuple(
        replace(a, amount=round_amount(a.amount, currency), vat_category=line.vat_category, vat_rate=line.vat_rate)
        for a in line.allowances_charges
    )
    return InvoiceLine(
        number=line.number,
        quantity=line.quantity,
        unit_price=line.unit_price,
        net_amount=line_amount(line.quantity.value, line.unit_price, extras, currency),
        items=line.items,
        description=line.description,
        vat_category=line.vat_category,
        vat_rate=line.vat_rate,
        order_line=line.order_line,
        order_number=line.order_number,
        allowances_charges=extras,
    )


def vat_bases(
    lines: Sequence[InvoiceLine], allowances_charges: Sequence[AllowanceCharge]
) -> dict[tuple[str, Decimal], Decimal]:
    """Taxable amount by (category, rate), in the order in which they first appear (BR-S-08 and its sisters)."""
    bases: dict[tuple[str, Decimal], Decimal] = {}
    for line in lines:
        key = (line.vat_category, line.vat_rate)
        bases[key] = bases.get(key, Decimal(0)) + line.net_amount
    for extra in allowances_charges:
        key = (extra.vat_category, extra.vat_rate)
        bases[key] = bases.get(key, Decimal(0)) + (extra.amount if extra.is_charge else -extra.amount)
    return bases


def _breakdown(
    lines: Sequence[InvoiceLine],
    allowances_charges: Sequence[AllowanceCharge],
    currency: str,
    exemptions: Mapping[str, Exemption],
) -> tuple[VatBreakdown, ...]:
    groups = []
    for (category, rate), taxable in vat_bases(lines, allowances_charges).items():
        exemption = exemptions.get(category, Exemption("")) if category not in ("S", "Z") else Exemption("")
        tax = round_amount(taxable * rate / 100, currency)
        groups.append(VatBreakdown(category, rate, taxable, tax, exemption.reason, exemption.code))
    return tuple(groups)
