"""One good invoice, and many that break it in one place each, by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

from b2b.documents import Address, AllowanceCharge, Contact, Endpoint, Invoice, Party, PaymentTerms, Quantity
from b2b.invoicing.calculate import BilledLine, build_invoice
from tests.invoicing.invoices import BUYER, SELLER, STORE, billed, full_invoice

GOOD = full_invoice()


def _seller(**changes: object) -> Invoice:
    return replace(GOOD, supplier=replace(GOOD.supplier, **changes))


def _buyer(**changes: object) -> Invoice:
    return replace(GOOD, buyer=replace(GOOD.buyer, **changes))


def _at(party: Party, **changes: object) -> Party:
    return replace(party, address=replace(party.address, **changes))


def _line(index: int, **changes: object) -> Invoice:
    lines = list(GOOD.lines)
    lines[index] = replace(lines[index], **changes)
    return replace(GOOD, lines=tuple(lines))


def _group(index: int, **changes: object) -> Invoice:
    groups = list(GOOD.vat)
    groups[index] = replace(groups[index], **changes)
    return replace(GOOD, vat=tuple(groups))


def _extra(index: int, **changes: object) -> Invoice:
    extras = list(GOOD.allowances_charges)
    extras[index] = replace(extras[index], **changes)
    return replace(GOOD, allowances_charges=tuple(extras))


def _simple(*lines: BilledLine, seller: Party = SELLER, buyer: Party = BUYER) -> Invoice:
    return build_invoice(
        number="1",
        date=dt.date(2026, 3, 2),
        currency="EUR",
        supplier=seller,
        buyer=buyer,
        lines=lines,
        terms=PaymentTerms(net_days=30),
        iban=GOOD.iban,
        buyer_reference="X",
    )


_INTRA = _simple(billed(category="K", rate="0"))
_SWAPPED = (AllowanceCharge(True, D("1.99"), "x", "95"), AllowanceCharge(False, D("3.33"), "y", "FC"))
_SILENT = (AllowanceCharge(True, D("1.99"), ""), AllowanceCharge(False, D("3.33"), ""))

# Name: (invoice, the rules that both our check and the published ones name for it).
SAME: dict[str, tuple[Invoice, set[str]]] = {
    "nothing broken": (GOOD, set()),
    "seller without a name": (_seller(name=""), {"BR-06"}),
    "seller without a country": (replace(GOOD, supplier=_at(SELLER, country="")), {"BR-09"}),
    "seller in no country": (replace(GOOD, supplier=_at(SELLER, country="XX")), {"BR-CL-14"}),
    "seller's VAT id without country": (_seller(vat_id="123456789"), {"BR-CO-09"}),
    "seller without an electronic address": (_seller(endpoint=None), {"PEPPOL-EN16931-R020"}),
    "seller's electronic address without scheme": (_seller(endpoint=Endpoint("", "x")), {"BR-62"}),
    "seller without contact": (_seller(contact=None), {"DE-R-002"}),
    "seller's contact without numbers": (_seller(contact=Contact("Desk")), {"DE-R-006", "DE-R-007"}),
    "seller without a city": (replace(GOOD, supplier=_at(SELLER, city="")), {"DE-R-003"}),
    "seller without a postal code": (replace(GOOD, supplier=_at(SELLER, postal_code="")), {"DE-R-004"}),
    "buyer without a name": (_buyer(name=""), {"BR-07"}),
    "buyer without a country": (replace(GOOD, buyer=_at(BUYER, country="")), {"BR-11"}),
    "buyer's VAT id without country": (_buyer(vat_id="987"), {"BR-CO-09"}),
    "buyer without an electronic address": (_buyer(endpoint=None), {"PEPPOL-EN16931-R010"}),
    "buyer without a city": (replace(GOOD, buyer=_at(BUYER, city="")), {"DE-R-008"}),
    "delivery to no country": (replace(GOOD, ship_to=_at(STORE, country="XX")), {"BR-CL-14"}),
    "delivery without a country": (replace(GOOD, ship_to=_at(STORE, country="")), {"BR-57"}),
    "delivery without a city": (replace(GOOD, ship_to=_at(STORE, city="")), {"DE-R-010"}),
    "wrong sum of lines": (replace(GOOD, net_total=D(1)), {"BR-CO-10", "BR-CO-13"}),
    "wrong taxable total": (replace(GOOD, taxable_total=D(1)), {"BR-CO-13", "BR-CO-15"}),
    "wrong VAT total": (replace(GOOD, vat_total=D(1)), {"BR-CO-14", "BR-CO-15"}),
    "wrong gross total": (replace(GOOD, gross_total=D(1)), {"BR-CO-15", "BR-CO-16"}),
    "wrong amount due": (replace(GOOD, payable=D("156.56")), {"BR-CO-16"}),
    "wrong sum of allowances": (replace(GOOD, allowance_total=D(1)), {"BR-CO-11", "BR-CO-13"}),
    "wrong sum of charges": (replace(GOOD, charge_total=D(1)), {"BR-CO-12", "BR-CO-13"}),
    "wrong prepaid amount": (replace(GOOD, prepaid=D(1)), {"BR-CO-16"}),
    "wrong rounding": (replace(GOOD, rounding=D(1)), {"BR-CO-16"}),
    "line in no unit": (_line(0, quantity=Quantity(D(3), "x12:ZZ")), {"BR-CL-23"}),
    "line without description": (_line(0, description=""), {"BR-25"}),
    "line of no VAT category": (_line(0, vat_category="X"), {"BR-CL-18", "BR-S-08"}),
    "line without VAT category": (_line(0, vat_category=""), {"BR-CO-04", "BR-S-08"}),
    "standard rate of nothing": (_line(0, vat_rate=D(0)), {"BR-S-05", "BR-S-08"}),
    "line at another rate": (_line(0, vat_rate=D(7)), {"BR-S-08"}),
    "exempt line at 7 %": (_line(3, vat_rate=D(7)), {"BR-E-05"}),
    "line with another amount": (_line(0, net_amount=D(20)), {"BR-CO-10", "BR-S-08", "PEPPOL-EN16931-R120"}),
    "zero rated line without group": (_line(3, vat_category="Z"), {"BR-Z-01", "BR-E-08"}),
    "allowances of a line without reason": (
        _line(0, allowances_charges=_SILENT),
        {"BR-42", "BR-44", "BR-CO-23", "BR-CO-24"},
    ),
    "charge without reason": (_extra(0, reason="", reason_code=""), {"BR-38", "BR-CO-22"}),
    "charge without VAT category": (_extra(0, vat_category=""), {"BR-37", "BR-S-08"}),
    "charge at standard rate of nothing": (_extra(0, vat_rate=D(0)), {"BR-S-07", "BR-S-08"}),
    "exempt allowance at 7 %": (_extra(1, vat_category="E"), {"BR-E-06", "BR-E-08", "BR-S-08"}),
    "group of no category": (_group(0, category="X"), {"BR-CL-17"}),
    "group with another base": (_group(0, taxable=D(1)), {"BR-CO-17", "BR-S-08", "BR-S-09"}),
    "group with another VAT": (_group(0, tax=D(1)), {"BR-CO-14", "BR-CO-17", "BR-S-09"}),
    "taxed group with a reason": (_group(0, exemption_reason="x"), {"BR-S-10"}),
    "exempt group without a reason": (_group(2, exemption_reason="", exemption_code=""), {"BR-E-10"}),
    "exempt group with an unknown code": (_group(2, exemption_code="VATEX-EU-XX"), {"BR-CL-22"}),
    "exempt group with another's code": (_group(2, exemption_code="VATEX-EU-AE"), {"PEPPOL-EN16931-P0107"}),
    "exempt group twice": (replace(GOOD, vat=(*GOOD.vat, GOOD.vat[2])), {"BR-E-01"}),
    "exempt group with VAT": (_group(2, tax=D(1)), {"BR-CO-14", "BR-CO-17", "BR-E-09"}),
    "no means of payment that exists": (replace(GOOD, payment_means="99"), {"BR-CL-16"}),
    "no way to pay": (replace(GOOD, payment_means="", iban=""), {"DE-R-001"}),
    "no buyer reference": (replace(GOOD, buyer_reference=""), {"DE-R-015"}),
    "intra-community supply without delivery": (_INTRA, {"BR-IC-11", "BR-IC-12"}),
    "intra-community supply": (replace(_INTRA, delivery_date=dt.date(2026, 3, 1), ship_to=STORE), set()),
    "intra-community supply to nobody": (
        replace(_INTRA, delivery_date=dt.date(2026, 3, 1), ship_to=STORE, buyer=replace(BUYER, vat_id="")),
        {"BR-IC-02"},
    ),
    "outside VAT with VAT ids": (_simple(billed(category="O", rate="0")), {"BR-O-02"}),
    "outside VAT": (
        _simple(billed(category="O", rate="0"), seller=replace(SELLER, vat_id=""), buyer=replace(BUYER, vat_id="")),
        set(),
    ),
    "export by a seller without VAT id": (
        _simple(billed(category="G", rate="0"), seller=replace(SELLER, vat_id="", tax_registration="12/3")),
        {"BR-G-02"},
    ),
    "seller with a tax number only": (
        _simple(billed(), seller=replace(SELLER, vat_id="", tax_registration="12/3")),
        set(),
    ),
    "Canary Islands and Ceuta": (
        _simple(
            billed(category="L", rate="7"), billed("2", category="L", rate="0"), billed("3", category="M", rate="4")
        ),
        set(),
    ),
}

# Name: (invoice, ours, the published rules', why they differ).
DIFFERENT: dict[str, tuple[Invoice, set[str], set[str], str]] = {
    "no number": (replace(GOOD, number=""), {"BR-02"}, {"XSD"}, "the schema stops first"),
    "no currency": (replace(GOOD, currency=""), {"BR-05"}, {"XSD"}, "the schema stops first"),
    "line without number": (_line(0, number=""), {"BR-21"}, {"XSD"}, "the schema stops first"),
    "unknown currency": (
        replace(GOOD, currency="XYZ"),
        {"BR-CL-04"},
        {"BR-CL-03", "BR-CL-04", "PEPPOL-EN16931-CL007"},
        "the same code stands in many places of the XML",
    ),
    "unknown type": (
        replace(GOOD, kind="999"),
        {"BR-CL-01"},
        {"BR-CL-01", "PEPPOL-EN16931-P0100"},
        "Peppol repeats the rule for its own types",
    ),
    "seller without VAT id": (
        _seller(vat_id=""),
        {"BR-E-02", "BR-S-02", "BR-S-03", "BR-S-04"},
        {"BR-E-02", "BR-S-02", "BR-S-03", "BR-S-04", "DE-R-016"},
        "Germany repeats the rule",
    ),
    "electronic address of no scheme": (
        _seller(endpoint=Endpoint("9999", "x")),
        {"BR-CL-25"},
        {"BR-CL-25", "PEPPOL-EN16931-CL008"},
        "Peppol repeats the rule",
    ),
    "seller with an empty contact": (
        _seller(contact=Contact()),
        {"DE-R-005", "DE-R-006", "DE-R-007"},
        {"DE-R-002"},
        "an empty group is not written",
    ),
    "seller without address": (
        _seller(address=Address()),
        {"BR-08", "BR-09"},
        {"BR-08"},
        "we name the country too",
    ),
    "a GLN of three digits": (_buyer(endpoint=Endpoint("0088", "123")), {"PEPPOL-COMMON-R040"}, set(), "a GLN has 13"),
    "three decimals": (
        replace(GOOD, payable=D("156.554"), rounding=D("0.024")),
        {"BR-DEC-17", "BR-DEC-18"},
        {"BR-DEC-17", "BR-DEC-18", "UBL-DT-01"},
        "UBL repeats the rule",
    ),
    "reason codes of the other kind": (
        _line(0, allowances_charges=_SWAPPED),
        {"BR-CL-19", "BR-CL-20"},
        {"BR-CL-19", "BR-CL-20", "PEPPOL-EN16931-CL002", "PEPPOL-EN16931-CL003"},
        "Peppol repeats the rule",
    ),
    "no terms of payment": (
        replace(GOOD, terms=PaymentTerms()),
        {"BR-CO-25"},
        set(),
        "the standard has the rule, the published UBL rules no longer do",
    ),
    "no account": (replace(GOOD, iban=""), {"BR-61", "DE-R-001"}, {"DE-R-001"}, "we write no transfer without account"),
    "wrong account": (
        replace(GOOD, iban="DE00120300000000202051"),
        {"ISO 13616"},
        set(),
        "only a warning to the published rules: money would go nowhere",
    ),
    "date of a preceding invoice without number": (
        replace(GOOD, preceding_invoice=""),
        {"BR-55"},
        set(),
        "a reference without number is not written",
    ),
    "text that looks like Skonto": (
        replace(GOOD, terms=replace(GOOD.terms, text="#x")),
        set(),
        {"DE-R-018"},
        "left to the published rules",
    ),
}
