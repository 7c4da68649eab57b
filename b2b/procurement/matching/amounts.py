"""An invoice's own figures: whether they can be kept, and whether they add up (EN 16931 BR-CO-10 to BR-CO-16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents import Invoice
from b2b.errors import Rejected
from b2b.procurement.orders.wording import figure, price
from b2b.store.money import exponent, to_minor

_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Amounts:
    """Minor units of the invoice's currency; `places` are its decimals. `due` is what it asks for or gives back: the
    total less what was prepaid and rounded off (BT-115), never more than the total and never below 0.
    """

    places: int
    net: int
    vat: int
    gross: int
    due: int


def amounts(invoice: Invoice) -> Amounts:
    """What is kept of the totals: `net` is gross less VAT, whatever the invoice says.

    Rejected: a currency nobody knows, an amount of more decimals than it has, or a total below 0.
    """
    where = f"invoice {invoice.number}"
    try:
        places = exponent(invoice.currency)
        gross, vat = to_minor(invoice.gross_total, invoice.currency), to_minor(invoice.vat_total, invoice.currency)
        due = to_minor(invoice.payable, invoice.currency)
    except ValueError as error:
        raise Rejected(str(error), where=where, next_step="ask the supplier for a corrected invoice") from error
    if gross < 0 or abs(gross) > _LARGEST or abs(vat) > _LARGEST:
        raise Rejected(
            f"its total is {price(invoice.gross_total, invoice.currency)}",
            where=where,
            next_step="ask the supplier for a credit note where money is to come back",
        )
    return Amounts(places, gross - vat, vat, gross, max(0, min(due, gross)))


def wrong_sums(invoice: Invoice, places: int) -> Iterator[str]:
    """What does not add up, in words. VAT of a rate may be off by less than 1 (BR-CO-17): some round line by line."""
    minor = Decimal(1).scaleb(-places)
    lines = sum((line.net_amount for line in invoice.lines), Decimal(0))
    charges = sum((one.amount for one in invoice.allowances_charges if one.is_charge), Decimal(0))
    allowances = sum((one.amount for one in invoice.allowances_charges if not one.is_charge), Decimal(0))
    for what, said, right in (
        ("the lines", invoice.net_total, lines),
        ("the charges", invoice.charge_total, charges),
        ("the allowances", invoice.allowance_total, allowances),
        ("lines, charges and allowances", invoice.taxable_total, lines + charges - allowances),
        ("net and VAT", invoice.gross_total, invoice.taxable_total + invoice.vat_total),
    ):
        if said != right:
            add = price(right, invoice.currency)
            yield f"{what} add up to {add}, the invoice says {price(said, invoice.currency)}"
    if invoice.vat:
        summed = sum((group.tax for group in invoice.vat), Decimal(0))
        if summed != invoice.vat_total:
            add = price(summed, invoice.currency)
            yield f"the VAT adds up to {add}, the invoice says {price(invoice.vat_total, invoice.currency)}"
        for group in invoice.vat:
            right = group.taxable * group.rate / 100
            if abs(right - group.tax) >= 1:
                shown = price(right.quantize(minor), invoice.currency)
                yield f"{figure(group.rate)} % VAT is {shown}, the invoice says {price(group.tax, invoice.currency)}"
    due = invoice.gross_total - invoice.prepaid + invoice.rounding
    if invoice.payable != due:
        asked = price(invoice.payable, invoice.currency)
        yield f"the amount due would be {price(due, invoice.currency)}, the invoice says {asked}"
