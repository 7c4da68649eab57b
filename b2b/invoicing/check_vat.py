"""VAT breakdown and categories: BR-S, BR-Z, BR-E, BR-AE, BR-IC (K), BR-G, BR-O, BR-AF (L), BR-AG (M), BR-CO-17, -18."""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from decimal import Decimal

from b2b.documents import Invoice, VatBreakdown
from b2b.invoicing.calculate import vat_bases
from b2b.invoicing.check_parties import BUYER, SELLER
from b2b.invoicing.codes import codes
from b2b.invoicing.problem import Problem

# How the rules about a VAT category begin.
PREFIX = {
    "S": "BR-S",
    "Z": "BR-Z",
    "E": "BR-E",
    "AE": "BR-AE",
    "K": "BR-IC",
    "G": "BR-G",
    "O": "BR-O",
    "L": "BR-AF",
    "M": "BR-AG",
}
_NEEDS_REASON = frozenset({"E", "AE", "K", "G", "O"})
# The rule about VAT ids that goes with the rule about the rate of a line, an allowance, a charge.
_IDENTIFIER_RULE = {"05": "02", "06": "03", "07": "04"}
_TAXED = frozenset({"S", "L", "M"})  # L and M (Canaries, Ceuta and Melilla) may have a rate of 0, S may not
# The published rules let a group differ by less than one unit of currency, because some systems round VAT per line.
_SLACK = Decimal(1)
_CALCULATE = "let the invoice be calculated again from its lines"
_ITEM_VAT = "correct vat_category and vat_rate of the item in its catalog: b2b catalog import FILE"
_EXACT = decimal.Context(prec=60)


def vat_problems(invoice: Invoice) -> Iterator[Problem]:
    """What is wrong with categories, rates and the breakdown."""
    with decimal.localcontext(_EXACT):
        if not invoice.vat:
            yield Problem("BR-CO-18", "BG-23", "VAT breakdown", "there is no VAT breakdown", _CALCULATE)
        yield from _used_rates(invoice)
        yield from _groups(invoice)
        yield from _identifiers(invoice)
        yield from _special(invoice)


def _uses(invoice: Invoice) -> Iterator[tuple[str, str, str, str, Decimal]]:
    """(where, rule number, term, category, rate) of each line and document level allowance or charge."""
    for line in invoice.lines:
        yield f"line {line.number}", "05", "BT-152", line.vat_category, line.vat_rate
    for extra in invoice.allowances_charges:
        number, term = ("07", "BT-103") if extra.is_charge else ("06", "BT-96")
        yield "invoice", number, term, extra.vat_category, extra.vat_rate


def _used_rates(invoice: Invoice) -> Iterator[Problem]:
    for where, number, term, category, rate in _uses(invoice):
        prefix = PREFIX.get(category)
        if prefix is None:
            if category:
                yield Problem("BR-CL-18", term, where, f"{category!r} is no VAT category", _ITEM_VAT)
            elif number != "05":
                rule = "BR-32" if number == "06" else "BR-37"
                yield Problem(rule, term, where, "the VAT category is missing", "give the allowance or charge one")
        elif category == "S" and rate <= 0:
            yield Problem(f"{prefix}-{number}", term, where, f"the standard VAT rate is {rate} %", _ITEM_VAT)
        elif category in ("L", "M") and rate < 0:
            yield Problem(f"{prefix}-{number}", term, where, f"the VAT rate is {rate} %", _ITEM_VAT)
        elif category not in _TAXED and rate != 0:
            message = f"VAT category {category} has a rate of {rate} %, not 0"
            yield Problem(f"{prefix}-{number}", term, where, message, _ITEM_VAT)


def _groups(invoice: Invoice) -> Iterator[Problem]:
    bases = vat_bases(invoice.lines, invoice.allowances_charges)
    categories = {category for category, _ in bases}
    for category in sorted(categories & PREFIX.keys()):
        groups = [group for group in invoice.vat if group.category == category]
        if not groups or (category not in _TAXED and len(groups) > 1):
            message = f"VAT category {category} has {len(groups)} breakdown groups"
            yield Problem(f"{PREFIX[category]}-01", "BG-23", "VAT breakdown", message, _CALCULATE)
    for group in invoice.vat:
        where = f"VAT {group.category} {group.rate} %"
        expected = group.taxable * group.rate / 100
        if abs(group.tax - expected) >= _SLACK:
            message = f"the VAT is {group.tax}, not {round(expected, 2)}"
            yield Problem("BR-CO-17", "BT-117", where, message, _CALCULATE)
        prefix = PREFIX.get(group.category)
        if prefix is None:
            rule = "BR-CL-17" if group.category else "BR-47"
            yield Problem(rule, "BT-118", where, f"{group.category!r} is no VAT category", _CALCULATE)
            continue
        yield from _group_amounts(group, prefix, where, bases)
        yield from _reason(group, prefix, where)


def _group_amounts(
    group: VatBreakdown, prefix: str, where: str, bases: dict[tuple[str, Decimal], Decimal]
) -> Iterator[Problem]:
    taxed = group.category in _TAXED
    base = sum((b for (c, r), b in bases.items() if c == group.category and (not taxed or r == group.rate)), Decimal(0))
    if abs(group.taxable - base) >= _SLACK if taxed else group.taxable != base:
        message = f"the taxable amount is {group.taxable}, not {base}"
        yield Problem(f"{prefix}-08", "BT-116", where, message, _CALCULATE)
    if abs(group.tax - group.taxable * group.rate / 100) >= _SLACK if taxed else group.tax != 0:
        yield Problem(f"{prefix}-09", "BT-117", where, f"the VAT of {group.tax} does not fit the rate", _CALCULATE)


def _reason(group: VatBreakdown, prefix: str, where: str) -> Iterator[Problem]:
    given = bool(group.exemption_reason or group.exemption_code)
    if group.category in _NEEDS_REASON and not given:
        yield Problem(
            f"{prefix}-10",
            "BT-120",
            where,
            "the reason why no VAT is charged is missing",
            "say why with the invoice's VAT category, as an exemption reason or VATEX code",
        )
    if group.exemption_code and group.exemption_code.upper() not in codes().exemption_reasons:
        message = f"{group.exemption_code!r} is no VATEX code"
        yield Problem("BR-CL-22", "BT-121", where, message, "correct the code, or give only the reason in words")
    if group.category not in _NEEDS_REASON and given:
        yield Problem(f"{prefix}-10", "BT-120", where, "a taxed group has an exemption reason", _CALCULATE)


def _identifiers(invoice: Invoice) -> Iterator[Problem]:
    """The parties' VAT ids that a category asks for (rules -02 to -04) or forbids (O)."""
    seller, buyer = invoice.supplier, invoice.buyer
    seen = set()
    for _where, number, _term, category, _rate in _uses(invoice):
        rule = f"{PREFIX.get(category, '')}-{_IDENTIFIER_RULE[number]}"
        if category not in PREFIX or rule in seen:
            continue
        seen.add(rule)
        if category == "O":
            if seller.vat_id or buyer.vat_id:
                message = "a document outside the scope of VAT (category O) names no VAT id"
                yield Problem(rule, "BT-31", "seller", message, "use another VAT category, or leave the VAT ids out")
            continue
        needs_vat_id = category in ("K", "G")
        if not (seller.vat_id or (seller.tax_registration and not needs_vat_id)):
            yield Problem(
                rule,
                "BT-31",
                "seller",
                f"VAT category {category} needs the seller's VAT id",
                f"set the VAT id: {SELLER} vat_id=DE123456789",
            )
        registered = buyer.vat_id or (category == "AE" and buyer.legal_registration)
        if category in ("K", "AE") and not registered:
            yield Problem(
                rule,
                "BT-48",
                "buyer",
                f"VAT category {category} needs the buyer's VAT id",
                f"set the VAT id: {BUYER} vat_id=FR12345678901",
            )


def _special(invoice: Invoice) -> Iterator[Problem]:
    categories = {group.category for group in invoice.vat}
    if "O" in categories:
        if len(invoice.vat) > 1:
            message = "a group outside the scope of VAT (O) stands beside others"
            yield Problem("BR-O-11", "BG-23", "VAT breakdown", message, "bill these lines on an invoice of their own")
        rules = {"05": "BR-O-12", "06": "BR-O-13", "07": "BR-O-14"}
        for where, number, term, category, _rate in _uses(invoice):
            if category != "O":
                message = f"VAT category {category} stands on an invoice outside the scope of VAT (O)"
                yield Problem(rules[number], term, where, message, "bill these lines on an invoice of their own")
    if "K" in categories:
        if invoice.delivery_date is None:
            message = "an intra-community supply needs the delivery date"
            yield Problem("BR-IC-11", "BT-72", "delivery", message, "give the date of shipment")
        if invoice.ship_to is None or not invoice.ship_to.address.country:
            message = "an intra-community supply needs the country of delivery"
            yield Problem(
                "BR-IC-12", "BT-80", "delivery", message, "name the place of delivery with its country on the order"
            )
